import numpy as np

from plugins.grayscale import grayscale


def test_each_colour_has_the_brightness_of_bt_601():
    row = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 20, 30]]], np.uint8)
    # 0.299 * 255 = 76, 0.587 * 255 = 150, 0.114 * 255 = 29, 2.99 + 11.74 + 3.42 = 18
    assert grayscale(row).tolist() == [[76, 150, 29, 18]]


def test_white_stays_white_and_black_black():
    assert grayscale(np.array([[[255] * 3, [0] * 3]], np.uint8)).tolist() == [[255, 0]]
