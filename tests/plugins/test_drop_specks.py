import numpy as np

from plugins.drop_specks import drop_specks


def picture():
    image = np.zeros((60, 60), np.uint8)
    image[10:50, 30:34] = 255  # a stroke 40 pixels long
    return image


def test_a_dot_goes_and_the_stroke_stays():
    image = picture()
    image[5:8, 5:8] = 255  # 3 pixels are less than a fifth of 40
    np.testing.assert_array_equal(drop_specks(image), picture())


def test_a_part_of_the_digit_stays():
    image = picture()
    image[12:15, 38:50] = 255  # 12 pixels: the flag of a 5
    np.testing.assert_array_equal(drop_specks(image), image)


def test_the_soft_edge_of_a_stroke_stays():
    image = picture()
    image[10:50, 34] = 40
    np.testing.assert_array_equal(drop_specks(image), image)


def test_a_long_line_at_the_frame_does_not_make_the_digit_a_speck():
    image = np.zeros((60, 200), np.uint8)
    image[0, :] = 255  # 200 pixels along the frame
    image[20:45, 90:93] = 255  # a digit 25 pixels high
    assert drop_specks(image, size=0.5)[30, 91] == 255


def test_where_all_touches_the_frame_the_longest_counts():
    image = np.zeros((60, 60), np.uint8)
    image[:, 30] = 255
    image[0:3, 5] = 255
    result = drop_specks(image)
    assert result[:, 30].all()
    assert not result[:, 5].any()


def test_no_ink():
    assert not drop_specks(np.zeros((9, 9), np.uint8)).any()
