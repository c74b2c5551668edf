"""The answers: what a reading says, whether it is one digit or several, and the JSON of either."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from mnist_space.artifact import ArtifactConfig
from mnist_space.preprocessing.forms import GrayImage
from mnist_space.reading.network import CLASSES
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.scores import digit_probability, softmax
from mnist_space.reading.second_look import Look
from mnist_space.reading.segmentation import find_groups
from mnist_space.reading.several import ALIKE

Answer: TypeAlias = Prediction | NumberReading

NOTHING_DRAWN = "Nothing is drawn."
NOT_A_DIGIT = "This does not look like a single digit."

# Width by height: a mark from here on may be several digits that touch. With 1.2, a 0 that is lost
# in shade is taken for 12; with 1.8, one of 167 drawn pages of numbers is lost.
WIDE = 1.35

# Of 10 drawn pages of words that are refused as one digit, none has so many sure digits, but one
# has with 0.7; of 165 of numbers, 156 are accepted or have.
SURE = 0.8  # least share of sure digits in an unsure number that is better than an unsure digit


def prediction_of(look: Look, config: ArtifactConfig) -> Prediction:
    """Return the answer that a reading of a picture gives, with a model's settings."""
    trace = look.page + look.digit
    if look.odds == -np.inf:
        even = (1 / CLASSES,) * CLASSES
        return Prediction(None, 0.0, even, 0.0, False, NOTHING_DRAWN, None, trace)
    probabilities = softmax(look.logits[np.newaxis] / np.float32(config.temperature))[0]
    label, accepted = int(probabilities.argmax()), look.odds >= config.reject_threshold
    odds = np.array([look.odds], np.float32)
    is_digit = float(digit_probability(odds, config.reject_threshold)[0])
    return Prediction(
        label=label,
        confidence=is_digit * float(probabilities[label]),
        probabilities=tuple(map(float, probabilities)),
        digit_probability=is_digit,
        accepted=accepted,
        reason=None if accepted else NOT_A_DIGIT,
        reading=look.reading.name if look.reading else None,
        trace=trace,
    )


def may_be_number(page: GrayImage) -> bool:
    """Tell whether a page has several marks as large as digits, or one as wide as several.

    Args:
        page: uint8 (H, W), 0 = ground, as the page steps of a pipeline give it.
    """
    groups = find_groups(page)
    usual = max((group.side for group in groups), default=0)
    large = [group.box for group in groups if group.side >= ALIKE * usual]
    return len(large) > 1 or any(width >= WIDE * height for *_, width, height in large)


def is_number(reading: NumberReading, known: bool) -> bool:
    """Tell whether a number is the better answer to a picture that is refused as one digit.

    Args:
        reading: the picture read as a number.
        known: whether there surely are several digits.
    """
    digits = [digit for _, digit in reading.digits]
    if sum(digit.label is not None for digit in digits) < 2:
        return False
    sure = sum(digit.accepted for digit in digits)
    marks = len(digits) + len(reading.strays)
    return known or reading.accepted or (not reading.words and sure >= max(2, SURE * marks))


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON values: a number has all that a digit has, and its own.

    The label of a number is its text; it has no shares of ten digits, and no probability to be one.
    """
    if isinstance(answer, Prediction):
        return answer.to_json()
    alike = {"label": answer.text or None, "confidence": answer.confidence}
    return alike | {"probabilities": None, "digit_probability": None} | answer.to_json()
