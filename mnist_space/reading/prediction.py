"""What a predictor answers: plain values, with a JSON form for the API and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from mnist_space.preprocessing.pipeline import TraceEntry

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Prediction:
    """The answer to one picture.

    Attributes:
        label: the digit 0 to 9, or None where nothing is drawn, or a mark beside the digits of a
            number is not read.
        confidence: the probability that the picture is this digit: `digit_probability` times the
            largest of the probabilities; 0 where nothing is drawn.
        probabilities: the ten digits' shares, given that it is a digit; they sum to 1, and all are
            0.1 where nothing is drawn.
        digit_probability: how likely it is a digit at all.
        accepted: False where this is probably no digit; `reason` then says why in a sentence.
        reason: None where accepted.
        reading: how the picture was read again ("without removing lines"), or None where the first
            reading counts.
        trace: every step with the image it made; the last one is what the network read.
    """

    label: int | None
    confidence: float
    probabilities: tuple[float, ...]
    digit_probability: float
    accepted: bool
    reason: str | None
    reading: str | None
    # Some hundred thousand pixels, which would drown the answer in a shell or a traceback.
    trace: tuple[TraceEntry, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The digit, or `?` where there is none."""
        return "?" if self.label is None else str(self.label)

    @property
    def confidences(self) -> tuple[float, ...]:
        """The probability that the picture is each of the ten digits; what is left is no digit."""
        return tuple(self.digit_probability * share for share in self.probabilities)

    def to_json(self) -> dict[str, Any]:
        """Return the answer without the trace, as plain JSON values: the line of the CLI."""
        return {
            "label": self.label,
            "confidence": self.confidence,
            "probabilities": list(self.probabilities),
            "digit_probability": self.digit_probability,
            "accepted": self.accepted,
            "reason": self.reason,
            "reading": self.reading,
        }


@dataclass(frozen=True)
class NumberReading:
    """The digits of one picture, in reading order.

    Attributes:
        text: the labels, `?` for a mark that is not read; lines separated by newlines, numbers far
            apart by a space.
        digits: for each mark its box (x, y, width, height; pixels of the decoded picture) and its
            prediction, whose label is None where it is not read.
        accepted: False where there is no digit, or some of them are unsure; `reason` says which.
        reason: None where accepted.
        trace: every step for the whole page with the image it made.
        size: width and height of the decoded picture, which the boxes refer to.
    """

    text: str
    digits: tuple[tuple[Box, Prediction], ...]
    accepted: bool
    reason: str | None
    trace: tuple[TraceEntry, ...] = field(repr=False)
    size: tuple[int, int]

    @property
    def unread(self) -> tuple[Box, ...]:
        """The boxes of the marks that are not read."""
        return tuple(box for box, digit in self.digits if digit.label is None)

    def to_json(self) -> dict[str, Any]:
        """Return the reading without the trace, as plain JSON values: the line of the CLI."""
        return {
            "text": self.text,
            "digits": [
                {
                    "box": list(box),
                    "label": digit.label,
                    "confidence": digit.confidence,
                    "accepted": digit.accepted,
                    "reason": digit.reason,
                }
                for box, digit in self.digits
            ],
            "accepted": self.accepted,
            "reason": self.reason,
            "size": list(self.size),
        }


NO_DIGIT = "No digit was found."
UNREAD = "Marks beside the digits that were not read: {}."


def number_reading(
    lines: Sequence[Sequence[tuple[Box, Prediction]]],
    trace: tuple[TraceEntry, ...],
    size: tuple[int, int],
    note: str | None = None,
) -> NumberReading:
    """Put the digits of a page together.

    Args:
        lines: the marks in reading order, their boxes in pixels of the last image of `trace`; a
            line without a digit is left out.
        trace: the page steps.
        size: width and height of the decoded picture, to which the boxes are scaled.
        note: what else makes the reading unsure.
    """
    scale = size[0] / trace[-1].image.shape[1]
    read = [line for line in lines if any(digit.label is not None for _, digit in line)]
    digits = tuple((_scaled(box, scale), digit) for line in read for box, digit in line)
    unread = sum(digit.label is None for _, digit in digits)
    unsure = sum(not digit.accepted for _, digit in digits) - unread
    reasons = [note] if note else []
    if not digits:
        reasons.append(NO_DIGIT)
    if unread:
        reasons.append(UNREAD.format(unread))
    if unsure:
        reasons.append(f"{unsure} of {len(digits)} marks may be no single digit.")
    text = "\n".join(_line_text(line) for line in read)
    return NumberReading(text, digits, not reasons, " ".join(reasons) or None, trace, size)


def _scaled(box: Box, scale: float) -> Box:
    x, y, width, height = (round(side * scale) for side in box)
    return x, y, width, height


def _line_text(line: Sequence[tuple[Box, Prediction]]) -> str:
    """The labels, with a space where a gap is much wider than the others of the line."""
    gaps = [right[0] - left[0] - left[2] for (left, _), (right, _) in pairwise(line)]
    usual = median(box[3] for box, _ in line)
    wide = [gap > max(1.5 * usual, 3 * median(gaps)) for gap in gaps]
    labels = [digit.text for _, digit in line]
    return labels[0] + "".join(
        (" " if far else "") + label for far, label in zip(wide, labels[1:], strict=True)
    )
