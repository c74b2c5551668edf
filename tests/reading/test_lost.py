"""Pages of blocks of which steps took some away, and a judge that says which are digits."""

import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.pieces import find_pieces
from mnist_space.reading.lost import is_speckled, left_out, with_lost_digits
from mnist_space.reading.segmentation import find_groups

THRESHOLD = 1.0


def page(height=200, width=400):
    return np.zeros((height, width), np.uint8)


def block(image, x, y, width=20, height=40, value=255):
    image[y : y + height, x : x + width] = value
    return image


def judge_of(score):
    return lambda pictures: [score] * len(pictures)


def no_judge(pictures):
    raise AssertionError("it was asked")


ALL, NONE = judge_of(THRESHOLD), judge_of(THRESHOLD - 0.1)


def line_of(*widths, height=40):
    """Two digits that were left, at both ends, and between them what may have been lost."""
    left = block(block(page(), 20, 80), 360, 80)
    every = left.copy()
    for number, width in enumerate(widths):
        block(every, 80 + 50 * number, 80, width, height)
    return left, every


def test_digits_that_are_missing_come_back():
    left, every = line_of(20, 30)
    before = left.copy()
    np.testing.assert_array_equal(
        with_lost_digits(left, every, find_pieces(every), ALL, THRESHOLD), every
    )
    np.testing.assert_array_equal(left, before)


def test_digits_come_back_with_their_own_gray_levels():
    left, every = line_of(20)
    every[80:120, 80:100] = 150
    result = with_lost_digits(left, every, find_pieces(every), ALL, THRESHOLD)
    assert set(result[80:120, 80:100].flat) == {150}


@pytest.mark.parametrize(("judge", "back"), [(ALL, True), (NONE, False)])
def test_only_what_scores_as_a_digit_comes_back(judge, back):
    left, every = line_of(20)
    wanted = every if back else left
    np.testing.assert_array_equal(
        with_lost_digits(left, every, find_pieces(every), judge, THRESHOLD), wanted
    )


def test_bare_strokes_come_back_with_the_digits_that_are_as_large():
    left, every = line_of(20, 4, 4)
    np.testing.assert_array_equal(
        with_lost_digits(left, every, find_pieces(every), ALL, THRESHOLD), every
    )


def test_bare_strokes_alone_do_not_come_back_and_are_not_judged():
    """They may be rests of ruled lines."""
    left, every = line_of(4, 4)
    assert with_lost_digits(left, every, find_pieces(every), no_judge, THRESHOLD) is left


@pytest.mark.parametrize(("width", "back"), [(10, True), (9, False)])
def test_a_quarter_as_wide_as_high_is_no_bare_stroke(width, back):
    """Of 40 pixels."""
    left, every = line_of(width)
    wanted = every if back else left
    np.testing.assert_array_equal(
        with_lost_digits(left, every, find_pieces(every), ALL, THRESHOLD), wanted
    )


@pytest.mark.parametrize(("height", "back"), [(20, True), (19, False), (80, True), (81, False)])
def test_strokes_come_back_that_are_about_as_large_as_the_digits(height, back):
    """Than 40 pixels: half to twice as long."""
    left, every = line_of(20)
    block(every, 200, 80, 4, height)
    result = with_lost_digits(left, every, find_pieces(every), ALL, THRESHOLD)
    assert result[85, 85] == 255
    assert result[85, 201] == 255 * back


def test_a_digit_that_was_left_is_not_judged_again():
    left, _ = line_of()
    assert (
        with_lost_digits(left, left.copy(), find_pieces(left.copy()), no_judge, THRESHOLD) is left
    )


def test_what_was_taken_from_a_piece_that_is_left_stays_away():
    """A line through a digit is no piece of its own."""
    left, every = line_of()
    block(every, 30, 95, width=120, height=6)
    assert with_lost_digits(left, every, find_pieces(every), no_judge, THRESHOLD) is left


@pytest.mark.parametrize(("size", "back"), [(8, True), (7, False)])
def test_specks_stay_away(size, back):
    left, every = line_of()
    block(every, 80, 90, size, size)
    wanted = every if back else left
    np.testing.assert_array_equal(
        with_lost_digits(left, every, find_pieces(every), ALL, THRESHOLD), wanted
    )


@pytest.mark.parametrize(("size", "back"), [(15, True), (14, False)])
def test_a_speck_of_a_large_page_is_larger(size, back):
    """Of 1000 pixels: 15."""
    left = block(block(page(100, 1000), 20, 20), 900, 20)
    every = block(left.copy(), 400, 30, size, size)
    wanted = every if back else left
    np.testing.assert_array_equal(
        with_lost_digits(left, every, find_pieces(every), ALL, THRESHOLD), wanted
    )


