"""Printed lines of a picture, and the table that they show without what lies around it."""

import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.running import TraceEntry
from mnist_space.reading.printed_lines import page_lines, printed_lines
from mnist_space.reading.table_alone import table_alone

LEVEL, UPRIGHT = (60, 130, 200, 270), (80, 200, 320, 440)


def paper(size=(330, 520), light=200):
    """A sheet without a mark, in even light."""
    return np.full((*size, 3), light, np.uint8)


def ruled(page, darker=8, thick=2, slope=0.0):
    """A page with a grid of three rows and three columns, so much darker than what is there."""
    lines = np.zeros(page.shape[:2], np.uint8)
    for y in LEVEL:
        ends = (UPRIGHT[0], y), (UPRIGHT[-1], y + round(slope * (UPRIGHT[-1] - UPRIGHT[0])))
        cv2.line(lines, *ends, 1, thick)
    for x in UPRIGHT:
        cv2.line(lines, (x, LEVEL[0]), (x, LEVEL[-1]), 1, thick)
    return np.where(lines[..., np.newaxis] > 0, page - np.uint8(darker), page)


def share(found, page):
    """How much of the grid's middle rows and columns is found, and how much of the rest."""
    near = ruled(np.full_like(page, 255), darker=255)[..., 0] == 0
    around = cv2.dilate(near.astype(np.uint8), np.ones((9, 25), np.uint8))
    around |= cv2.dilate(near.astype(np.uint8), np.ones((25, 9), np.uint8))
    beside = cv2.dilate(found, np.ones((3, 3), np.uint8))
    return float((beside[near] > 0).mean()), float((found[around == 0] > 0).mean())


@pytest.mark.parametrize("thick", [1, 2, 3, 5])
def test_lines_a_little_darker_than_the_paper_are_found_and_nothing_beside_them(thick):
    page = ruled(paper(), 5, thick)
    there, elsewhere = share(printed_lines(page, 50), page)
    assert there > 0.9
    assert elsewhere == 0


def test_lines_of_one_channel_alone_are_found():
    page = ruled(paper())
    page[..., :2] = 200
    assert share(printed_lines(page, 50), page)[0] > 0.9


def test_lines_run_on_under_a_shadow_whose_edge_is_none():
    page = paper()
    page[:, 260:] = 90
    found = printed_lines(cv2.GaussianBlur(ruled(page), (3, 3), 0), 50)
    there, elsewhere = share(found, page)
    assert there > 0.9
    assert elsewhere == 0


def test_the_papers_grain_makes_no_line():
    grain = np.random.default_rng(0).normal(0, 6, (330, 520, 3))
    page = np.clip(paper() + grain, 0, 255).astype(np.uint8)
    assert not printed_lines(page, 50).any()
    there, elsewhere = share(printed_lines(ruled(page, 25), 50), page)
    assert there > 0.9
    assert elsewhere == 0


def test_a_leaning_line_is_one():
    page = ruled(paper(), 30, slope=0.04)
    assert (printed_lines(page, 50)[100:].max(axis=0)[90:430] > 0).all()


@pytest.mark.parametrize(("least", "seen"), [(30, True), (80, False)])
def test_a_stroke_no_longer_than_a_digit_is_no_line(least, seen):
    page = paper()
    page[100:103, 100:160] = page[150:210, 300:303] = 40
    assert bool(printed_lines(page, least).any()) is seen


def test_light_lines_on_dark_ground_are_seen_in_the_relief():
    relief = 255 - ruled(paper())[..., 0]
    ink = np.zeros_like(relief)
    trace = [TraceEntry(StepCall("step"), "", image, 0.0) for image in (relief, ink)]
    assert share(page_lines(trace, 50), paper())[0] > 0.9


def on_a_desk():
    """A ruled sheet on dark wood, brighter in its middle than any paper at its rim."""
    page = ruled(paper(), 40)
    y, x = np.mgrid[-1:1:330j, -1:1:520j]
    page = (page * (1.25 - 0.5 * (x * x + y * y))[..., np.newaxis].clip(0.3, 1.25)).astype(np.uint8)
    page[:20] = page[-16:] = 30
    page[:, :30] = page[:, -44:] = 30
    return page


def test_the_sheet_around_a_table_goes_on_where_the_desk_was():
    page = on_a_desk()
    alone = table_alone(page)
    inside = slice(LEVEL[0] - 5, LEVEL[-1] + 5), slice(UPRIGHT[0] - 5, UPRIGHT[-1] + 5)
    assert alone.shape == page.shape
    assert (alone[inside] == page[inside]).all()
    assert page.min() < 40
    assert alone.min() > 60


def test_a_large_photo_is_cut_at_the_same_places():
    page = on_a_desk()
    large = np.ascontiguousarray(page.repeat(4, axis=0).repeat(4, axis=1))
    alone = table_alone(large)
    assert alone.shape == large.shape
    assert alone.min() > 60
    inside = slice(4 * LEVEL[0], 4 * LEVEL[-1]), slice(4 * UPRIGHT[0], 4 * UPRIGHT[-1])
    assert (alone[inside] == large[inside]).all()


def test_what_lies_around_a_small_table_is_more_than_a_desk():
    assert table_alone(np.pad(on_a_desk(), ((330, 0), (520, 0), (0, 0)), mode="edge")) is None


def test_a_page_without_a_whole_table_stays_as_it_is():
    lines = paper()
    lines[LEVEL[0] : LEVEL[0] + 2, 80:440] = lines[LEVEL[1] : LEVEL[1] + 2, 80:440] = 20
    broken = ruled(paper(), 40)
    for row, column in ((0, 0), (2, 1)):  # a third of the sides between its cells
        x, y = UPRIGHT[column + 1], LEVEL[column + 1]
        broken[LEVEL[row] + 4 : LEVEL[row + 1] - 4, x - 4 : x + 5] = 200
        broken[y - 4 : y + 5, UPRIGHT[row] + 4 : UPRIGHT[row + 1] - 4] = 200
    for page in (paper(), lines, broken):
        assert table_alone(page) is None
