"""A table without lines: each number into the row and the column in which it stands."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

from mnist_space.preprocessing.toolbox.boxes import Box, around
from mnist_space.reading.found_numbers import PageInk
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.numbers import Number
from mnist_space.reading.table_cells import DARK, Standing, filled, table_of, written
from mnist_space.reading.table_columns import Rows, Span, column_of, find_columns
from mnist_space.reading.table_grid import Place
from mnist_space.reading.table_reading import MOST_CELLS, Cell, TableReading

BETWEEN = "A number stands in two columns."
NO_TABLE = "There is no table: neither printed lines nor numbers in rows and columns."


def free_table(page: PageInk, numbers: NumberReading, rows: Rows) -> TableReading:
    """Put the numbers of a page into rows and columns.

    Args:
        page: the ink that was read.
        numbers: what was read, line by line; no line has marks of two rows.
        rows: of the page.
    """
    scale, said = numbers.size[0] / page.ink.shape[1], written(page, numbers)
    found: defaultdict[int, list[Number]] = defaultdict(list)
    for line in said.lines:
        for number in line.numbers:
            found[rows.row(*_middle(number.box, scale))].append(number)

    def span(number: Number) -> Span:
        x, y, width, height = number.box
        ends = (x, x + width)
        start, end = (rows.across(at / scale, (y + height / 2) / scale) for at in ends)
        return start, end

    ordered = [sorted(row, key=span) for _, row in sorted(found.items())]
    bounds = find_columns([[*map(span, row)] for row in ordered], said.height / scale)
    contents: defaultdict[Place, list[Standing]] = defaultdict(list)
    for i, row in enumerate(ordered):
        for number in row:
            start, end = span(number)
            own = said.standing(number)
            if any(start < bound < end for bound in bounds):
                own = Standing(own.number, own.doubt or BETWEEN)
            contents[i, column_of((start, end), bounds)].append(own)
    if len(ordered) * (len(bounds) + 1) > MOST_CELLS:  # marks that are strewn about
        contents.clear()
    notes = [NO_TABLE] if numbers.lines and len(contents) < 2 else []
    notes += [DARK] if said.is_dark else []
    return table_of(_cells(contents), numbers, notes, None)


def _cells(contents: dict[Place, list[Standing]]) -> dict[Place, Cell]:
    """All places; an empty one has the box that its row and its column share."""
    lines: dict[tuple[str, int], list[Box]] = defaultdict(list)
    for (row, column), own in contents.items():
        boxes = [one.number.box for one in own]
        lines["row", row] += boxes
        lines["column", column] += boxes
    outlines = {name: around(boxes) for name, boxes in lines.items()}
    rows = range(1 + max((row for row, _ in contents), default=-1))
    columns = range(1 + max((column for _, column in contents), default=-1))
    cells = {}
    for row, column in product(rows, columns):
        own = contents.get((row, column), [])
        _, y, _, height = outlines["row", row]
        x, _, width, _ = outlines["column", column]
        box = around([one.number.box for one in own]) if own else (x, y, width, height)
        cells[row, column] = filled(Cell(row, column, box), own)
    return cells


def _middle(box: Box, scale: float) -> tuple[float, float]:
    x, y, width, height = box
    return (x + width / 2) / scale, (y + height / 2) / scale
