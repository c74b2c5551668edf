"""Signs drawn beside digits 40 pixels high, which stand from row 40 to row 80."""

import cv2
import numpy as np
import pytest

from mnist_space.reading.segmentation import Group
from mnist_space.reading.signs import (
    Row,
    is_cross,
    is_minus_beside,
    is_slash,
    row_finder,
    sign_of,
    slant_of,
)

TOP, HEIGHT = 40, 40
ROW = Row(TOP, HEIGHT, 0.0)
PEN = 4.0


def group_of(image):
    x, y, width, height = cv2.boundingRect(image)
    return Group(image[y : y + height, x : x + width], x, y)


def block(y, width, height, x=100):
    return Group(np.full((height, width), 255, np.uint8), x, y)


def cross(width, height, y, thick=4, bar=None):
    """An upright and a level stroke, the latter in the middle or in row `bar`."""
    ink = np.zeros((height, width), np.uint8)
    start, bar = (width - thick) // 2, (height - thick) // 2 if bar is None else bar
    ink[:, start : start + thick] = 255
    ink[bar : bar + thick] = 255
    return Group(ink, 100, y)


def stroke(lean, height=HEIGHT, bulge=0.0, thick=4):
    """A stroke on the foot line that leans to the right and may bulge in the middle."""
    ink = np.zeros((140, 200), np.uint8)
    for row in range(height):
        aside = bulge * np.sin(np.pi * row / height)
        left = 100 + round(lean * (height - row) + aside)
        ink[TOP + HEIGHT - height + row, left : left + thick] = 255
    return group_of(ink)


def ring(middle, diameter, x=100):
    ink = np.zeros((140, 200), np.uint8)
    top = middle - diameter // 2
    cv2.ellipse(ink, ((x, middle), (diameter - 3, diameter - 3), 0), 255, 2)
    group = group_of(ink)
    return Group(cv2.resize(group.ink, (diameter, diameter)), x, top)


@pytest.mark.parametrize(
    ("y", "width", "height", "sign"),
    [
        (74, 6, 6, "."),
        (65, 6, 6, "."),
        (64, 6, 6, None),  # its middle is above 0.68 of the height
        (40, 6, 6, None),
        (70, 12, 12, "."),
        (70, 13, 13, None),  # more than 0.32 of the height
        (78, 8, 8, "."),
    ],
)
def test_a_point_is_small_and_stands_on_the_foot_line(y, width, height, sign):
    assert sign_of(block(y, width, height), ROW, PEN) == sign


@pytest.mark.parametrize(
    ("y", "width", "height", "sign"),
    [
        (74, 6, 8, ","),  # 0.1 of the height longer than the pen is wide
        (74, 6, 7, "."),
        (74, 9, 9, "."),  # round
        (74, 9, 10, ","),
        (64, 8, 19, ","),  # longer than a point may be
        (63, 8, 19, None),
        (70, 8, 20, None),
        (40, 6, 10, None),
    ],
)
def test_a_comma_is_longer_than_a_point(y, width, height, sign):
    assert sign_of(block(y, width, height), ROW, PEN) == sign


@pytest.mark.parametrize(("pen", "sign"), [(5, ","), (6, "."), (12, ".")])
def test_what_a_thick_pen_sets_down_is_a_point(pen, sign):
    assert sign_of(block(75, 7, 9), ROW, pen) == sign


@pytest.mark.parametrize(
    ("y", "width", "height", "sign"),
    [
        (58, 20, 4, "-"),
        (46, 20, 4, "-"),
        (45, 20, 4, None),  # at the top
        (70, 20, 4, "-"),
        (71, 20, 4, None),  # at the foot
        (58, 6, 3, "-"),
        (58, 5, 2, None),  # too short
        (58, 52, 4, "-"),
        (58, 53, 4, None),  # too long
        (55, 18, 10, "-"),
        (55, 17, 10, None),  # too thick
    ],
)
def test_a_minus_is_flat_and_stands_half_way_up(y, width, height, sign):
    assert sign_of(block(y, width, height), ROW, PEN) == sign


@pytest.mark.parametrize(
    ("width", "height", "y", "sign"),
    [
        (20, 20, 50, "+"),
        (20, 20, 38, "+"),
        (20, 20, 37, None),  # at the top
        (20, 20, 62, "+"),
        (20, 20, 63, None),  # at the foot
        (28, 28, 46, "+"),
        (28, 29, 46, None),  # nearly as large as a digit
        (40, 40, 40, None),  # as high as a digit
        (36, 28, 46, "+"),
        (37, 28, 46, None),  # too wide
        (10, 10, 55, "+"),
        (12, 9, 55, None),  # a speck
        (9, 12, 55, None),
    ],
)
def test_a_plus_is_a_cross_smaller_than_a_digit_half_way_up(width, height, y, sign):
    mark = cross(width, height, y, thick=2 if height <= 12 else 4)
    assert sign_of(mark, ROW, PEN) == sign


