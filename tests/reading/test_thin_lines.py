"""Lines much thinner than the pen go, and what is left of them; strokes stay."""

import cv2
import numpy as np
import pytest

from mnist_space.reading.thin_lines import pen_width, thin_lines, without_thin_lines

PEN = 6


def page():
    """A 7 and a 1 of strokes six pixels thick."""
    ink = np.zeros((120, 200), np.uint8)
    cv2.polylines(ink, [np.array([(40, 40), (80, 40), (55, 90)])], False, 255, PEN)
    cv2.line(ink, (120, 40), (120, 90), 255, PEN)
    return ink


def ruled(ink, every=25, thick=1):
    """The same on squared paper."""
    ink = ink.copy()
    for place in range(10, 200, every):
        cv2.line(ink, (0, place), (199, place), 255, thick)
        cv2.line(ink, (place, 0), (place, 119), 255, thick)
    return ink


def cleared(ink, every, pen=PEN):
    """Ink without the thin lines of all ink."""
    return without_thin_lines(ink, thin_lines(every, pen), pen)


def test_the_pens_width_is_that_of_most_ink_within_the_picture():
    ink = page()
    assert pen_width(ink) == pytest.approx(PEN, abs=1.2)
    specks = ink.copy()
    specks[::7, ::7] = 255
    assert pen_width(specks) == pytest.approx(PEN, abs=1.2)
    desk = ink.copy()
    desk[:, 170:] = 255
    assert pen_width(desk) == pen_width(ink)
    assert pen_width(np.zeros_like(ink)) == 0


def test_ruling_goes_and_strokes_stay_whole():
    ink = page()
    left = cleared(ruled(ink), ruled(ink))
    # But for a few pixels where it leaves a stroke.
    assert not left[cv2.dilate(ink, np.ones((5, 5), np.uint8)) == 0].any()
    assert (left[ink > 0] == 255).mean() > 0.97


def test_a_line_is_known_by_all_ink_where_only_a_part_of_it_is_left():
    ink, part = page(), page()
    part[10, 20:40] = 255
    assert (cleared(part, ruled(ink)) == ink).mean() > 0.995
    assert (cleared(part, part) == part).all()  # too short by itself


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_left_of_a_line_goes_with_it_and_a_1_along_it_does_not(turned):
    ink = page()
    lined = ink.copy()
    lined[:, 150] = 255
    lined[20:33, 149:152] = 255  # a blot on it
    lined[50:100, 147:153] = 255
    lined[110:114, 60:64] = 255  # another one, apart from it
    kept = lined.copy()
    kept[:50, 145:155] = kept[100:, 145:155] = 0
    if turned:
        lined, kept = np.ascontiguousarray(lined.T), np.ascontiguousarray(kept.T)
    left = cleared(lined, lined)
    assert (left > 0).sum() == pytest.approx((kept > 0).sum(), abs=25)
    assert (left[kept > 0] > 0).mean() > 0.98


def test_what_is_nearly_as_thick_as_the_pen_is_a_rest_of_a_line():
    """Four rows of the pen's six, where the soft edges of a line run together."""
    lined = page()
    lined[20, :] = 255
    lined[19:23, 60:72] = 255
    assert not cleared(lined, lined)[15:26].any()


def test_what_is_thin_and_lies_on_no_line_stays():
    lined = page()
    lined[20, :] = 255
    lined[100, 60:80] = 255
    assert (cleared(lined, lined)[100, 60:80] == 255).all()


@pytest.mark.parametrize("pen", [0.0, 2.0])
def test_of_a_thin_pen_no_line_is_told(pen):
    ink = ruled(page())
    assert cleared(ink, ink, pen) is ink


def test_lines_as_thick_as_half_the_pen_stay():
    ink = ruled(np.zeros((120, 200), np.uint8), thick=4)
    assert (cleared(ink, ink) == ink).all()


def test_the_ends_of_strokes_in_a_row_are_no_line():
    ink = np.zeros((120, 400), np.uint8)
    for x in range(20, 380, 16):
        ink[40:90, x : x + PEN] = 255
        ink[38:40, x + 2 : x + 4] = 255
    assert (cleared(ink, ink) == ink).all()


def test_of_a_thick_pen_lines_are_found_as_well():
    ink = np.zeros((240, 400), np.uint8)
    cv2.line(ink, (100, 60), (120, 180), 255, 20)
    lined = ink.copy()
    for start in range(0, 400, 3):  # in three parts a pen's width, as shade leaves it
        lined[150:153, start : start + 2] = 255
    left = cleared(lined, lined, 20)
    assert not left[cv2.dilate(ink, np.ones((7, 7), np.uint8)) == 0].any()
    assert (left[ink > 0] == 255).mean() > 0.97
