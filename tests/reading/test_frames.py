"""Frames drawn around digits of 26 x 40 pixels, which are lines of straight strokes themselves."""

import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.lines import Line
from mnist_space.reading.frames import (
    PAD,
    Frame,
    find_frames,
    without_frames,
)

DIGITS = {
    "0": [[(13, 0), (22, 6), (26, 20), (22, 34), (13, 40), (4, 34), (0, 20), (4, 6), (13, 0)]],
    "2": [[(0, 8), (6, 1), (16, 0), (23, 6), (22, 14), (0, 40), (26, 40)]],
    "2 with a long foot": [[(0, 8), (6, 1), (16, 0), (23, 6), (22, 14), (0, 40), (60, 40)]],
    "4": [[(18, 40), (18, 0), (0, 28), (28, 28)]],
    "open 4": [[(0, 0), (0, 22), (24, 22)], [(24, 0), (24, 40)]],
    "7": [[(0, 0), (26, 0), (8, 40)]],
    "8": [[(13, 0), (23, 5), (23, 14), (2, 28), (4, 38), (22, 38), (24, 28), (3, 14), (13, 0)]],
}
EDGES = range(30, 331, 60)  # of five fields


def page(height=160, width=420):
    return np.zeros((height, width), np.uint8)


def digit(image, name, x, y, scale=1.0, thick=4):
    for line in DIGITS[name]:
        points = np.array([(x + across * scale, y + down * scale) for across, down in line])
        cv2.polylines(image, [np.rint(points).astype(np.int32)], False, 255, thick)
    return image


def word(text, y=55, x=46, step=60):
    """A digit in each field, its foot at y + 42."""
    image = page()
    for number, name in enumerate(text):
        digit(image, name, x + step * number, y)
    return image


def grid(columns, rows, thick=2, image=None):
    """Level and upright lines at these places, from the first to the last."""
    image = page() if image is None else image
    for y in rows:
        image[y : y + thick, columns[0] : columns[-1] + thick] = 255
    for x in columns:
        image[rows[0] : rows[-1] + thick, x : x + thick] = 255
    return image


def comb(top, thick=2):
    image = page()
    image[110 : 110 + thick, EDGES[0] : EDGES[-1] + thick] = 255
    for x in EDGES:
        image[top : 110 + thick, x : x + thick] = 255
    return image


def boxes_apart():
    image = page()
    for x in EDGES[:-1]:
        grid((x, x + 48), (40, 110), image=image)
    return image


def turned(image, degrees):
    """As it is, turned about the middle of the page."""
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(image, turn, (width, height))


def left_of(frame, digits):
    """The frames that were found, the digits' pixels that were lost, and what else was left."""
    image = np.maximum(frame, digits)
    before = image.copy()
    result, frames = without_frames(image)
    np.testing.assert_array_equal(image, before)
    lost = np.count_nonzero((digits > 127) & (result == 0))
    return frames, lost, np.count_nonzero((digits == 0) & (result > 127))


ROW_OF_BOXES = grid(EDGES, (40, 110))


@pytest.mark.parametrize("thick", [1, 2, 3, 4])
def test_a_row_of_boxes_goes_and_the_digits_in_it_stay(thick):
    (frame,), lost, rest = left_of(grid(EDGES, (40, 110), thick), word("27480"))
    assert (lost, rest) == (0, 0)
    assert (len(frame.level), len(frame.upright), frame.top, frame.is_comb) == (2, 6, 0, False)
    assert (frame.x, frame.y) == (30 - PAD, 40 - PAD)
    assert (frame.width, frame.height) == (300 + thick + 2 * PAD, 70 + thick + 2 * PAD)
    assert (frame.field, frame.cell) == pytest.approx((60, 60), abs=1)


@pytest.mark.parametrize(("x", "y"), [(46, 68), (46, 70), (46, 75), (46, 37), (62, 55)])
def test_digits_that_touch_a_line_of_their_box_or_cross_it_stay(x, y):
    """The foot line, the upper line, the side."""
    digits = word("47480", y, x)
    (frame,), lost, rest = left_of(ROW_OF_BOXES, digits)
    assert (len(frame.upright), lost <= 0.01 * np.count_nonzero(digits)) == (6, True)
    assert rest <= 80  # the line's part in their strokes


def test_boxes_apart_go_and_the_digits_in_them_stay():
    frames, lost, rest = left_of(boxes_apart(), word("27480", x=41))
    assert (lost, rest) == (0, 0)
    assert sorted(frame.x for frame in frames) == [x - PAD for x in EDGES[:-1]]
    assert all(len(frame.upright) == len(frame.level) == 2 for frame in frames)


@pytest.mark.parametrize(("top", "thick"), [(70, 1), (70, 3), (80, 1), (80, 2), (80, 3)])
def test_a_comb_goes_and_the_digits_on_it_stay(thick, top):
    (frame,), lost, rest = left_of(comb(top, thick), word("27480"))
    assert (lost, rest) == (0, 0)
    assert (frame.is_comb, len(frame.upright)) == (True, 6)
    assert frame.field == pytest.approx(60, abs=1)