@pytest.mark.parametrize(("rise", "result"), [(0, True), (2, True), (8, False)])
def test_the_strokes_of_a_cross_may_tilt_a_little(rise, result):
    ink = np.zeros((140, 200), np.uint8)
    cv2.line(ink, (100, 60 + rise), (130, 60 - rise), 255, 2)
    cv2.line(ink, (115 - rise, 45), (115 + rise, 75), 255, 2)
    assert is_cross(group_of(ink)) is result


@pytest.mark.parametrize(
    ("x", "y", "result"),
    [(25, 48, True), (49, 48, True), (29, 48, False), (47, 48, False), (25, 32, False)],
)
def test_a_minus_beside_a_digit_stands_free(x, y, result):
    digit = block(30, 8, 40, x=40)
    assert is_minus_beside(block(y, 12, 4, x=x), digit) is result


@pytest.mark.parametrize(("y", "width", "sign"), [(68, 12, "-"), (68, 7, "."), (75, 12, ".")])
def test_a_short_flat_stroke_is_a_minus_down_to_where_one_may_stand(y, width, sign):
    assert sign_of(block(y, width, 4), ROW, PEN) == sign


def test_a_level_stroke_between_two_specks_is_no_cross():
    mark = block(45, 30, 30)
    mark.ink[:] = 0
    mark.ink[13:17] = mark.ink[:2, 14:16] = mark.ink[-2:, 14:16] = 255
    assert not is_cross(mark)


@pytest.mark.parametrize("bar", [0, 16])
def test_what_has_its_bar_at_one_end_is_no_plus(bar):
    assert sign_of(cross(20, 20, 50, bar=bar), ROW, PEN) is None


def test_a_cross_whose_arms_do_not_meet_is_no_plus():
    mark = block(50, 20, 20)
    mark.ink[:] = 0
    mark.ink[:, 8:12] = mark.ink[5:8, :8] = mark.ink[12:15, 12:] = 255
    assert sign_of(mark, ROW, PEN) is None


def test_a_cross_that_lies_on_its_corners_is_no_plus():
    ink = np.zeros((140, 200), np.uint8)
    cv2.line(ink, (100, 50), (120, 70), 255, 4)
    cv2.line(ink, (100, 70), (120, 50), 255, 4)
    assert sign_of(group_of(ink), ROW, PEN) is None


def test_a_ring_and_a_blot_half_way_up_are_no_signs():
    assert sign_of(ring(60, 20), ROW, PEN) is None
    assert sign_of(block(50, 20, 20), ROW, PEN) is None


@pytest.mark.parametrize("slant", [-0.1, 0.0, 0.2])
@pytest.mark.parametrize(("more", "sign"), [(0.23, "/"), (0.17, None), (0.0, None)])
def test_a_slash_leans_more_than_the_hand_does(slant, more, sign):
    assert sign_of(stroke(slant + more), Row(TOP, HEIGHT, slant), PEN) == sign


def test_a_stroke_that_leans_back_is_no_slash():
    assert sign_of(stroke(-0.5), ROW, PEN) is None


@pytest.mark.parametrize(("height", "sign"), [(40, "/"), (39, None), (60, "/")])
def test_a_slash_is_as_high_as_a_digit(height, sign):
    assert sign_of(stroke(0.5, height), ROW, PEN) == sign


@pytest.mark.parametrize(("bulge", "sign"), [(0, "/"), (8, "/"), (20, None)])
def test_a_slash_is_straight(bulge, sign):
    assert sign_of(stroke(0.5, bulge=bulge), ROW, PEN) == sign


@pytest.mark.parametrize(("lean", "result"), [(0.43, True), (0.37, False)])
def test_how_much_more_a_slash_leans_may_be_given(lean, result):
    assert is_slash(stroke(lean), ROW, leans=0.4) is result


@pytest.mark.parametrize("lean", [-0.4, -0.1, 0.0, 0.2, 0.5])
def test_the_slant_of_a_sheared_block_is_its_shear(lean):
    assert slant_of(stroke(lean, thick=20)) == pytest.approx(lean, abs=0.01)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (30, 1), (1, 30)])
def test_what_lies_in_one_row_or_one_column_has_no_slant(width, height):
    assert slant_of(block(50, width, height)) == 0


def test_the_row_is_where_the_two_nearest_digits_stand():
    """The line falls to the right."""
    digits = [block(40 + 10 * number, 20, 40, x=100 * number) for number in range(5)]
    assert row_finder(digits, 0.1)(165.0) == Row(55, 40, 0.1)
    assert row_finder(digits[::-1], 0.0)(400.0) == Row(75, 40, 0.0)
    assert row_finder(digits[:1], 0.0)(400.0) == Row(40, 40, 0.0)


@pytest.mark.parametrize(("height", "top"), [(28, 43), (27, 40)])
def test_what_is_much_lower_than_the_digits_does_not_tell_where_they_stand(height, top):
    """Than 40 pixels: less than 0.7 of it. It stands next to the mark, on the foot line."""
    low = block(80 - height, 20, height, x=140)
    digits = [block(40, 20, 40, x=x) for x in (0, 100, 300)]
    assert row_finder([*digits, low], 0.0)(150.0) == Row(top, 40, 0.0)
