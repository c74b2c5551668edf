"""What makes a number doubtful though each of its digits is sure."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.data import load_test
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.digit_search import Mark
from mnist_space.reading.doubts import doubted, find_doubts
from mnist_space.reading.number_lines import number_reading
from mnist_space.reading.numbers import Line, Number
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.segmentation import Group
from mnist_space.synthesis.pages import draw_page
from mnist_space.synthesis.supplies import final_supply

PAGE = np.full((200, 400, 3), 220, np.uint8)


def trace(image):
    return (TraceEntry("limit_size", "Limit the size", image, 0.0),)


def reading(text, confidence=0.99):
    marks = [
        Prediction(int(char), confidence, (0.1,) * 10, 1.0, True, None, None, ())
        if char.isdigit()
        else char
        for char in text
    ]
    row = [((10 + 30 * i, 30, 20, 40), mark) for i, mark in enumerate(marks)]
    return number_reading([row], trace(PAGE), (400, 200))


@pytest.mark.parametrize(("count", "accepted"), [(2, True), (3, False)])
def test_all_digits_must_be_right_together(count, accepted):
    """0.95 squared is 0.90, to the third 0.86."""
    answer = doubted(reading("1" * count, 0.95))
    assert answer.accepted == accepted
    assert answer.reason == (
        None if accepted else "All digits are right with a probability of 86% only."
    )


@pytest.mark.parametrize("sure", [True, False])
def test_a_slash_that_may_be_a_1_is_doubtful(sure):
    ink = np.full((40, 6), 255, np.uint8)
    slash = Mark(Group(ink, 100, 50), 0.0, 1.0, sign="/", is_sure=sure)
    every = np.zeros((200, 400), np.uint8)
    every[50:90, 100:106] = 255
    found = find_doubts([[slash]], trace(PAGE), every)
    assert found.page == (() if sure else ("Strokes that may be slashes or 1s: 1.",))
    assert [*found.marks] == ([] if sure else [(100, 50, 6, 40)])


@pytest.mark.parametrize("text", [".5", "5,", "12.:3", "/12", "5-"])
def test_signs_where_no_number_has_them_are_doubtful(text):
    assert doubted(reading(text)).reason == "Signs where no number has them: 1."


@pytest.mark.parametrize("text", ["-5", "+41-44", "12.50", "15%", "1,234", "12/05/2026"])
def test_signs_where_numbers_have_them_are_none(text):
    assert doubted(reading(text)).accepted


def test_a_page_is_accepted_only_where_each_number_is():
    page = reading("12")
    (line,), odd = page.lines, "It is unsure where it ends and the next one begins."
    (number,) = line.numbers
    marks = tuple(replace(mark, doubt=odd) for mark in number.characters)
    answer = doubted(replace(page, lines=(Line((Number(marks),)),)))
    assert (answer.accepted, answer.reason) == (False, odd)


def test_what_is_odd_about_the_marks_refuses_and_a_refused_reading_stays_as_it_is():
    odd = replace(reading("12"), doubts=("Something is odd.",))
    assert doubted(odd).reason == "Something is odd."
    refused = replace(odd, accepted=False, reason="No.")
    assert doubted(refused) == refused


def marks(*heights, width=20):
    return [
        Mark(Group(np.full((height, width), 255, np.uint8), 50 + 60 * i, 50), 0.0, 1.0)
        for i, height in enumerate(heights)
    ]


def doubts(line, image=PAGE):
    every = np.zeros(image.shape[:2], np.uint8)
    picture = image.copy()
    for mark in line:
        x, y, width, height = mark.group.box
        every[y : y + height, x : x + width] = 255
        picture[y : y + height, x : x + width] = 20
    return find_doubts([line], trace(picture), every)


def told(found):
    """The sentences of the page, and the places in the line of the marks that are odd."""
    return found.page, [x // 60 for x, *_ in found.marks]


@pytest.mark.parametrize(("height", "odd"), [(88, False), (89, True), (23, False), (22, True)])
def test_a_digit_of_another_size_than_those_beside_is_doubtful(height, odd):
    said = told(doubts(marks(40, 40, height)))
    many = "Digits much larger or smaller than those beside them: 1."
    assert said == (((many,), [2]) if odd else ((), []))


@pytest.mark.parametrize(("beyond", "odd"), [(220, False), (170, False), (100, True)])
def test_a_stroke_between_bright_and_dark_is_the_edge_of_something(beyond, odd):
    image = PAGE.copy()
    image[:, 175:] = beyond
    said = told(doubts([*marks(40, 40), *marks(40, 40, 40, width=5)[2:]], image))
    assert said == ((("Strokes that may be the edge of something: 1.",), [2]) if odd else ((), []))


@pytest.mark.parametrize(
    ("over", "lower", "odd"), [(16, 20, False), (17, 13, True), (17, 12, False), (17, -13, True)]
)
def test_two_digits_of_which_one_is_above_the_other_may_be_of_two_lines(over, lower, odd):
    line = marks(40, 40, 40, width=30)
    line[2] = Mark(Group(line[2].group.ink, line[1].group.x + 30 - over, 50 + lower), 0.0, 1.0)
    found = doubts(line)
    assert [found.marks.get(mark.group.box) for mark in line[1:]] == (
        ["Two lines may be read as one."] * 2 if odd else [None] * 2
    )
    assert line[0].group.box not in found.marks
    assert bool(found.page) == odd


@pytest.mark.parametrize(
    ("stray", "beside"),
    [
        ((169, 50, 20, 40), [1]),
        ((170, 50, 20, 40), []),
        ((169, 89, 20, 40), [1]),
        ((169, 90, 20, 40), []),
        ((80, 50, 20, 40), [0, 1]),
    ],
)
def test_a_mark_that_is_not_read_makes_its_neighbours_doubtful_and_no_others(stray, beside):
    """Digits at 50 and 110, 20 x 40: one reaches 40 to each side, and no lower than itself."""
    line = marks(40, 40)
    found = find_doubts([line], trace(PAGE), np.zeros(PAGE.shape[:2], np.uint8), strays=[stray])
    assert told(found) == ((), beside)
    assert set(found.marks.values()) <= {"A mark beside it was not read."}


@pytest.mark.parametrize(("length", "odd"), [(15, False), (17, True)])
def test_an_edge_that_other_ink_runs_into_is_doubtful(length, odd):
    edge = np.zeros((150, 12), np.uint8)
    edge[:, :4] = 255
    edge[50 : 50 + length, 8:] = 255
    every = np.zeros(PAGE.shape[:2], np.uint8)
    found = find_doubts([marks(40, 40)], trace(PAGE), every, [Group(edge, 0, 0)])
    assert told(found) == ((("Edges that other ink runs into: 1.",), [0]) if odd else ((), []))


# Of each kind a page that is accepted.
KINDS = ("spaced", "close", "boxes", "comb", "table", "mixed_sizes", "zip_codes")


def test_an_accepted_page_leaves_no_digit_out_and_invents_none():
    """Each digit that is drawn has a box that is read over its middle, and only one."""
    predictor, supply = load_predictor(), final_supply(load_test())
    accepted = 0
    for kind in KINDS:
        page = draw_page(kind, supply, 3, 7)
        answer = predictor.read_number(page.picture)
        if not answer.accepted:
            continue
        accepted += 1
        middles = [(x + w / 2, y + h / 2) for x, y, w, h in (c.box for c in page.characters)]
        read = [box for box, _ in answer.digits]
        assert len(read) == len(middles), kind
        for x, y in middles:
            assert any(0 <= x - left <= w and 0 <= y - top <= h for left, top, w, h in read), kind
    assert accepted >= 3
