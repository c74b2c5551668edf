"""What stands in each cell of a table, and what is unsure about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.number_lines import SURE
from mnist_space.reading.number_reading import Character, Line, Number, NumberReading
from mnist_space.reading.table_grid import Place
from mnist_space.reading.table_reading import Cell, TableReading

GAP = 0.9  # of a digit's height: no two digits of one number are as far apart

UNREAD = "A mark was not read."
UNSURE = "A digit may be another one."
SEVERAL = "There is more than one number."
CELLS = "{} of {} cells are unsure."


@dataclass(frozen=True)
class Standing:
    """A number, and what is unsure about it: None, or a sentence."""

    number: Number
    doubt: str | None = None


def standing(number: Number) -> Standing:
    """Return a number with what is unsure about its digits; signs without any are not read."""
    if not any(character.digit for character in number.characters):
        return Standing(unread_mark(number.box), UNREAD)
    digits = [character.digit for character in number.characters if character.digit]
    if "?" in number.text:
        return Standing(number, UNREAD)
    sure = all(digit.accepted and digit.confidence >= SURE for digit in digits)
    return Standing(number, None if sure else UNSURE)


def unread_mark(box: Box) -> Number:
    """Return a `?` for something that was not read."""
    return Number((Character(box, "?", None),))


def digit_height(numbers: NumberReading) -> float:
    """Return the usual height of the digits that were read, pixels; 0 where there are none."""
    heights = [box[3] for box, digit in numbers.digits if digit.label is not None]
    return float(np.median(heights)) if heights else 0.0


def all_numbers(numbers: NumberReading) -> list[Line]:
    """Return the lines of numbers, parted where digits are far apart, and a `?` for all unread."""
    height = digit_height(numbers)
    lines = [Line(tuple(_parted(line.numbers, height))) for line in numbers.lines]
    others = (*numbers.words, *numbers.strays)
    return [*lines, *(Line((unread_mark(box),)) for box in others)]


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
