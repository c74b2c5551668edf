"""Small pages worked out by hand, and a judge that says exactly which parts are digits."""

import numpy as np
import pytest

from mnist_space.reading.digit_search import MAX_SPLITS, find_digits
from mnist_space.reading.judge import MOST_LOOKS
from mnist_space.reading.segmentation import find_groups

# A digit scores the threshold at least, so the threshold itself is enough.
YES, NO, THRESHOLD = 1.0, -1.0, 1.0


def ink_of(picture):
    """A picture's ink, True where it is, cut to its box."""
    rows, columns = np.nonzero(picture > 127)
    if not len(rows):
        return np.zeros((0, 0), bool)
    return picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] > 127


def judge_by(is_digit):
    """A judge that asks `is_digit` of the ink of each picture."""
    return lambda pictures: [YES if is_digit(ink_of(picture)) else NO for picture in pictures]


def wide(low, high):
    """The ink is a digit when it is so many pixels wide."""
    return judge_by(lambda ink: low <= ink.shape[1] <= high)


def page(height=100, width=300):
    return np.zeros((height, width), np.uint8)


def block(image, x, y, width=20, height=40):
    image[y : y + height, x : x + width] = 255
    return image


def read(image, judge):
    return find_digits(find_groups(image), judge, THRESHOLD)


def boxes(lines):
    return [[mark.group.box for mark in line] for line in lines]


def test_a_page_without_ink_has_no_lines():
    assert read(page(), wide(1, 99)) == []


def test_digits_come_in_lines_with_their_scores():
    image = page(200)
    for x, y, width in ((120, 30, 20), (40, 32, 20), (90, 130, 20), (30, 130, 30)):
        block(image, x, y, width)
    lines = read(image, wide(20, 20))
    assert boxes(lines) == [
        [(40, 32, 20, 40), (120, 30, 20, 40)],
        [(30, 130, 30, 40), (90, 130, 20, 40)],
    ]
    assert [[mark.score for mark in line] for line in lines] == [[YES, YES], [NO, YES]]


def strokes(*places):
    """Upright strokes of 6 x 40 whose left edges are at these places."""
    image = page()
    for x in places:
        block(image, x, 30, width=6)
    return image


def test_two_parts_that_are_one_digit_together_are_joined():
    assert boxes(read(strokes(20, 30, 90), wide(16, 16))) == [
        [(20, 30, 16, 40), (90, 30, 6, 40)],
    ]


def test_a_part_is_joined_to_what_was_a_digit_without_it():
    image = block(strokes(20), 30, 30, width=8)
    either = judge_by(lambda ink: ink.shape[1] in (6, 18))
    assert boxes(read(image, either)) == [[(20, 30, 18, 40)]]


@pytest.mark.parametrize(("y", "marks"), [(48, 2), (32, 1)])
def test_a_minus_stays_apart_from_the_digit_behind_it(y, marks):
    """Both together are read as a digit; the bar of a 5 is joined."""
    image = block(block(page(), 40, 30, width=8), 25, y, width=12, height=4)
    assert len(read(image, judge_by(lambda ink: ink.shape[1] in (8, 23)))[0]) == marks


def test_of_three_parts_two_are_joined_and_none_twice():
    assert boxes(read(strokes(20, 30, 40), wide(16, 16))) == [
        [(20, 30, 16, 40), (40, 30, 6, 40)],
    ]


def test_parts_stay_apart_that_are_no_digit_together_either():
    assert len(read(strokes(20, 30), wide(99, 99))[0]) == 2


def test_digits_that_stand_close_stay_apart():
    either = judge_by(lambda ink: ink.shape[1] in (6, 16))
    assert len(read(strokes(20, 30), either)[0]) == 2


@pytest.mark.parametrize(("second", "marks"), [(36, 1), (37, 2)])
def test_parts_are_joined_over_a_quarter_of_their_side_at_most(second, marks):
    """Of 40 pixels: a gap of 10."""
    assert len(read(strokes(20, second), wide(22, 23))[0]) == marks


@pytest.mark.parametrize(("width", "marks"), [(26, 1), (27, 2)])
def test_what_would_be_half_as_large_again_as_the_others_is_not_joined(width, marks):
    """Of 40 pixels: 60, with a gap of 8 between the two."""
    image = block(block(page(), 20, 30, width), 28 + width, 30, width)
    assert len(read(image, wide(60, 62))[0]) == marks


