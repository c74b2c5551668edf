"""The answer to a picture of a table: rows and columns of cells, as CSV and JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.number_reading import NumberReading, turned_back
from mnist_space.reading.numbers import Line, Number, box_back, line_back

MOST_CELLS = 2000  # a page of squared paper with a margin, or marks strewn about, is no table
FORMULA = tuple("=+-@\t\r")  # a cell of a CSV file that begins so, a spreadsheet would run
MINUS = re.compile(r"-\d+([.,]\d+)*%?")


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Attributes:
        row, column: counted from 0.
        box: x, y, width, height in pixels of the decoded picture: from line to line, or around
            what stands there where the table has no lines.
        numbers: from left to right, none in an empty cell; a `?` for each mark that is not read.
        accepted: False where something in it is unread or unsure; `reason` says what.
        reason: None where accepted.
        span: how many rows and columns it takes; merged cells have the text in their first place,
            the other ones have (0, 0).
    """

    row: int
    column: int
    box: Box
    numbers: tuple[Number, ...] = ()
    accepted: bool = True
    reason: str | None = None
    span: tuple[int, int] = (1, 1)

    @property
    def text(self) -> str:
        """Its numbers, separated by spaces; '' for an empty cell."""
        return " ".join(number.text for number in self.numbers)

    @property
    def confidence(self) -> float:
        """How likely all its digits are these: 1 for an empty cell, 0 for one with a `?`."""
        return prod(number.confidence for number in self.numbers)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "row": self.row,
            "column": self.column,
            "span": list(self.span),
            "text": self.text,
            "box": list(self.box),
            "confidence": self.confidence,
            "accepted": self.accepted,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class TableReading:
    """The table on one picture.

    Attributes:
        cells: rows from top to bottom, all as long as each other; empty cells are in their place.
        accepted: False where there is no table, or some of it is unsure; `reason` says what.
        reason: None where accepted.
        ruled: whether rows and columns come from printed lines, not from where the numbers stand.
        outside: what stands beside a ruled table, from top to bottom.
        numbers: all numbers of the picture, and how it was read.
    """

    cells: tuple[tuple[Cell, ...], ...]
    accepted: bool
    reason: str | None
    ruled: bool
    outside: tuple[Line, ...]
    numbers: NumberReading

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The text of each cell, row by row."""
        return tuple(tuple(cell.text for cell in row) for row in self.cells)

    @property
    def is_settled(self) -> bool:
        """Whether no other reading of the picture is needed."""
        return self.numbers.is_settled

    @property
    def sureness(self) -> float:
        """What readings differ by: the higher, the surer."""
        return self.numbers.sureness

    def to_csv(self) -> str:
        """Return the rows as CSV: see `csv_of`."""
        return csv_of(self.rows)

    def to_json(self) -> dict[str, Any]:
        """Return the reading without the trace, as plain JSON values: the line of the CLI."""
        return {
            "rows": [list(row) for row in self.rows],
            "csv": self.to_csv(),
            "cells": [cell.to_json() for row in self.cells for cell in row],
            "accepted": self.accepted,
            "reason": self.reason,
            "ruled": self.ruled,
            "outside": [{"text": line.text, "box": list(line.box)} for line in self.outside],
            "reading": self.numbers.reading,
            "turned": self.numbers.turned,
            "size": list(self.numbers.size),
        }


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of texts as CSV, each ended by a newline.

    What a spreadsheet would run as a formula, such as +41-44, has an apostrophe before it; plain
    negative numbers have none.
    """
    lines = io.StringIO()
    harmless = ([_harmless(text) for text in row] for row in rows)
    csv.writer(lines, lineterminator="\n").writerows(harmless)
    return lines.getvalue()


def _harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA) and not MINUS.fullmatch(text) else text


def with_note(table: TableReading, note: str) -> TableReading:
    """Return a table that is not accepted for one more reason, a sentence."""
    reasons = [table.reason] if table.reason else []
    return replace(table, accepted=False, reason=" ".join([*reasons, note]))


def table_turned_back(table: TableReading, degrees: int) -> TableReading:
    """Return the table of a turned picture with the boxes of the picture as it lies.

    Args:
        table: of the picture turned counter-clockwise.
        degrees: 0, 90, 180 or 270.
    """
    size = table.numbers.size

    def back(cell: Cell) -> Cell:
        numbers = line_back(Line(cell.numbers), size, degrees).numbers
        # A place without a cell has no box, whichever way up.
        box = box_back(cell.box, size, degrees) if any(cell.box[2:]) else cell.box
        return replace(cell, box=box, numbers=numbers)

    return replace(
        table,
        cells=tuple(tuple(map(back, row)) for row in table.cells),
        outside=tuple(line_back(line, size, degrees) for line in table.outside),
        numbers=turned_back(table.numbers, degrees),
    )
