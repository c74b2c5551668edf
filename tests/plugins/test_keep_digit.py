import numpy as np

from plugins.keep_digit import keep_digit


def picture(*boxes):
    image = np.zeros((100, 100), np.uint8)
    for x, y, width, height in boxes:
        image[y : y + height, x : x + width] = 255
    return image


DIGIT = (40, 20, 12, 60)


def test_a_digit_alone_stays_as_it_is():
    np.testing.assert_array_equal(keep_digit(picture(DIGIT)), picture(DIGIT))


def test_its_other_piece_is_near_it():
    flag = (58, 20, 20, 10)  # 6 pixels to the right
    np.testing.assert_array_equal(keep_digit(picture(DIGIT, flag)), picture(DIGIT, flag))


def test_what_is_far_away_goes():
    dot = (85, 85, 10, 10)  # 33 pixels off: more than a quarter of 60
    np.testing.assert_array_equal(keep_digit(picture(DIGIT, dot)), picture(DIGIT))
    np.testing.assert_array_equal(keep_digit(picture(DIGIT, dot), reach=1), picture(DIGIT, dot))


def test_what_touches_the_frame_goes_though_it_is_larger():
    neighbour = (0, 10, 20, 80)
    np.testing.assert_array_equal(keep_digit(picture(DIGIT, neighbour)), picture(DIGIT))


def test_a_tightly_cropped_digit_stays():
    tight = (40, 0, 12, 100)
    np.testing.assert_array_equal(keep_digit(picture(tight)), picture(tight))


def test_small_pieces_near_it_go():
    speck = (56, 40, 3, 3)  # 9 pixels: less than 4% of 720
    np.testing.assert_array_equal(keep_digit(picture(DIGIT, speck)), picture(DIGIT))


def test_of_two_equal_pieces_the_one_in_the_middle_is_the_digit():
    corner = (4, 2, 12, 60)
    np.testing.assert_array_equal(keep_digit(picture(corner, DIGIT)), picture(DIGIT))


def test_a_line_beside_the_digit_goes():
    line = (5, 84, 90, 4)  # flat, and longer than the digit
    np.testing.assert_array_equal(keep_digit(picture(DIGIT, line)), picture(DIGIT))


def test_no_ink():
    assert not keep_digit(np.zeros((9, 9), np.uint8)).any()
