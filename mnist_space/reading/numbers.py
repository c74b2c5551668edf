"""What a picture of numbers is made of: characters, numbers and lines, with their boxes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mnist_space.preprocessing.toolbox.boxes import Box, around
from mnist_space.reading.prediction import Prediction

# The least that leaves at most one of a hundred pages wrong and accepted: of 1,140 drawn pages (15
# of each kind of benchmarks/pages.py, seeds 601 to 604), right and wrong ones in percent at 0.8:
# 61.2 and 1.75, 0.85: 56.7 and 1.40, 0.88: 53.2 and 1.05, 0.9: 50.4 and 0.70.
CERTAIN = 0.9  # the least probability that all digits are right

UNREAD = "A mark was not read."
UNSURE = "A mark may be no single digit."
SIGN = "A sign stands where no number has one."

_ODD_SIGN = re.compile(r"^[.,:/%]|[.,:/+-]$|[.,:/]{2}")


def certainty(digits: Sequence[Prediction]) -> float:
    """Return the probability that every digit is right; 0 where there is none."""
    return math.prod(digit.confidence for digit in digits) if digits else 0.0


def uncertain(probability: float) -> str:
    """Say that all digits are right with this probability only."""
    return f"All digits are right with a probability of {probability:.0%} only."


def has_odd_sign(text: str) -> bool:
    """Tell whether a number has a sign where none has it, such as `.5`, `5,` or `12.:3`."""
    return bool(_ODD_SIGN.search(text))


@dataclass(frozen=True)
class Character:
    """One mark of a number.

    Attributes:
        box: x, y, width, height in pixels of the decoded picture.
        text: a digit, a sign such as `.` or `-`, or `?` for a mark that is not read.
        digit: the prediction, whose label is None where it is not read; None for a sign.
        doubt: what is odd about it or beside it, though it is read; a sentence, or None.
    """

    box: Box
    text: str
    digit: Prediction | None
    doubt: str | None = None


@dataclass(frozen=True)
class Number:
    """The characters of one number, from left to right, at least one."""

    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """Its digits and signs."""
        return "".join(character.text for character in self.characters)

    @property
    def box(self) -> Box:
        """The box around its characters."""
        return around([character.box for character in self.characters])

    @property
    def confidence(self) -> float:
        """The probability that every digit is right; 0 where there is none."""
        return certainty([character.digit for character in self.characters if character.digit])

    @property
    def reason(self) -> str | None:
        """Why it may not be right as a whole, in sentences; None where it is accepted."""
        digits = [character.digit for character in self.characters if character.digit]
        if not digits or "?" in self.text:
            return UNREAD
        unsure = [UNSURE] if not all(digit.accepted for digit in digits) else []
        if not unsure and self.confidence < CERTAIN:
            unsure = [uncertain(self.confidence)]
        odd = [SIGN] if has_odd_sign(self.text) else []
        doubts = dict.fromkeys(c.doubt for c in self.characters if c.doubt)
        return " ".join([*unsure, *odd, *doubts]) or None

    @property
    def accepted(self) -> bool:
        """Whether it is surely right, whatever else stands on the page."""
        return self.reason is None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "text": self.text,
            "box": list(self.box),
            "confidence": self.confidence,
            "accepted": self.accepted,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Line:
    """The numbers of one line, from left to right, at least one."""

    numbers: tuple[Number, ...]

    @property
    def text(self) -> str:
        """Its numbers, separated by spaces."""
        return " ".join(number.text for number in self.numbers)

    @property
    def box(self) -> Box:
        """The box around its numbers."""
        return around([number.box for number in self.numbers])


def box_back(box: Box, size: tuple[int, int], degrees: int) -> Box:
    """Return a box of a turned picture as it lies on the picture before it was turned.

    Args:
        box: in pixels of the turned picture.
        size: width and height of that.
        degrees: 0, 90, 180 or 270, by which it was turned counter-clockwise.
    """
    x, y, width, height = box
    for _ in range(degrees // 90):
        # A quarter clockwise: the left side comes up.
        x, y, width, height = size[1] - y - height, x, height, width
        size = size[1], size[0]
    return x, y, width, height


def line_back(line: Line, size: tuple[int, int], degrees: int) -> Line:
    """Do for all boxes of a line what `box_back` does for one."""
    return Line(
        tuple(
            Number(tuple(replace(c, box=box_back(c.box, size, degrees)) for c in number.characters))
            for number in line.numbers
        )
    )