BESIDE = [(9, 80, False), (10, 80, True), (371, 80, False), (370, 80, True)]
ABOVE = [(200, 19, False), (200, 20, True), (200, 141, False), (200, 140, True)]


@pytest.mark.parametrize(("x", "y", "back"), BESIDE + ABOVE)
def test_what_lies_beside_all_that_is_left_stays_away(x, y, back):
    """Its middle: no further aside than the ink that is left, from 20 to 380, a digit's height up.

    The ink that is left runs from 80 to 120, but the two ends are low enough to be free of it.
    """
    left = block(block(page(), 20, 119, height=1, width=9), 371, 119, height=1, width=9)
    block(left, 100, 80, height=40)
    every = block(left.copy(), x, y, height=30 if y == 80 else 40)
    result = with_lost_digits(left, every, find_pieces(every), ALL, THRESHOLD)
    np.testing.assert_array_equal(result, every if back else left)


def test_only_some_pieces_are_looked_at_the_largest_first():
    left = block(block(page(400, 600), 0, 0), 580, 360)
    every = left.copy()
    for number in range(44):
        block(every, 30 + 45 * (number % 12), 60 + 60 * (number // 12), height=40 - number // 12)
    counts = []

    def judge(pictures):
        counts.append(len(pictures))
        return [THRESHOLD] * len(pictures)

    result = with_lost_digits(left, every, find_pieces(every), judge, THRESHOLD)
    assert counts == [40]
    assert result[65, 35] == 255  # of the first row, the largest
    assert result[245, 30 + 45 * 7 + 5] == 0  # the last of all


def speckled(dots, size=10):
    """A digit of 20 x 40 that was left, and dots that were not."""
    left = block(page(), 20, 20)
    every = left.copy()
    for number in range(dots):
        block(every, 60 + 30 * (number % 11), 20 + 30 * (number // 11), size, size)
    return every, left


def covered(every, left):
    return is_speckled(find_pieces(every), left)


@pytest.mark.parametrize(("dots", "result"), [(8, False), (9, True)])
def test_a_page_is_speckled_where_more_ink_is_in_specks_than_was_left(dots, result):
    """Of 800 pixels: eight dots of 100."""
    assert covered(*speckled(dots)) is result


@pytest.mark.parametrize(("size", "result"), [(19, True), (20, False)])
def test_a_speck_is_less_than_half_as_long_as_the_largest_piece(size, result):
    """Than 40 pixels: what is larger was taken for a line."""
    assert covered(*speckled(3, size)) is result


def test_specks_that_were_left_do_not_count():
    """Of fifteen dots of 100 pixels, five were left, and a digit of 800."""
    every, _ = speckled(15)
    left, _ = speckled(5)
    assert not covered(every, left)
    assert not covered(every, every)


def test_specks_on_a_page_without_digits_count():
    every, left = speckled(3)
    assert covered(every, np.zeros_like(left))


def test_a_blank_page_is_not_speckled():
    assert not covered(page(), page())


def digits(*places):
    """Upright strokes, 8 wide and 40 high, whose left edges are at these places."""
    image = page()
    for x in places:
        block(image, x, 80, 8)
    return image


def boxes_left(every, marks):
    return [group.box for group in left_out(every, find_groups(marks))]


def test_ink_like_a_digit_that_is_no_part_of_a_mark_is_left_out():
    marks, every = digits(20, 60, 100), digits(20, 60, 100, 200)
    assert boxes_left(every, marks) == [(200, 80, 8, 40)]
    assert boxes_left(every, every) == []
    assert left_out(every, []) == []


@pytest.mark.parametrize(
    ("width", "height", "left"),
    [
        (8, 24, 1),
        (8, 23, 0),  # smaller than 0.6 of a digit
        (4, 40, 0),  # thinner than 0.65 of its strokes
        (18, 40, 1),
        (22, 40, 0),  # wider than 2.5 of them
    ],
)
def test_what_is_small_thin_or_wide_is_no_ink_of_digits(width, height, left):
    every = block(digits(20, 60, 100), 200, 80, width, height)
    assert len(boxes_left(every, digits(20, 60, 100))) == left


@pytest.mark.parametrize(("gap", "left"), [(3, 0), (5, 1)])
def test_what_is_close_to_a_mark_belongs_to_it(gap, left):
    """0.12 of 40 pixels are 4."""
    every = block(digits(20, 60, 100), 108 + gap, 80, 4 + 4 * left)
    every[80:120, 108 + gap : 112 + gap] = 255
    assert len(boxes_left(every, digits(20, 60, 100))) == left
