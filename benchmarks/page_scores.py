"""What a reading of a drawn page has right; line by line, number by number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wild_numbers import edit_distance

from mnist_space.preprocessing.toolbox.boxes import Box, around
from mnist_space.reading.number_reading import NumberReading
from mnist_space.synthesis.page_truth import Line, Page

# A number and what is read of it cover the same place from this intersection over union on.
SAME_PLACE = 0.4


@dataclass(frozen=True)
class PageScore:
    """Counts of one page.

    Attributes:
        numbers: on the page; of words none.
        right: numbers read as such at their place; signs do not count.
        signed: those whose signs are read too.
        sure: numbers read as such at their place, and accepted.
        taken: numbers that are accepted, and of which that is not so.
        wrong: whether the page is read otherwise, line by line; signs do not count.
        digits: on the page.
        errors: digits inserted, left out or replaced.
        accepted: whether the reading is.
        lines: of words.
        lines_read: lines of words in which a digit is read.
        lines_taken: lines of words in which a digit is accepted.
        cpu: milliseconds of all threads.
    """

    numbers: int
    right: int
    signed: int
    sure: int
    taken: int
    wrong: bool
    digits: int
    errors: int
    accepted: bool
    lines: int
    lines_read: int
    lines_taken: int
    cpu: float


def score_page(page: Page, reading: NumberReading, of_words: bool, cpu: float) -> PageScore:
    """Compare a reading with the truth; `of_words`: letters alone, each digit is one too many."""
    found = list(read_numbers(reading))
    numbers = [] if of_words else [number for line in page.lines for number in line.numbers]
    beside = [_at(number.box, found) for number in numbers]
    pairs = [(number.text, text) for number, text in zip(numbers, beside, strict=True)]
    lines = page.lines if of_words else ()
    # Where nothing but digits is written, an unread mark is one too many.
    plain = not re.search(r"[^\d\s]", page.text)
    accepted = [
        any(
            same_digits(number.text, read.text, plain)
            for number in numbers
            if overlap(number.box, read.box) >= SAME_PLACE
        )
        for line in reading.lines
        for read in line.numbers
        if read.accepted
    ]
    true, read = only_digits(page.text), only_digits(reading.text)
    return PageScore(
        numbers=len(numbers),
        right=sum(same_digits(number, text, plain) for number, text in pairs),
        signed=sum(number == text for number, text in pairs),
        sure=accepted.count(True),
        taken=accepted.count(False),
        wrong=not same_digits(page.text, reading.text, plain),
        digits=len("".join(true.split())),
        errors=edit_distance("".join(true.split()), "".join(read.split())),
        accepted=reading.accepted,
        lines=len(lines),
        lines_read=sum(bool(digits_in(line, reading, False)) for line in lines),
        lines_taken=sum(bool(digits_in(line, reading, True)) for line in lines),
        cpu=cpu,
    )


def same_digits(true: str, read: str, plain: bool) -> bool:
    """Whether a text is read; where it is not `plain`, signs and unread marks do not count."""
    return true == read if plain else only_digits(true) == only_digits(read)


def only_digits(text: str) -> str:
    """Lines of numbers without signs, unread marks and what is empty then."""
    lines = ([re.sub(r"\D", "", number) for number in line.split()] for line in text.splitlines())
    return "\n".join(" ".join(filter(None, line)) for line in lines if any(line))


def read_numbers(reading: NumberReading) -> Iterator[tuple[str, Box]]:
    """Each number that is read, with the box around its marks."""
    boxes = [box for box, _ in reading.digits]
    for text in reading.text.split():
        marks = len(text) if _every_mark_has_a_box(reading) else len(re.sub(r"[^\d?]", "", text))
        own, boxes = boxes[:marks], boxes[marks:]
        if own:
            yield text, around(own)


def _every_mark_has_a_box(reading: NumberReading) -> bool:
    return len("".join(reading.text.split())) == len(reading.digits)


def _at(place: Box, found: Sequence[tuple[str, Box]]) -> str:
    """What is read at a place; nothing where no number covers it."""
    shares = [(overlap(place, box), text) for text, box in found]
    share, text = max(shares, default=(0.0, ""))
    return text if share >= SAME_PLACE else ""


def overlap(first: Box, second: Box) -> float:
    """Intersection over union of two boxes."""
    wide, high = (
        min(first[i] + first[i + 2], second[i] + second[i + 2]) - max(first[i], second[i])
        for i in (0, 1)
    )
    shared = max(wide, 0) * max(high, 0)
    whole = first[2] * first[3] + second[2] * second[3] - shared
    return shared / whole if whole else 0.0


def digits_in(line: Line, reading: NumberReading, accepted: bool) -> list[Any]:
    """The labels of the digits whose middle is in a line, all or the accepted ones."""
    left, top, wide, high = line.box
    return [
        digit.text
        for (x, y, width, height), digit in reading.digits
        if digit.label is not None and (digit.accepted or not accepted)
        if left <= x + width / 2 <= left + wide and top <= y + height / 2 <= top + high
    ]
