import numpy as np

from plugins.enlarge_small import enlarge_small


def test_a_tiny_picture_gets_a_margin_and_is_enlarged():
    image = np.full((8, 8, 3), 255, np.uint8)
    image[:, 4] = 0
    result = enlarge_small(image)
    assert result.shape == (84, 84, 3)  # 8 and twice 2, seven times as large
    assert (result[:3] == 255).all()
    assert result[42, 14 + 4 * 7 + 3].max() < 64  # the bar, as deep as before


def test_the_margin_has_the_papers_colour_where_the_ink_fills_the_frame():
    light_zero = np.full((16, 16, 3), 20, np.uint8)
    light_zero[:, 3:13] = 240
    light_zero[3:13, 6:10] = 20
    assert enlarge_small(light_zero)[0, 0].tolist() == [20, 20, 20]


def test_an_oblong_picture_keeps_its_aspect():
    assert enlarge_small(np.zeros((10, 20, 3), np.uint8)).shape == (60, 90, 3)


def test_a_picture_of_28_pixels_stays_as_it_is():
    image = np.zeros((5, 28, 3), np.uint8)
    assert enlarge_small(image) is image
