"""The frames of a page as one table: grids below and beside each other, boxes that stand apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.boxes import Box, around
from mnist_space.reading.evidence import relief_and_ink
from mnist_space.reading.found_numbers import PageInk
from mnist_space.reading.frames import Frame, find_frames
from mnist_space.reading.printed_lines import page_lines
from mnist_space.reading.segmentation import Group
from mnist_space.reading.table_columns import Span, column_of, find_columns
from mnist_space.reading.table_grid import Grid, Place, grid_of
from mnist_space.reading.table_reading import MOST_CELLS

SHARED = 0.5  # of the lower of two grids: beside each other they share as much of their height
WITHIN = 0.5  # share of a page's marks that stand in its table
STRAIGHT = 1.4  # times as long as a digit is no stroke of one
LEAST_CELL = 0.8  # of the marks' usual side: a smaller cell holds none
MISSING = 0.25  # of the sides between places: a table with more gaps is not one


@dataclass(frozen=True)
class Part:
    """One grid of a table, and which rows and columns of the table its own are."""

    grid: Grid
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def place(self, cell: Place) -> Place:
        """Return where in the table a cell of the grid is."""
        return self.rows[cell[0]], self.columns[cell[1]]


@dataclass(frozen=True)
class Ruling:
    """The grids of a page."""

    parts: tuple[Part, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the table."""
        rows = max((max(part.rows) for part in self.parts), default=-1) + 1
        return rows, max((max(part.columns) for part in self.parts), default=-1) + 1

    @property
    def outline(self) -> Box:
        """The box around all its cells."""
        return around([part.grid.outline for part in self.parts])

    @property
    def is_broken(self) -> bool:
        """Whether so many lines have gaps that its rows and columns are unsure."""
        return self.missing > MISSING

    @property
    def missing(self) -> float:
        """Share of the sides between places that are not there, in the worst of the grids."""
        return max((part.grid.missing for part in self.parts), default=0.0)

    def place(self, x: float, y: float) -> Place | None:
        """Return the cell in which a point of the page lies; None: it lies outside."""
        for part in self.parts:
            cell = part.grid.place(x, y)
            if cell is not None:
                return part.place(cell)
        return None

    def cells(self) -> Iterator[tuple[Place, Box, list[Place]]]:
        """Give each cell, its box in pixels of the page, and all places that it takes."""
        for part in self.parts:
            for cell, own in part.grid.cells.items():
                yield part.place(cell), part.grid.box(cell), [part.place(place) for place in own]


def find_ruling(page: PageInk) -> Ruling | None:
    """Find the table of a page, if it is a ruled one of at least two cells.

    Its lines are looked for in the page as it is, and then in its ink: there pale ones are missing,
    and the edges of the sheet and of shadows are lines, but thick ones and the teeth of a comb too.

    Args:
        page: as the first reading found it.
    """
    lines = page_lines(page.trace, STRAIGHT * _usual_side(page.groups))
    printed = ruling_of(find_frames(lines), lines)
    inked = ruling_of(page.frames, relief_and_ink(page.trace)[1])
    # Where many parts of lines are gone, the others look like those of a table of merged cells.
    is_gone = inked.is_broken and prod(inked.shape) > prod(printed.shape)
    ordered = (inked, printed) if is_gone else (printed, inked)
    return next((ruling for ruling in ordered if _is_table(ruling, page)), None)


def _is_table(ruling: Ruling, page: PageInk) -> bool:
    """Tell whether the page's marks may stand in these cells: those of squared paper are small."""
    inside = [group for group in page.groups if ruling.place(*group.middle) is not None]
    usual = _usual_side(inside)
    is_sized = 2 <= prod(ruling.shape) <= MOST_CELLS
    if not is_sized or any(part.grid.cell < LEAST_CELL * usual for part in ruling.parts):
        return False
    return len(inside) >= WITHIN * len(page.groups)


def _usual_side(groups: Sequence[Group]) -> float:
    """Median of their longer sides, pixels; 0 where there are none."""
    return float(np.median([group.side for group in groups])) if groups else 0.0


def ruling_of(frames: Sequence[Frame], ink: GrayImage) -> Ruling:
    """Put frames together to one table.

    Args:
        frames: of a page.
        ink: uint8 (H, W), in which they were found.
    """
    # All lines of a frame one way may be close together: the sides of a thick bar.
    grids = [grid for grid in (grid_of(frame, ink) for frame in frames) if all(grid.shape)]
    return Ruling(tuple(_arranged(_outer(grids))))


def _outer(grids: Sequence[Grid]) -> list[Grid]:
    """Those that lie in no cell of another one."""

    def lies_in(grid: Grid, other: Grid) -> bool:
        x, y, width, height = grid.outline
        middle = other.place(x + width / 2, y + height / 2)
        return middle is not None and grid.outline[2] < other.outline[2]

    return [grid for grid in grids if not any(lies_in(grid, other) for other in grids)]


def _arranged(grids: Sequence[Grid]) -> Iterator[Part]:
    """Put grids that stand beside each other into the same rows, and below each other otherwise."""
    bands: list[list[Grid]] = []
    for grid in sorted(grids, key=lambda grid: grid.outline[1]):
        band = next((band for band in bands if _beside(band[0], grid)), None)
        if band:
            band.append(grid)
        else:
            bands.append([grid])
    top = 0
    ordered = [sorted(band, key=lambda grid: grid.outline[0]) for band in bands]
    columns = _columns(ordered)
    for band in ordered:
        for grid in band:
            rows = tuple(range(top, top + grid.shape[0]))
            yield Part(grid, rows, columns[id(grid)])
        top += max(grid.shape[0] for grid in band)


def _beside(first: Grid, second: Grid) -> bool:
    (_, y0, _, h0), (_, y1, _, h1) = first.outline, second.outline
    return min(y0 + h0, y1 + h1) - max(y0, y1) >= SHARED * min(h0, h1)


def _columns(bands: Sequence[Sequence[Grid]]) -> dict[int, tuple[int, ...]]:
    """The columns of each grid: those that stand above each other, or else counted band by band."""
    spans = [[_inner(grid, i) for grid in band for i in range(grid.shape[1])] for band in bands]
    bounds = find_columns(spans, 0.0)
    found = [[column_of(span, bounds) for span in row] for row in spans]
    if any(len(set(row)) < len(row) for row in found):
        found = [list(range(len(row))) for row in found]
    result: dict[int, tuple[int, ...]] = {}
    for band, columns in zip(bands, found, strict=True):
        for grid in band:
            own, columns = columns[: grid.shape[1]], columns[grid.shape[1] :]
            result[id(grid)] = tuple(own)
    return result


def _inner(grid: Grid, column: int) -> Span:
    """The middle half of a column, which only those of another that stand above it share."""
    left, right = sorted(grid.upright[i].at(grid.level[0].y0) for i in (column, column + 1))
    return left + (right - left) / 4, right - (right - left) / 4
