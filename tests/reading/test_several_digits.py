"""Whether a page holds several digits, by hand, and a judge that says exactly which parts are."""

import pytest

from mnist_space.reading.several import holds_several
from tests.reading.test_digit_search import THRESHOLD, block, judge_by, page, wide


def test_one_digit_is_not_several():
    assert not holds_several(block(page(), 40, 30), wide(20, 20), THRESHOLD)


def test_two_digits_are_several_side_by_side_and_below_each_other():
    assert holds_several(block(block(page(), 40, 30), 90, 35), wide(20, 20), THRESHOLD)
    assert holds_several(block(block(page(200), 40, 30), 42, 90), wide(20, 20), THRESHOLD)


@pytest.mark.parametrize(("y", "several"), [(80, False), (81, True)])
def test_a_broken_digit_is_one(y, several):
    """Its upper part ends at 70; a quarter of 40 pixels is 10."""
    image = block(block(page(200), 40, 30), 45, y)
    assert holds_several(image, wide(20, 20), THRESHOLD) == several


@pytest.mark.parametrize(("x", "y"), [(0, 30), (280, 30), (90, 0), (90, 60)])
def test_what_touches_the_frame_is_the_rest_of_a_neighbour(x, y):
    image = block(block(page(), 140, 30), x, y)
    assert not holds_several(image, wide(20, 20), THRESHOLD)
    inside = block(block(page(), 140, 30), min(max(x, 1), 279), min(max(y, 1), 59))
    assert holds_several(inside, wide(20, 20), THRESHOLD)


def test_the_judge_is_not_asked_where_nothing_lies_apart():
    def judge(pictures):
        raise AssertionError("it was asked")

    assert not holds_several(block(block(page(), 40, 20), 42, 62), judge, THRESHOLD)


@pytest.mark.parametrize(("height", "several"), [(23, False), (24, True)])
def test_what_is_much_smaller_is_no_second_digit(height, several):
    """Than 40 pixels: less than 0.6 of it."""
    image = block(block(page(), 40, 30), 90, 30, height=height)
    assert holds_several(image, wide(20, 20), THRESHOLD) == several


def test_a_digit_beside_what_is_none_is_one():
    image = block(block(page(), 40, 30), 90, 30, width=28)
    assert not holds_several(image, wide(20, 20), THRESHOLD)


@pytest.mark.parametrize(("height", "several"), [(52, True), (53, False)])
@pytest.mark.parametrize("turned", [False, True], ids=["upright", "level"])
def test_a_bare_stroke_longer_than_the_digit_is_an_edge(height, several, turned):
    """Than 40 pixels: more than 1.3 of it. 10 are less than a fifth of its length."""
    image = block(block(page(120, 120), 20, 40), 60, 35, width=10, height=height)
    page_of = image.T.copy() if turned else image
    assert holds_several(page_of, judge_by(lambda ink: True), THRESHOLD) == several


@pytest.mark.parametrize(("width", "several"), [(10, False), (11, True)])
def test_what_is_longer_but_no_bare_stroke_is_a_digit(width, several):
    image = block(block(page(120, 120), 20, 40), 60, 35, width=width, height=54)
    assert holds_several(image, judge_by(lambda ink: True), THRESHOLD) == several


def test_two_bare_strokes_are_two_digits():
    image = block(block(page(), 40, 30, width=5), 90, 20, width=5, height=60)
    assert holds_several(image, judge_by(lambda ink: True), THRESHOLD)