@pytest.mark.parametrize(("name", "y"), [("2", 70), ("2", 72), ("8", 70), ("8", 72)])
def test_a_digit_that_touches_the_line_of_a_comb_stays(name, y):
    (frame,), lost, rest = left_of(comb(85), word([name], y))
    assert (frame.is_comb, len(frame.upright)) == (True, 6)
    assert frame.top > 10
    assert (lost <= 10, rest <= 40) == (True, True)


def test_a_table_goes_and_the_digits_in_it_stay():
    digits = digit(digit(page(260), "4", 46, 36), "8", 106, 96)
    table = grid((30, 90, 150, 210), (30, 90, 150, 210), image=page(260))
    (frame,), lost, rest = left_of(table, digits)
    assert (lost, rest) == (0, 0)
    assert (len(frame.level), len(frame.upright)) == (4, 4)
    assert [frame.row(60, y) for y in (25, 36, 60, 120, 180, 220)] == [None, 0, 0, 1, 2, None]


@pytest.mark.parametrize(("edges", "degrees"), [(EDGES, -1), (EDGES, 1), ((150, 210), 5)])
def test_a_frame_that_stands_a_little_askew_goes(edges, degrees):
    digits = turned(digit(page(), "7", 166, 55), degrees)
    frames, lost, rest = left_of(turned(grid(edges, (40, 110), 3), degrees), digits)
    assert (len(frames), lost, rest) == (1, 0, 0)


def test_a_frame_in_the_corner_of_the_page_goes():
    assert not without_frames(grid((0, 80), (0, 70)))[0].any()


@pytest.mark.parametrize("upright", [False, True])
def test_squared_paper_goes_on_at_both_sides_and_is_no_frame(upright):
    """It touches two opposite edges of the page; without its outmost pixels it is a table."""
    image = page(300, 400)
    image[20:290:40, :] = 255
    image[20:261, 20::40] = 255
    image = image.T.copy() if upright else image
    assert without_frames(image)[0] is image
    image[0] = image[:, 0] = 0
    assert len(without_frames(image)[1]) == 1


@pytest.mark.parametrize("name", DIGITS)
@pytest.mark.parametrize(("scale", "thick"), [(0.5, 2), (1, 3), (1, 4), (2, 4), (3, 8)])
def test_a_digit_is_no_frame(name, scale, thick):
    image = digit(page(200, 300), name, 30, 20, scale, thick)
    assert without_frames(image)[0] is image


def test_bare_lines_and_lines_that_lean_much_are_no_frame():
    bare = page()
    bare[50:52, 20:400] = bare[100:102, 20:400] = bare[20:150, 10:12] = 255
    for image in (bare, turned(grid((150, 210), (40, 110), 3), 20)):
        assert without_frames(image)[0] is image


BOXES = [(grid((30, 130), (40, 110), 4), 1), (grid((30, 130), (40, 110), 12), 0)]
COMBS = [(comb(101, 1), 1), (comb(102, 1), 0)]


@pytest.mark.parametrize(("image", "frames"), BOXES + COMBS)
def test_thick_strokes_and_a_very_low_comb_are_no_frame(image, frames):
    assert len(without_frames(image)[1]) == frames
    assert find_frames(image) == without_frames(image)[1]


@pytest.mark.parametrize(("y", "side", "stays"), [(140, 14, 0), (140, 40, 0), (85, 40, 1)])
def test_a_blot_on_a_line_goes_unless_it_may_be_a_digit(y, side, stays):
    """It is small, or lies along the table's edge."""
    blot = page()
    blot[y : y + 9, 100 : 100 + side] = 255
    (_,), lost, _ = left_of(grid(EDGES, (30, 85, 140)), blot)
    assert (lost == 0) == stays


def test_only_some_frames_are_looked_for_the_largest_first():
    image = page(200, 400)
    for number in range(64):
        x, y = 5 + 24 * (number % 16), 5 + 40 * (number // 16)
        grid((x, x + 18), (y, y + 30 + number // 16), 1, image)
    result, frames = without_frames(image)
    assert len(frames) == 60
    assert result[:40].any()
    assert not result[40:].any()


def frame_of(level, upright, x=100, y=50):
    lines = [tuple(Line(place, 0.0) for place in places) for places in (level, upright)]
    return Frame(x, y, max(upright), max(level), *lines)


def test_a_point_is_in_the_row_between_two_level_lines():
    frame = frame_of((40, 0, 80), (0, 60, 120))
    assert [frame.row(150, y) for y in (49, 51, 89, 91, 129, 131)] == [None, 0, 0, 1, 1, None]
    assert [frame.row(x, 70) for x in (99, 100, 220, 221)] == [None, 0, 0, None]
    assert frame_of((40,), (0, 60)).row(120, 70) is None  # a comb
