"""From the marks of a page to its numbers: where one ends, what is a word, what is unsure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.preprocessing.toolbox.boxes import Box, around
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.numbers import Character, Line, Number
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.words import Found, words_and_numbers

USUAL_SPACE = 1.5  # of a digit's height: from here on a gap separates two numbers
LEAST_SPACE = 0.7  # the same where all other gaps of the page are much smaller
WIDEST = 2.0  # of a digit's height: the gaps within numbers are less
# Of 2,636 accepted numbers (15 pages of each kind, seeds 601 to 604) 16 of 72 wrong and 14 of the
# right ones have so near a neighbour.
NEAR = 1.0  # of a digit's height: a number that ends nearer to the next one is doubtful
JUMP = 1.9  # so many times as wide is a space as the widest gap within a number
WIDTH = 0.45  # of its height: the usual width of a digit
EVEN = 1.75  # digits whose middles are more evenly apart are one number, as in boxes

# Of 282 drawn pages that are accepted without this, it refuses 14 of 38 wrong and 6 of 244 right.
SURE = 0.8  # the least confidence of a digit that is surely read

# Of 24 accepted numbers on drawn pages with words (as above), 4 of 4 wrong and 14 of 20 right ones
# are shorter.
FEW = 3  # marks: a shorter number on a page with words is doubtful

ENDS = "It is unsure where it ends and the next one begins."
BY_CHANCE = "It is short, and there are lines that look like words."
NO_DIGIT = "No digit was found."
WORDS = "Lines that look like words: {}."
TORN = "{} of {} digits may be another one."
UNSURE = "{} of {} marks may be no single digit."
UNREAD = "Marks beside the digits that were not read: {}."


def number_reading(
    lines: Sequence[Sequence[Found]],
    trace: tuple[TraceEntry, ...],
    size: tuple[int, int],
    notes: Sequence[str] = (),
    reading: str | None = None,
    field: float = 0.0,
    strays: Sequence[Box] = (),
    parted: Callable[[Box, Box], bool] = lambda *_: False,
    doubts: Mapping[Box, str] = MappingProxyType({}),
) -> NumberReading:
    """Put the digits of a page together.

    Args:
        lines: the marks in reading order, their boxes in pixels of the last image of `trace`; a
            line without a digit is left out, and its marks are strays.
        trace: the page steps.
        size: width and height of the decoded picture, to which the boxes are scaled.
        notes: what else makes the reading unsure, a sentence each.
        reading: how the picture was read again.
        strays: the boxes of marks as large as digits that stand in no line of digits.
        field: width in pixels of the printed fields that hold a digit each; 0: there are none.
        parted: tells whether a printed line parts two marks, of whatever gap.
        doubts: what is odd about marks, by their boxes.
    """
    scale = size[0] / trace[-1].image.shape[1]
    words, lines = words_and_numbers(lines)
    apart = _apart(lines, field, parted)
    held = [line for line in lines if _holds_digit(line)]
    left = [mark for line in lines if not _holds_digit(line) for mark in line]
    strays = [*strays, *(box for box, mark in left if isinstance(mark, Prediction))]
    odd = {**dict.fromkeys(_near(held, apart, parted), ENDS), **doubts}
    read = [_line(line, apart, scale, odd) for line in held]
    if words:
        read = [_short_doubted(line) for line in read]
    digits = [c.digit for line in read for n in line.numbers for c in n.characters if c.digit]
    reasons = [*notes, *_reasons(digits, len(strays), len(words))]
    return NumberReading(
        lines=tuple(read),
        accepted=not reasons,
        reason=" ".join(reasons) or None,
        reading=reading,
        trace=trace,
        size=size,
        words=tuple(_scaled(around([box for box, _ in line]), scale) for line in words),
        strays=tuple(_scaled(box, scale) for box in strays),
    )


def _apart(
    lines: Sequence[Sequence[Found]], field: float, parted: Callable[[Box, Box], bool]
) -> Callable[[Found, Found], bool]:
    """What tells whether two neighbours on these lines belong to different numbers."""
    height, space = usual_height(lines), max(least_space(lines), field)
    return lambda left, right: _gap(left, right, height) >= space or parted(left[0], right[0])


def _reasons(digits: Sequence[Prediction], strays: int, words: int) -> list[str]:
    """What makes a reading unsure, a sentence each."""
    unread = sum(digit.label is None for digit in digits)
    unsure = sum(not digit.accepted for digit in digits) - unread
    torn = sum(digit.accepted and digit.confidence < SURE for digit in digits)
    sentences = {
        NO_DIGIT: not digits,
        UNREAD.format(unread + strays): digits and unread + strays,
        UNSURE.format(unsure, len(digits)): unsure,
        TORN.format(torn, len(digits)): torn,
        WORDS.format(words): words,
    }
    return [sentence for sentence, holds in sentences.items() if holds]


def _holds_digit(line: Sequence[Found]) -> bool:
    return any(_is_read(mark) for _, mark in line)


def _is_read(mark: Prediction | str) -> bool:
    return isinstance(mark, Prediction) and mark.label is not None


def _near(
    lines: Sequence[Sequence[Found]],
    apart: Callable[[Found, Found], bool],
    parted: Callable[[Box, Box], bool],
) -> Iterator[Box]:
    """Marks between which one number ends and another begins, though no wide gap is there."""
    height = usual_height(lines)
    for line in lines:
        for left, right in pairwise(line):
            if apart(left, right) and _gap(left, right, height) < NEAR * height:
                yield from () if parted(left[0], right[0]) else (left[0], right[0])


def _line(
    line: Sequence[Found],
    apart: Callable[[Found, Found], bool],
    scale: float,
    doubts: Mapping[Box, str],
) -> Line:
    """A line's numbers, given whether two neighbours belong to different ones."""
    numbers: list[list[Found]] = [[line[0]]]
    for before, mark in pairwise(line):
        if apart(before, mark):
            numbers.append([])
        numbers[-1].append(mark)
    return Line(
        tuple(
            Number(tuple(_character(box, mark, scale, doubts.get(box)) for box, mark in marks))
            for marks in numbers
        )
    )


