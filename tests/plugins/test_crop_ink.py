import numpy as np

from plugins.crop_ink import crop_ink


def test_the_bounding_box_of_the_ink_is_left():
    image = np.zeros((6, 7), np.uint8)
    image[2, 3] = image[4, 5] = 200
    assert crop_ink(image).tolist() == [[200, 0, 0], [0, 0, 0], [0, 0, 200]]


def test_what_is_below_half_of_the_brightest_is_no_ink():
    image = np.array([[99, 0, 101, 200, 100]], np.uint8)
    assert crop_ink(image).tolist() == [[101, 200]]


def test_without_ink_the_image_stays():
    assert crop_ink(np.zeros((3, 4), np.uint8)).shape == (3, 4)


def test_the_result_shares_no_memory_with_the_image():
    image = np.full((2, 2), 200, np.uint8)
    assert not np.shares_memory(crop_ink(image), image)