def touching(count, width=20, bridge=6, height=40):
    """Blocks in a row, each tied to the next by a bridge of 4 pixels at half their height."""
    image = page(height + 40, 60 + count * (width + bridge))
    for number in range(count):
        block(image, 20 + number * (width + bridge), 20, width, height)
    block(image, 20, 18 + height // 2, count * (width + bridge) - bridge, 4)
    return image


@pytest.mark.parametrize("count", [2, 3])
def test_touching_digits_are_cut_where_there_is_least_ink(count):
    (line,) = read(touching(count), wide(20, 32))
    assert len(line) == count
    for number, mark in enumerate(line):
        x, y, width, height = mark.group.box
        assert x == pytest.approx(20 + number * 26, abs=6)
        assert (y, height) == (20, 40)
        assert 20 <= width <= 32
    assert sum(int(np.count_nonzero(mark.group.ink)) for mark in line) == np.count_nonzero(
        touching(count)
    )


def test_what_is_a_digit_is_not_cut_though_its_parts_are_digits():
    assert len(read(touching(2), wide(20, 46))[0]) == 1


def test_what_is_left_beside_the_digits_of_a_group_is_one_part():
    image = touching(2)
    image[:, 52:] = 0  # the right block is 6 wide, the left 20

    def score(ink):
        full = 18 <= ink.shape[1] <= 25 and (ink.sum(axis=0) == len(ink)).mean() > 0.75
        return YES if full else NO if ink.shape[1] < 16 else 5 * NO

    (line,) = read(image, lambda pictures: [score(ink_of(picture)) for picture in pictures])
    assert [mark.score for mark in line] == [YES, NO]
    assert sum(int(np.count_nonzero(mark.group.ink)) for mark in line) == np.count_nonzero(image)


def test_what_is_cut_must_be_digits_not_only_look_more_like_some():
    def better_in_parts(pictures):
        return [NO if ink_of(picture).shape[1] < 46 else 2 * NO for picture in pictures]

    assert boxes(read(touching(2), better_in_parts)) == [[(20, 20, 46, 40)]]


def is_block(ink):
    """Most columns of one block, perhaps with a bridge, are as high as all of it."""
    return 18 <= ink.shape[1] <= 30 and np.median(ink.sum(axis=0)) == len(ink)


@pytest.mark.parametrize(("height", "marks"), [(21, 1), (22, 2)])
def test_a_part_much_lower_than_the_whole_is_no_digit(height, marks):
    image = block(page(), 20, 20)
    block(image, 40, 38, width=6, height=4)
    block(image, 46, 30, height=height)
    assert len(read(image, judge_by(is_block))[0]) == marks


@pytest.mark.parametrize(("width", "marks"), [(10, 1), (19, 2)])
def test_what_is_much_higher_than_wide_is_not_cut(width, marks):
    """Two in 80 pixels: 26 are less than 0.55 of the height, 44 are as much."""
    assert len(read(touching(2, width, height=80), wide(width, width + 6))[0]) == marks


def test_no_more_than_so_many_are_cut():
    """A page of blots must not take for ever: each cut costs dozens of pictures."""
    row = touching(2)
    image = np.vstack([np.hstack([row] * 7)] * 5)
    marks = [mark for line in read(image, wide(20, 26)) for mark in line]
    assert len(marks) == 2 * MAX_SPLITS + (35 - MAX_SPLITS)


def test_no_group_is_cut_once_the_parts_are_as_many_as_are_looked_at():
    """Sixty rows of thirty digits that touch."""
    row, asked = touching(30), []

    def judge(pictures):
        asked.append(len(pictures))
        return [-9.0] * len(pictures)

    find_digits(find_groups(np.vstack([row] * 60)), judge, 0.0)
    assert MOST_LOOKS < sum(asked) < 1.5 * MOST_LOOKS


def leaning(lean):
    """Two strokes 10 wide with a gap of 4 that lean to one side, tied at half their height.

    They lean by 0.35 of their 80 pixels: each upright cut goes through one of them.
    """
    rows, columns = np.mgrid[0:80, 0:100]
    along = columns - 50 + lean * (rows - 40)
    ink = ((along >= -12) & (along < -2)) | ((along >= 2) & (along < 12))
    ink |= (abs(rows - 40) < 2) & (abs(along) < 12)
    image = page(120, 140)
    image[20:100, 20:120] = ink * np.uint8(255)
    return image


def is_one_stroke(ink):
    """Each row has the whole width of a stroke, but for the bridge where it was cut."""
    widths = ink.sum(axis=1)
    return len(ink) == 80 and widths.min() >= 9 and widths.max() <= 15


@pytest.mark.parametrize("lean", [0.35, -0.35])
def test_touching_digits_that_lean_are_cut_along_their_slant(lean):
    (line,) = read(leaning(lean), judge_by(is_one_stroke))
    assert [mark.score for mark in line] == [YES, YES]


@pytest.mark.parametrize("lean", [0.35, -0.35, 0.5, -0.5])
def test_a_stroke_that_slants_is_not_cut(lean):
    """A thick 1: its box is as wide as two digits, the stroke is not."""
    slanted = page()
    for row in range(40):
        slanted[30 + row, (left := 60 + round(-lean * row)) : left + 10] = 255
    assert len(read(slanted, wide(1, 18))[0]) == 1
