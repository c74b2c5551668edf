"""How lines of marks are read: turned level or as they stand, and which marks stay in them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.pieces import find_pieces
from mnist_space.reading.digit_lines import digit_lines, free_pieces, stray_marks, without_edges
from mnist_space.reading.digit_search import Mark, find_digits
from mnist_space.reading.segmentation import Group, find_groups

THRESHOLD = 0.0


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
    (line,) = digit_lines([apart], [], THRESHOLD)
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
    assert digit_lines([none, digits, none], [], THRESHOLD) == [digits]
    assert digit_lines([none, none], [], THRESHOLD) == []
    assert len(digit_lines([[mark(40, THRESHOLD)]], [], THRESHOLD)) == 1
    assert digit_lines([], [], THRESHOLD) == []


def bare(height, width=4, x=100):
    """A block of ink that is a digit, 100 pixels down the page."""
    return Mark(Group(np.full((height, width), 255, np.uint8), x, 100), 0.0, 1.0)


@pytest.mark.parametrize(
    ("stroke", "stays"),
    [
        (bare(64), True),
        (bare(65), False),
        (bare(40, x=0), False),
        (bare(40, width=2), False),
        (bare(40, width=8, x=0), True),
    ],
    ids=["as long as a 1", "longer", "at the frame", "thinner than the pen", "no bare stroke"],
)
def test_edges_and_rests_of_lines_are_no_marks(stroke, stays):
    digits = [bare(40, x=200), bare(40, x=300), bare(40, x=400)]
    (line,) = without_edges([[*digits, stroke], [bare(90)]], (1000, 1000), THRESHOLD)
    places = [one.group.box for one in line]
    assert (stroke.group.box in places) == stays
    assert places[:3] == [one.group.box for one in digits]


@pytest.mark.parametrize(("side", "stray"), [(23, False), (24, True), (80, True), (81, False)])
def test_a_mark_as_large_as_a_digit_in_a_line_of_its_own_is_a_stray(side, stray):
    digits, other = [mark(40, 1.0)], mark(side, -1.0)
    assert stray_marks([digits, [other]], THRESHOLD) == ([other.group] if stray else [])
    assert stray_marks([[*digits, other]], THRESHOLD) == []


def test_where_no_digit_is_the_marks_as_large_as_most_are_strays():
    marks = [mark(side, -1.0) for side in (20, 40, 42, 90)]
    assert [group.side for group in stray_marks([marks], THRESHOLD)] == [40, 42]
    assert stray_marks([], THRESHOLD) == []


@pytest.mark.parametrize(("height", "stray"), [(15, False), (16, True), (80, True), (81, False)])
def test_a_mark_as_high_as_digits_and_much_longer_may_be_a_row_of_them(height, stray):
    row = Mark(Group(np.full((height, 200), 255, np.uint8), 1, 100), 0.0, -1.0)
    assert stray_marks([[mark(40, 1.0)], [row]], THRESHOLD) == ([row.group] if stray else [])


@pytest.mark.parametrize("lean", [20, 0])
def test_a_stroke_that_leans_much_more_than_the_hand_is_no_sure_1(lean):
    """Between digits, and no second slash makes it a date."""
    stroke = np.zeros((44, 30), np.uint8)
    cv2.line(stroke, (4 + lean, 0), (4, 43), 255, 3)
    columns = np.nonzero(stroke)[1]
    slash = Group(stroke[:, columns.min() : columns.max() + 1], 180, 98)
    digits = [bare(40, width=20, x=x) for x in (100, 140, 220, 260)]
    (line,) = digit_lines([[*digits[:2], Mark(slash, 0.0, 1.0), *digits[2:]]], [], THRESHOLD)
    assert [one.is_read for one in line] == [True, True, lean == 0, True, True]


@pytest.mark.parametrize(("side", "text"), [(3, "."), (1, None)])
def test_a_point_is_as_thick_as_the_pen_and_a_speck_is_not(side, text):
    """The strokes are 4 pixels wide."""
    digits = [bare(30, x=100), bare(30, x=120)]
    foot = digits[0].group.y + 30
    free = [Group(np.full((side, side), 255, np.uint8), 111, foot - side)]
    (line,) = digit_lines([digits], free, THRESHOLD)
    assert [one.sign for one in line if one.sign] == ([text] if text else [])


@pytest.mark.parametrize(("x", "y", "kept"), [(111, 15, True), (111, 2, True), (103, 15, False)])
def test_a_dot_between_digits_that_is_no_sign_is_not_left_out(x, y, kept):
    """The half of a colon whose other point is gone; not so what lies over a digit."""
    digits = [bare(30, x=100), bare(30, x=120)]
    dot = Group(np.full((4, 4), 255, np.uint8), x, digits[0].group.y + y)
    (line,) = digit_lines([digits], [dot], THRESHOLD)
    assert [one.group.box for one in line if not one.is_read] == ([dot.box] if kept else [])


@pytest.mark.parametrize(("y", "sign"), [(24, ","), (10, None)])
def test_a_comma_that_the_network_takes_for_a_1_is_a_comma(y, sign):
    digits = [bare(30, x=100), bare(30, x=120)]
    comma = Group(np.full((13, 5), 255, np.uint8), 111, digits[0].group.y + y)
    (line,) = digit_lines([[digits[0], Mark(comma, 0.0, 1.0), digits[1]]], [], THRESHOLD)
    assert [one.sign for one in line] == [None, sign, None]


def test_small_points_are_looked_at():
    """Of 3 pixels, as a thin pen writes them on a small picture."""
    ink = np.zeros((60, 60), np.uint8)
    ink[10:40, 10:14] = 255
    whole = find_groups(ink)
    ink[37:40, 25:28] = 255
    assert [piece.box for piece in free_pieces(ink, find_pieces(ink), whole)] == [(25, 37, 3, 3)]
