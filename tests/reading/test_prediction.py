"""How the digits of a page become a number, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.number_lines import NO_DIGIT, number_reading
from mnist_space.reading.prediction import Prediction

PAGE = (TraceEntry("find_ink", "Find the ink", np.zeros((100, 200), np.uint8), 0.0),)
SIZE = 200, 100


def digit(label, accepted=True):
    reason = None if accepted else "This does not look like a single digit."
    return Prediction(label, 0.9, (0.1,) * 10, 1.0, accepted, reason, None, ())


def line(*places, labels="1234"):
    """Digits of 20 x 40 whose left edges are at these places."""
    return [((x, 30, 20, 40), digit(int(label))) for x, label in zip(places, labels, strict=False)]


def test_lines_are_lines_of_text_and_empty_ones_are_none():
    reading = number_reading([line(10, 40), [], line(10, 40, labels="56")], PAGE, SIZE)
    assert reading.text == "12\n56"
    assert (reading.accepted, reading.reason) == (True, None)


@pytest.mark.parametrize(("last", "text"), [(123, "123 4"), (122, "1234")])
def test_a_space_is_a_wider_step_than_those_within_a_number(last, text):
    """The steps are 30, 30, and 53 or 52 pixels: 1.75 times as wide or less."""
    assert number_reading([line(10, 40, 70, last)], PAGE, SIZE).text == text


def test_digits_that_stand_far_apart_everywhere_are_one_number():
    assert number_reading([line(0, 90, 180, 270)], PAGE, SIZE).text == "1234"


@pytest.mark.parametrize(("field", "text"), [(90, "12"), (80, "12"), (0, "1 2")])
def test_digits_in_fields_of_their_own_are_one_number(field, text):
    assert number_reading([line(10, 95)], PAGE, SIZE, field=field).text == text


def test_boxes_are_scaled_to_the_picture():
    reading = number_reading([line(10)], PAGE, (600, 300))
    assert reading.digits[0][0] == (30, 90, 60, 120)
    assert reading.size == (600, 300)


def test_unsure_marks_are_counted_and_a_note_comes_first():
    marks = [*line(10), ((40, 30, 20, 40), digit(7, accepted=False))]
    reading = number_reading([marks], PAGE, SIZE, ["Very many."])
    assert not reading.accepted
    assert reading.text == "17"
    assert reading.reason == "Very many. 1 of 2 marks may be no single digit."


def unread():
    return replace(digit(7, accepted=False), label=None)


def test_a_mark_that_is_not_read_keeps_its_place():
    first, second = line(10, 70)
    reading = number_reading([[first, ((40, 30, 20, 40), unread()), second]], PAGE, (600, 300))
    assert reading.text == "1?2"
    assert reading.unread == ((120, 90, 60, 120),)
    assert reading.reason == "Marks beside the digits that were not read: 1."
    assert reading.to_json()["digits"][1]["label"] is None


def test_of_a_line_of_which_nothing_is_read_the_marks_are_unread():
    box = (40, 30, 20, 40)
    reading = number_reading([[(box, unread())], line(10)], PAGE, SIZE)
    assert (reading.text, reading.unread, reading.accepted) == ("1", (box,), False)
    assert reading.reason == "Marks beside the digits that were not read: 1."


def test_no_digit_is_a_reason():
    reading = number_reading([], PAGE, SIZE)
    assert (reading.text, reading.accepted, reading.reason) == ("", False, NO_DIGIT)
