"""Which marks stand in one line, with blocks for digits."""

import numpy as np
import pytest

from mnist_space.reading.lines import reading_order
from mnist_space.reading.segmentation import Group


def digit(x, y):
    """A block of 20 x 40 with its upper left corner here."""
    return Group(np.full((40, 20), 255, np.uint8), round(x), round(y))


def places(groups):
    return [[(group.x, group.y) for group in line] for line in reading_order(groups)]


def grid(pattern, pitch, jitter=(0,)):
    """A digit at each `x` of a grid; each stands a little higher or lower than the one before."""
    rows = [
        [(pitch * column, pitch * row) for column, sign in enumerate(line) if sign == "x"]
        for row, line in enumerate(pattern)
    ]
    moved = iter(np.resize(jitter, sum(map(len, rows))))
    return [[(x, int(y + next(moved))) for x, y in row] for row in rows if row]


SPARSE = [
    ("x..x", ".x..", "..x.", "x..x"),
    ("x.x", ".x.", "x.x"),
    ("...x", ".xx.", "x..."),
    ("xx..", "..xx", "xx.."),
]


@pytest.mark.parametrize("pattern", SPARSE)
@pytest.mark.parametrize("pitch", [90, 110])
@pytest.mark.parametrize("jitter", [(0,), (0, 7, -6, 3)])
def test_a_sparse_grid_without_lines_is_read_by_rows(pattern, pitch, jitter):
    rows = grid(pattern, pitch, jitter)
    assert places([digit(*place) for row in reversed(rows) for place in row]) == rows


@pytest.mark.parametrize("degrees", [-40, -30, -20, 20, 30, 40])
@pytest.mark.parametrize("count", [3, 8])
def test_a_line_that_slants_stays_one(degrees, count):
    right, down = 44 * np.cos(np.deg2rad(degrees)), 44 * np.sin(np.deg2rad(degrees))
    groups = [digit(right * i, 400 + down * i) for i in range(count)]
    assert places(groups) == [[(group.x, group.y) for group in groups]]


@pytest.mark.parametrize("degrees", [-30, 30])
def test_two_lines_that_slant_stay_two(degrees):
    right, down = 44 * np.cos(np.deg2rad(degrees)), 44 * np.sin(np.deg2rad(degrees))
    lines = [[digit(right * i, 400 + first + down * i) for i in range(6)] for first in (0, 100)]
    expected = [[(group.x, group.y) for group in line] for line in lines]
    assert places([*lines[1], *lines[0]]) == expected


@pytest.mark.parametrize("degrees", [-18, -10, -4, 0, 4, 10, 18])
def test_the_tilt_of_a_page_is_found_where_digits_stand_far_apart(degrees):
    """Each row has a gap; the digits next to each other do not tell how the page is tilted."""
    right, down = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    unsteady = iter(np.resize((0, 9, -8, 5, -7), 24))
    rows = [
        [
            (x * right - 100 * row * down, 500 + x * down + 100 * row * right + next(unsteady))
            for x in (0, 30, 150, 300, 330, 480)
        ]
        for row in range(4)
    ]
    shifted = [[digit(200 + x, y) for x, y in row] for row in rows]
    expected = [[(group.x, group.y) for group in row] for row in shifted]
    assert places([group for row in reversed(shifted) for group in row]) == expected


def test_few_digits_that_go_up_and_down_are_one_line():
    """A slant by the way from each to the next would be 9 degrees, and part the first two."""
    marks = [(0, 5), (31, 0), (95, 18), (119, 13)]
    assert places([digit(*mark) for mark in marks]) == [marks]


def row(count, x, y):
    """A block of as many digits as touch each other."""
    return Group(np.full((40, 20 * count), 255, np.uint8), x, y)


def test_rows_of_touching_digits_are_lines_of_their_own():
    """Each is longer than the lines are apart."""
    lines = [[(0, 0), (330, 4)], [(6, 60)], [(3, 120), (200, 118)]]
    counts = [[13, 5], [9], [7, 4]]
    groups = [
        row(count, *place)
        for line, numbers in zip(lines, counts, strict=True)
        for place, count in zip(line, numbers, strict=True)
    ]
    assert places(groups[::-1]) == lines