def _short_doubted(line: Line) -> Line:
    """Doubt the numbers of a line that a page of words may have by chance."""
    return Line(
        tuple(
            Number(tuple(replace(c, doubt=c.doubt or BY_CHANCE) for c in number.characters))
            if len(number.characters) < FEW
            else number
            for number in line.numbers
        )
    )


def _character(box: Box, mark: Prediction | str, scale: float, doubt: str | None) -> Character:
    scaled = _scaled(box, scale)
    if isinstance(mark, str):
        return Character(scaled, mark, None, doubt)
    return Character(scaled, mark.text, mark, doubt)


def _scaled(box: Box, scale: float) -> Box:
    x, y, width, height = (round(side * scale) for side in box)
    return x, y, width, height


def _gap(left: Found, right: Found, height: float) -> float:
    """The gap between two marks in pixels, with a narrow digit as wide as others are."""
    gap = right[0][0] - left[0][0] - left[0][2]
    missing = [max(0.0, WIDTH * height - box[2]) for box, mark in (left, right) if _is_read(mark)]
    return gap - sum(missing) / 2


def _middle(mark: Found) -> float:
    return mark[0][0] + mark[0][2] / 2


def usual_height(lines: Sequence[Sequence[Found]]) -> float:
    """Return the median height in pixels of the digits that were read; 0 where there are none."""
    heights = [box[3] for line in lines for box, mark in line if _is_read(mark)]
    return float(np.median(heights)) if heights else 0.0


def least_space(lines: Sequence[Sequence[Found]]) -> float:
    """Return the gap in pixels from which on two digits belong to different numbers.

    The gaps of a page are of two kinds where there is a jump between the wider and the narrower
    ones; it is looked for among those that may be either.

    Args:
        lines: the marks of the page.
    """
    height = usual_height(lines)
    if not height:
        return np.inf
    pairs = [pair for line in lines for pair in pairwise(line)]
    steps = [_middle(right) - _middle(left) for left, right in pairs]
    if len(steps) > 1 and max(steps) <= EVEN * min(steps):
        return np.inf
    gaps = np.sort([_gap(*pair, height) / height for pair in pairs]).clip(0.25)
    jumps = gaps[1:] / gaps[:-1] if len(gaps) > 1 else np.zeros(0)
    jumps = np.where((gaps[1:] >= LEAST_SPACE) & (gaps[:-1] < WIDEST), jumps, 0)
    if len(jumps) and jumps.max() >= JUMP:
        at = int(jumps.argmax())
        return float(np.sqrt(gaps[at] * gaps[at + 1]) * height)
    return USUAL_SPACE * height
