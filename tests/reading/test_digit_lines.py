"""How lines of marks are read: turned level or as they stand, and which marks stay in them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from mnist_space.reading.digit_lines import digit_lines
from mnist_space.reading.digit_search import Mark, find_digits
from mnist_space.reading.segmentation import Group, find_groups

THRESHOLD = 0.0
FRAME = 3000, 3000


def steep(fall, turned, count=3):
    """Strokes of 6 x 40 on a line that falls by `fall` degrees, each turned by `turned`."""
    page = np.zeros((400, 400), np.uint8)
    down = np.tan(np.radians(fall))
    for number in range(count):
        x = 80 + 70 * number
        middle = x, 200 + down * (x - 150)
        corners = cv2.boxPoints((middle, (6, 40), turned))
        cv2.fillPoly(page, [np.rint(corners).astype(int)], 255)
    return page


def narrower_is_better(pictures):
    """A stroke scores highest where it stands upright."""
    widths = [np.flatnonzero((picture > 127).any(axis=0)) for picture in pictures]
    return [float(40 - np.ptp(columns)) for columns in widths]


def read(page):
    (line,) = find_digits(find_groups(page), narrower_is_better, THRESHOLD)
    return line


@pytest.mark.parametrize("fall", [25, -25, 10, -10])
def test_a_number_that_is_written_steeply_is_read_level(fall):
    for mark in read(steep(fall, fall)):
        assert mark.turn == pytest.approx(fall, abs=2)
        columns = np.flatnonzero((mark.picture > 127).any(axis=0))
        assert np.ptp(columns) + 1 <= 9
        assert mark.score == narrower_is_better([mark.picture])[0]


def test_a_steep_line_of_upright_digits_is_read_as_it_stands():
    marks = read(steep(25, 0))
    assert [mark.turn for mark in marks] == [0, 0, 0]
    assert all(mark.picture.shape[1] < 25 for mark in marks)


def test_a_line_that_hardly_slants_is_read_as_it_stands():
    assert [mark.turn for mark in read(steep(5, 5))] == [0, 0, 0]


def test_two_digits_do_not_tell_how_a_line_runs():
    assert [mark.turn for mark in read(steep(15, 15, count=2))] == [0, 0]


def mark(side, score):
    return Mark(Group(np.full((side, side // 3), 255, np.uint8), 1, 1), 0.0, score)


def beside(*marks):
    """The sides of those that are read and of those that are not, beside three digits of 40."""
    row = [mark(40, 1.0)] * 3 + list(marks)
    apart = [replace(one, group=replace(one.group, x=200 * i)) for i, one in enumerate(row)]
    (line,) = digit_lines([apart], [], FRAME, THRESHOLD)
    rest = line[3:]
    return [[one.side for one in rest if one.is_read is read] for read in (True, False)]


def test_digits_are_read_unless_they_are_specks_or_blots():
    digits = [mark(side, 0.0) for side in (15, 16, 160, 161)]
    assert beside(*digits) == [[16, 160], [15, 161]]


def test_what_is_unsure_is_read_where_it_is_as_large_as_a_digit():
    unsure = [mark(side, -0.1) for side in (9, 10, 23, 24, 80, 81)]
    assert beside(*unsure) == [[24, 80], [10, 23, 81]]


def test_a_line_without_a_digit_goes():
    digits, none = [mark(40, 1.0)], [mark(40, -1.0)]
    assert digit_lines([none, digits, none], [], FRAME, THRESHOLD) == [digits]
    assert digit_lines([none, none], [], FRAME, THRESHOLD) == []
    assert len(digit_lines([[mark(40, THRESHOLD)]], [], FRAME, THRESHOLD)) == 1
    assert digit_lines([], [], FRAME, THRESHOLD) == []
