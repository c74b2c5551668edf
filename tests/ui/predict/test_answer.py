import doctest
from dataclasses import replace

import numpy as np
import pytest

from mnist_space import Prediction
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.answers import NOT_A_DIGIT
from mnist_space.reading.number_lines import number_reading
from mnist_space.reading.number_reading import turned_back
from mnist_space.reading.predictor import SEVERAL
from mnist_space.ui.predict import answer, number, trace

STEP = TraceEntry(StepCall("one_step"), "A <step>", np.zeros((30, 20), np.uint8), 1.25)


def prediction(label: int | None, confidence: float, reason: str | None = None) -> Prediction:
    rest = (1 - confidence) / 9
    shares = tuple(confidence if digit == label else rest for digit in range(10))
    return Prediction(label, confidence, shares, 1.0, reason is None, reason, None, (STEP,))


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(answer).failed == 0


def test_an_accepted_digit_is_large_and_its_bar_marked() -> None:
    html = answer.answer_html(prediction(8, 0.95))
    assert '<div class="answer-digit" aria-hidden="true">8</div>' in html
    assert "Very likely" in html
    assert html.count('role="meter"') == 10
    assert html.count("bar-best") == 1


def spoken(html: str) -> str:
    return html.partition('aria-live="polite">')[2].partition("<")[0]


def test_a_doubtful_digit_is_one_sentence_with_one_voice() -> None:
    html = answer.answer_html(prediction(8, 0.4, "This does not look like a single digit."))
    assert 'answer-digit" aria-hidden="true">?<' in html
    assert '<p class="answer-words">Perhaps an 8, not sure.</p>' in html
    assert spoken(html) == "Perhaps an 8, not sure. 40.0%."
    assert html.count('role="status"') == 1


@pytest.mark.parametrize(
    ("reason", "share", "said"),
    [
        (NOT_A_DIGIT, 0.1, "No digit found."),
        (SEVERAL, 0.9, "Several digits. Read them as a number."),
    ],
)
def test_what_is_no_digit_is_not_guessed_at(reason: str, share: float, said: str) -> None:
    html = answer.answer_html(replace(prediction(3, 0.9, reason), digit_probability=share))
    assert 'answer-digit" aria-hidden="true">?<' in html
    assert spoken(html) == said
    assert "Perhaps" not in html


def test_an_accepted_digit_that_is_unlikely_looks_and_reads_unsure() -> None:
    html = answer.answer_html(prediction(7, 0.49))
    assert "answer-unsure" in html
    assert "bars-unsure" in html
    assert "accepted" not in html
    assert spoken(html) == "Perhaps a 7, not sure. 49.0%."
    assert "answer-accepted" in answer.answer_html(prediction(7, 0.5))


@pytest.mark.parametrize(
    ("nothing", "said"),
    [
        (None, "Draw a digit or choose a picture. It is read as you draw."),
        (prediction(None, 0.1, "Nothing is drawn."), "No digit. Nothing is drawn."),
    ],
)
def test_nothing_drawn_shows_no_digit(nothing: Prediction | None, said: str) -> None:
    html = answer.answer_html(nothing)
    assert 'answer-digit" aria-hidden="true"><' in html
    assert "bar-best" not in html
    assert spoken(html) == said


def test_a_number_has_a_box_and_a_label_for_each_digit() -> None:
    lines = [[((2, 3, 4, 9), prediction(4, 0.9)), ((9, 3, 4, 9), prediction(2, 0.6, "Unsure."))]]
    reading = number_reading(lines, (STEP,), (20, 30))
    html = number.number_html(reading, np.full((30, 20, 3), 255, np.uint8))
    assert '<span class="number-unsure" title="A mark may be no single digit.">42</span>' in html
    assert "numbers are sure" not in html
    assert html.count('role="status"') == 1
    assert "<output" not in html, "it would be announced a second time"
    assert html.count('class="mark-box"') == 2
    assert '<rect class="mark-box" x="2" y="3" width="4" height="9"/>' in html
    assert html.count("mark-unsure") == 1
    assert "number-rejected" in html


def test_of_several_numbers_it_is_told_how_many_are_sure() -> None:
    sure, unsure = prediction(4, 0.99), prediction(2, 0.6)
    lines = [[((2, 3, 4, 9), sure)], [((2, 30, 4, 9), unsure)]]
    reading = number_reading(lines, (STEP,), (20, 30))
    html = number.number_html(reading, np.full((30, 20, 3), 255, np.uint8))
    assert "1 of 2 numbers are sure." in html
    reason = "All digits are right with a probability of 60% only."
    marked = f'<span class="number-unsure" title="{reason}">2</span>'
    assert f"<span>4</span><span>{marked}</span>" in html


def test_a_page_on_its_side_is_shown_upright() -> None:
    lines = [[((2, 3, 4, 9), prediction(4, 0.9))]]
    reading = turned_back(number_reading(lines, (STEP,), (20, 30)), 90)
    html = number.number_html(reading, np.full((20, 30, 3), 255, np.uint8))
    assert 'viewBox="0 0 20 30"' in html
    assert '<rect class="mark-box" x="2" y="3" width="4" height="9"/>' in html
    assert "Turned by 90 degrees." in html


def test_marks_that_were_not_read_have_boxes_too() -> None:
    lines = [[((2, 3, 4, 9), prediction(4, 0.9))]]
    reading = number_reading(lines, (STEP,), (20, 30), strays=[(12, 3, 4, 9)])
    html = number.number_html(reading, np.full((30, 20, 3), 255, np.uint8))
    assert '<rect class="mark-box" x="12" y="3" width="4" height="9"/>' in html
    assert html.count("mark-unsure") == 1
    assert ">1 digit" in html


def test_a_page_without_digits_says_so() -> None:
    html = number.number_html(
        number_reading([], (STEP,), (20, 30)), np.zeros((30, 20, 3), np.uint8)
    )
    assert "No digits" in html
    assert "mark-box" not in html


def test_the_trace_names_each_step_and_escapes_it() -> None:
    html = trace.trace_html((STEP, STEP))
    assert html.count("<li>") == 2
    assert "1. A &lt;step&gt;" in html
    assert "20 &times; 30, 1.2 ms" in html
    assert trace.trace_html(()) == trace.NO_TRACE


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((7, 5), np.uint8),
        np.zeros((7, 5, 3), np.uint8),
        np.full((28, 28), 0.5, np.float32),
    ],
)
def test_any_image_of_a_trace_becomes_a_png(image: np.ndarray) -> None:
    back = decode(trace.to_png(image))
    assert back.shape == (*image.shape[:2], 3)
    expected = image if image.dtype == np.uint8 else np.rint(image * 255).astype(np.uint8)
    assert (back[..., 0] == (expected[..., 0] if expected.ndim == 3 else expected)).all()
