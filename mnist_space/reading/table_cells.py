"""What stands in each cell of a table, and what is unsure about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.found_numbers import PageInk
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.numbers import Character, Line, Number
from mnist_space.reading.table_grid import Place
from mnist_space.reading.table_ink import Boxes, has_dark_area, has_loose_mark, loose_marks
from mnist_space.reading.table_reading import Cell, TableReading

GAP = 0.9  # of a digit's height: no two digits of one number are as far apart

DECIMALS = re.compile(r"([.,])\d{1,2}%?$")

MIXED = "Before the decimals is another sign than in other cells."
LOOSE = "A small mark beside a number was not read."
SEVERAL = "There is more than one number."
DARK = "A part of the table is too dark to be read."
CELLS = "{} of {} cells are unsure."


@dataclass(frozen=True)
class Standing:
    """A number, and what is unsure about it: None, or a sentence."""

    number: Number
    doubt: str | None = None


@dataclass(frozen=True)
class Written:
    """All that was read of a page, and the ink that was not.

    Attributes:
        lines: of numbers, parted where digits are far apart, with a `?` for all that is unread.
        height: of a digit, pixels; 0 where there is none.
        loose: boxes (N, 4) of ink that may be a sign.
        is_dark: whether a part of the page cannot be seen.
    """

    lines: tuple[Line, ...]
    height: float
    loose: Boxes
    is_dark: bool

    def standing(self, number: Number) -> Standing:
        """Return a number with what is unsure about it."""
        own = standing(number)
        if own.doubt is None and has_loose_mark(number.box, self.loose, self.height):
            return Standing(number, LOOSE)
        return own


def written(page: PageInk, numbers: NumberReading) -> Written:
    """Return what was read of a page with what was not.

    Args:
        page: its ink.
        numbers: what was read of it.
    """
    height = _digit_height(numbers)
    if not numbers.lines:
        return Written(_all_lines(numbers, height), height, np.zeros((0, 4)), False)
    loose = loose_marks(page, numbers, height)
    dark = has_dark_area(page, numbers, height)
    return Written(_all_lines(numbers, height), height, loose, dark)


def standing(number: Number) -> Standing:
    """Return a number with what is unsure about it; signs without any digit are not read."""
    if not any(character.digit for character in number.characters):
        number = unread_mark(number.box)
    return Standing(number, number.reason)


def unread_mark(box: Box) -> Number:
    """Return a `?` for something that was not read."""
    return Number((Character(box, "?", None),))


def _digit_height(numbers: NumberReading) -> float:
    heights = [box[3] for box, digit in numbers.digits if digit.label is not None]
    return float(np.median(heights)) if heights else 0.0


def _all_lines(numbers: NumberReading, height: float) -> tuple[Line, ...]:
    lines = [Line(tuple(_parted(line.numbers, height))) for line in numbers.lines]
    others = (*numbers.words, *numbers.strays)
    return (*lines, *(Line((unread_mark(box),)) for box in others))


def _parted(numbers: Sequence[Number], height: float) -> Iterable[Number]:
    for number in numbers:
        part = [number.characters[0]]
        for before, character in pairwise(number.characters):
            if character.box[0] - before.box[0] - before.box[2] >= GAP * height:
                yield Number(tuple(part))
                part = []
            part.append(character)
        yield Number(tuple(part))


def filled(cell: Cell, contents: Sequence[Standing]) -> Cell:
    """Return a cell with what stands in it."""
    ordered = sorted(contents, key=lambda one: one.number.box[0])
    doubts = [one.doubt for one in ordered if one.doubt]
    if len(contents) > 1:
        doubts.append(SEVERAL)
    return replace(
        cell,
        numbers=tuple(one.number for one in ordered),
        accepted=not doubts,
        reason=" ".join(dict.fromkeys(doubts)) or None,
    )


def _mixed_signs(cells: Mapping[Place, Cell]) -> dict[Place, Cell]:
    """The cells, unsure where the sign before decimals is not that of most others."""
    signs = {
        place: found[1] for place, cell in cells.items() if (found := DECIMALS.search(cell.text))
    }
    counted = Counter(signs.values())
    rare = {sign for sign, count in counted.items() if 2 * count <= counted.total()}
    odd = [place for place, sign in signs.items() if sign in rare]
    return {**cells} | {place: _doubtful(cells[place], MIXED) for place in odd}


def _doubtful(cell: Cell, sentence: str) -> Cell:
    reasons = [cell.reason, sentence] if cell.reason else [sentence]
    return replace(cell, accepted=False, reason=" ".join(reasons))


def table_of(
    cells: Mapping[Place, Cell],
    numbers: NumberReading,
    notes: Sequence[str],
    outside: Sequence[Line] | None,
) -> TableReading:
    """Put the cells of a table together.

    Args:
        cells: one for each place.
        numbers: all that was read.
        notes: what else makes the table unsure, a sentence each.
        outside: what stands beside the lines of the table; None: it has no lines.
    """
    cells = _mixed_signs(cells)
    unsure = sum(not cell.accepted for cell in cells.values())
    said = [numbers.reason] if numbers.reason else []
    reasons = [*said, *notes, *([CELLS.format(unsure, len(cells))] if unsure else [])]
    rows = 1 + max((row for row, _ in cells), default=-1)
    columns = 1 + max((column for _, column in cells), default=-1)
    return TableReading(
        cells=tuple(tuple(cells[row, column] for column in range(columns)) for row in range(rows)),
        accepted=not reasons,
        reason=" ".join(reasons) or None,
        ruled=outside is not None,
        outside=tuple(outside or ()),
        numbers=numbers,
    )
