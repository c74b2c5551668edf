"""A table with printed lines: each number into the cell where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, product

import numpy as np

from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.found_numbers import PageInk
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.numbers import Line, Number
from mnist_space.reading.table_cells import (
    DARK,
    Standing,
    Written,
    filled,
    standing,
    table_of,
    unread_mark,
    written,
)
from mnist_space.reading.table_grid import Place
from mnist_space.reading.table_reading import Cell, TableReading
from mnist_space.reading.table_ruling import Ruling

INNER = 0.25  # of a digit at each side: what is left of it stands in one cell
LEAST = 6  # pixels: what is smaller is a speck
HIDDEN = 0.4  # of a digit's height: ink as large in an empty cell is a mark that was not read
EDGE = 0.12  # of a cell at each side, where rests of its lines may be

CROSSING = "A digit stands on the line to the next cell."
BROKEN = "Many lines of the table are not drawn."
OUTSIDE = "Beside the table stands: {}."

Locate = Callable[[Box, float, float], Place | None]
"""The cell in which a point of a box lies, told by its shares of the width and the height."""


def ruled_table(page: PageInk, numbers: NumberReading, ruling: Ruling) -> TableReading:
    """Put the numbers of a page into the cells of a ruled table.

    Args:
        page: the ink that was read.
        numbers: what was read, line by line; no line has marks of two cells.
        ruling: the cells, in pixels of the page.
    """
    scale = numbers.size[0] / page.ink.shape[1]

    def locate(box: Box, across: float, down: float) -> Place | None:
        x, y, width, height = box
        return ruling.place((x + across * width) / scale, (y + down * height) / scale)

    said = written(page, numbers)
    contents, outside = _sorted(said, locate)
    for cell, box in _hidden(page, ruling, set(contents), said.height / scale):
        contents[cell].append(standing(unread_mark(_scaled(box, scale))))
    notes = [
        sentence for sentence, holds in ((BROKEN, ruling.is_broken), (DARK, said.is_dark)) if holds
    ]
    if outside:
        notes.append(OUTSIDE.format(", ".join(line.text for line in outside)))
    return table_of(_cells(ruling, contents, scale), numbers, notes, outside)


def _sorted(said: Written, locate: Locate) -> tuple[defaultdict[Place, list[Standing]], list[Line]]:
    """What stands in each cell, and what stands in none."""
    contents: defaultdict[Place, list[Standing]] = defaultdict(list)
    outside: list[Line] = []
    for line in said.lines:
        beside: list[Number] = []
        for number in line.numbers:
            # A sign of the cell beside may have been taken for one of this number.
            for cell, part in groupby(number.characters, key=lambda c: locate(c.box, 0.5, 0.5)):
                own = said.standing(Number(tuple(part)))
                if cell is None:
                    beside.append(own.number)
                elif any(_crosses(c.box, locate) for c in own.number.characters if c.digit):
                    contents[cell].append(replace(own, doubt=own.doubt or CROSSING))
                else:
                    contents[cell].append(own)
        outside += [Line(tuple(beside))] if beside else []
    return contents, outside


def _crosses(box: Box, locate: Locate) -> bool:
    """Tell whether a digit stands in two cells."""
    ends = (INNER, 1 - INNER)
    return len({locate(box, across, down) for across, down in product(ends, ends)}) > 1


def _hidden(
    page: PageInk, ruling: Ruling, taken: Container[Place], usual: float
) -> Iterator[tuple[Place, Box]]:
    """Ink in the cells where nothing was read: each piece that is as large as a mark."""
    boxes = {cell: box for cell, box, _ in ruling.cells()}
    pieces = page.pieces
    for piece in np.flatnonzero(pieces.sides >= max(LEAST, HIDDEN * usual)):
        x, y, width, height = map(int, pieces.boxes[piece])
        cell = ruling.place(x + width / 2, y + height / 2)
        if (
            cell is not None
            and cell not in taken
            and _is_inside((x, y, width, height), boxes[cell])
        ):
            yield cell, (x, y, width, height)


def _cells(
    ruling: Ruling, contents: Mapping[Place, Sequence[Standing]], scale: float
) -> dict[Place, Cell]:
    rows, columns = ruling.shape
    # Where tables of different sizes stand beside each other, there are places without a cell.
    nothing = (0, 0, 0, 0)
    cells = {
        (row, column): Cell(row, column, nothing, span=(0, 0))
        for row, column in product(range(rows), range(columns))
    }
    for first, box, places in ruling.cells():
        own = _scaled(box, scale)
        cells |= {place: Cell(*place, own, span=(0, 0)) for place in places}
        high, wide = np.ptp(places, axis=0) + 1
        cell = Cell(*first, own, span=(int(high), int(wide)))
        cells[first] = filled(cell, contents.get(first, ()))
    return cells


def _is_inside(box: Box, cell: Box) -> bool:
    """Tell whether the middle of some ink lies well within a cell."""
    return all(
        cell[i] + EDGE * cell[i + 2]
        <= box[i] + box[i + 2] / 2
        <= cell[i] + (1 - EDGE) * cell[i + 2]
        for i in (0, 1)
    )


def _scaled(box: Box, scale: float) -> Box:
    x, y, width, height = (round(side * scale) for side in box)
    return x, y, width, height
