"""The answer to a picture of numbers: lines of numbers of digits and signs, with their boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.numbers import Character, Line, box_back, certainty, line_back
from mnist_space.reading.prediction import Prediction

SIGN, SIGNS = 0.1, 0.3  # sure digits that one sign counts as, and all of them at most


@dataclass(frozen=True)
class NumberReading:
    """The numbers of one picture.

    Attributes:
        lines: from top to bottom.
        accepted: whether all of it is surely right; each number has its own `accepted` as well.
        reason: None where accepted.
        reading: how the picture was read again ("without removing lines"), or None where the first
            reading counts.
        trace: every step for the whole page with the image it made.
        size: width and height of the decoded picture, which the boxes refer to.
        words: the boxes of lines that look like words, of which nothing is read.
        strays: the boxes of marks as large as digits that stand in no line with digits.
        turned: degrees counter-clockwise by which the picture was turned for reading: 0, 90, 180
            or 270.
        doubts: what is odd about its marks, a sentence each; see `mnist_space.reading.doubts`.
    """

    lines: tuple[Line, ...]
    accepted: bool
    reason: str | None
    reading: str | None
    trace: tuple[TraceEntry, ...] = field(repr=False)
    size: tuple[int, int]
    words: tuple[Box, ...] = ()
    strays: tuple[Box, ...] = ()
    turned: int = 0
    doubts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that was read: numbers separated by spaces, lines by newlines, `?` for the rest."""
        return "\n".join(line.text for line in self.lines)

    @property
    def characters(self) -> tuple[Character, ...]:
        """All characters in reading order."""
        return tuple(c for line in self.lines for number in line.numbers for c in number.characters)

    @property
    def digits(self) -> tuple[tuple[Box, Prediction], ...]:
        """Each mark but the signs: its box, and its prediction, whose label may be None."""
        return tuple((c.box, c.digit) for c in self.characters if c.digit)

    @property
    def unread(self) -> tuple[Box, ...]:
        """The boxes of the marks that are not read, in the lines and elsewhere."""
        return tuple(box for box, digit in self.digits if digit.label is None) + self.strays

    @property
    def is_settled(self) -> bool:
        """Whether it is accepted, or a page of words alone: no other reading is needed."""
        return self.accepted or bool(self.words and not self.lines)

    @property
    def confidence(self) -> float:
        """The probability that every digit is right; 0 where one is not read, or none is there."""
        return certainty([digit for _, digit in self.digits])

    @property
    def sureness(self) -> float:
        """How many digits were surely read, less those that were not: what readings differ by.

        Signs count a little, so that none is given up for a slightly surer digit, but specks that
        are taken for points do not outweigh a digit that is not read.
        """
        signs = len(self.characters) - len(self.digits)
        sure = sum(d.digit_probability if d.accepted else -0.5 for _, d in self.digits)
        return sure + min(SIGN * signs, SIGNS)

    def to_json(self) -> dict[str, Any]:
        """Return the reading without the trace, as plain JSON values: the line of the CLI."""
        return {
            "text": self.text,
            "lines": [
                {
                    "text": line.text,
                    "box": list(line.box),
                    "numbers": [number.to_json() for number in line.numbers],
                }
                for line in self.lines
            ],
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
            "reading": self.reading,
            "words": [list(box) for box in self.words],
            "unread": [list(box) for box in self.unread],
            "turned": self.turned,
            "size": list(self.size),
        }


class Settled(Protocol):
    """A reading of a picture that can be compared with others of the same picture."""

    @property
    def is_settled(self) -> bool:
        """Whether no other reading is needed."""

    @property
    def sureness(self) -> float:
        """What readings differ by: the higher, the surer."""


SomeReading = TypeVar("SomeReading", bound=Settled)


def surest(first: SomeReading, others: Iterable[Callable[[], SomeReading]]) -> SomeReading:
    """Return the reading that counts: the first one that is accepted, or else the surest.

    Args:
        first: the first reading.
        others: what makes each other reading; made only as long as none is accepted.
    """
    best = first
    for make in others:
        if best.is_settled:
            break
        other = make()
        best = max(best, other, key=lambda reading: reading.sureness)
    return best


def turned_back(reading: NumberReading, degrees: int) -> NumberReading:
    """Return the reading of a turned picture with the boxes of the picture as it lies.

    Args:
        reading: of the picture turned counter-clockwise.
        degrees: 0, 90, 180 or 270; 360 less turns the boxes of the picture as it lies forward.
    """

    def back(box: Box) -> Box:
        return box_back(box, reading.size, degrees)

    lines = tuple(line_back(line, reading.size, degrees) for line in reading.lines)
    words, strays = tuple(map(back, reading.words)), tuple(map(back, reading.strays))
    size = reading.size[::-1] if degrees in (90, 270) else reading.size
    return replace(reading, lines=lines, words=words, strays=strays, size=size, turned=degrees)
