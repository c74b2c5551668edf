"""Automatic: one digit where there is one, and the number where there are several."""

import cv2
import numpy as np
import pytest

from mnist_space import NumberReading, Prediction, load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.answers import NOTHING_DRAWN, WIDE, answer_json, is_number, may_be_number
from mnist_space.reading.number_lines import number_reading
from tests.reading.test_numbers import FOUR_TWO, counting, paper, write

EXAMPLES = BUNDLED / "examples"
STEP = TraceEntry(StepCall("one_step"), "A step", np.zeros((100, 300), np.uint8), 1.0)


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def text(digits, side=420):
    return paper(write(np.zeros((140, side), np.uint8), digits, 30, 110))


def block(width, height, beside=0):
    page = np.zeros((200, 300), np.uint8)
    page[20 : 20 + height, 20 : 20 + width] = 255
    if beside:
        page[20 : 20 + beside, 200:220] = 255
    return page


def reading(sure, unsure=0, unread=0, strays=0, words=0):
    def digit(label, accepted):
        shares = (0.1,) * 10
        reason = None if accepted else "No."
        return Prediction(label, 0.9, shares, 1.0, accepted, reason, None, (STEP,))

    marks = [digit(1, True)] * sure + [digit(1, False)] * unsure + [digit(None, False)] * unread
    lines = [[((20 * i, 10, 10, 20), mark) for i, mark in enumerate(marks)]]
    letters = [((20 * i, 60, 10, 20), digit(1, False)) for i in range(4 * words)]
    boxes = [(0, 80, 5, 5)] * strays
    return number_reading([*lines, letters] if words else lines, (STEP,), (300, 100), strays=boxes)


@pytest.mark.parametrize(
    "file",
    [
        path
        for path in sorted(EXAMPLES.iterdir())
        if path.suffix != ".zip" and path.stem not in ("star", "number-blue-pen")
    ],
    ids=lambda path: path.stem,
)
def test_one_digit_is_what_predict_says(predictor, file):
    answer, expected = predictor.read(file), predictor.predict(file)
    assert isinstance(answer, Prediction)
    assert answer.to_json() == expected.to_json()
    assert answer.accepted


def test_a_sure_digit_costs_nothing_more(predictor):
    counted, pictures = counting(predictor.artifact.pipeline)
    predictor.predict(text("7"), counted)
    once = len(pictures)
    assert predictor.read(text("7"), counted).label == 7
    assert len(pictures) == 2 * once > 0


def test_a_digit_that_is_wide_costs_nothing_more_either(predictor):
    """Its ink may be several digits, but it is accepted as one."""
    counted, pictures = counting(predictor.artifact.pipeline)
    page = cv2.resize(text("0", 140), (280, 140), interpolation=cv2.INTER_AREA)
    assert may_be_number(predictor.predict(page, counted).trace[len(counted.page) - 1].image)
    once = len(pictures)
    assert predictor.read(page, counted).accepted
    assert len(pictures) == 2 * once > 0


@pytest.mark.parametrize("digits", ["72", "4072", "95"])
def test_several_digits_are_a_number(predictor, digits):
    answer = predictor.read(text(digits))
    assert isinstance(answer, NumberReading)
    assert (answer.text, answer.accepted) == (digits, True)
    assert answer.to_json() == predictor.read_number(text(digits)).to_json()
    product = np.prod([digit.confidence for _, digit in answer.digits])
    assert 0.5 < answer.confidence == pytest.approx(product)


def test_the_example_of_a_number_is_one(predictor):
    assert predictor.read(EXAMPLES / "number-blue-pen.jpg").text == "2647"


def test_two_digits_on_a_pad_are_a_number(predictor):
    page = np.full((280, 280), 255, np.uint8)
    for stroke in FOUR_TWO:
        cv2.polylines(page, [np.int32(stroke)], False, (0,), 14, cv2.LINE_AA)
    assert predictor.read(page).text == "42"


def test_what_is_neither_is_refused_as_a_digit(predictor):
    assert predictor.read(EXAMPLES / "star.jpg").accepted is False
    assert isinstance(predictor.read(EXAMPLES / "star.jpg"), Prediction)
    blank = predictor.read(np.full((280, 280), 255, np.uint8))
    assert blank.to_json() == predictor.predict(np.full((280, 280), 255, np.uint8)).to_json()
    assert blank.reason == NOTHING_DRAWN


def test_a_model_that_accepts_everything_reads_one_digit(tutorial):
    assert isinstance(tutorial.read(text("72")), Prediction)


@pytest.mark.parametrize(
    ("page", "may_be"),
    [
        (block(40, 100), False),
        (block(40, 100, beside=60), True),
        (block(40, 100, beside=59), False),
        (block(round(WIDE * 100), 100), True),
        (block(round(WIDE * 100) - 1, 100), False),
        (np.zeros((20, 20), np.uint8), False),
    ],
)
def test_several_large_marks_or_a_wide_one_may_be_a_number(page, may_be):
    assert may_be_number(page) == may_be


@pytest.mark.parametrize(
    ("read", "known", "better"),
    [
        (reading(2), False, True),
        (reading(1), True, False),
        (reading(1, unread=1), True, False),
        (reading(8, unsure=2), False, True),
        (reading(7, unsure=2), False, False),
        (reading(7, unsure=2), True, True),
        (reading(4, strays=1), False, True),
        (reading(4, strays=2), False, False),
        (reading(1, unsure=1), False, False),
        (reading(8, words=1), False, False),
    ],
)
def test_a_number_is_better_where_nearly_all_its_digits_are_sure(read, known, better):
    assert is_number(read, known) == better


def test_both_answers_have_the_keys_of_a_digit():
    digit, number = reading(1).digits[0][1], reading(2)
    assert answer_json(digit) == digit.to_json()
    json = answer_json(number)
    assert set(json) == set(digit.to_json()) | set(number.to_json())
    assert (json["label"], json["probabilities"]) == ("11", None)
    assert json["confidence"] == pytest.approx(0.81)
    assert answer_json(reading(0))["label"] is None
    assert answer_json(reading(0))["confidence"] == 0
