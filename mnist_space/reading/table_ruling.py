"""The frames of a page as one table: grids below and beside each other, boxes that stand apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import cv2
import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.evidence import relief_and_ink
from mnist_space.reading.found_numbers import PageInk
from mnist_space.reading.frames import MOST, Frame, find_frames
from mnist_space.reading.table_columns import Span, column_of, find_columns
from mnist_space.reading.table_grid import Grid, Place, grid_of
from mnist_space.reading.table_reading import MOST_CELLS

SHARED = 0.5  # of the lower of two grids: beside each other they share as much of their height
WITHIN = 0.5  # share of a page's marks that stand in its table
PALE = 0.13, 0.2, 0.3  # of the ink's darkness: printed lines may have no more
NOISE = 1.5  # times as dark as nine tenths of the ground are they at least
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

    Printed lines may be paler than any ink: of those found in the page's ink and in its relief, the
    ones with the most cells count.

    Args:
        page: as the first reading found it.
    """
    relief, every = relief_and_ink(page.trace)
    found = [_ruling(page.frames, every)]
    if len(page.frames) < MOST:  # as many as are looked at are dark enough
        found += [_ruling(find_frames(ink), ink) for ink in _pale(relief, every)]
    tables = [ruling for ruling in found if _is_table(ruling, page)]
    # A line that is none adds places, but sides that are not drawn, too.
    return max(
        tables, key=lambda ruling: prod(ruling.shape) * (1 - 2 * ruling.missing), default=None
    )


def _is_table(ruling: Ruling, page: PageInk) -> bool:
    """Tell whether the page's marks may stand in these cells: those of squared paper are small."""
    usual = float(np.median([group.side for group in page.groups])) if page.groups else 0.0
    is_sized = 2 <= prod(ruling.shape) <= MOST_CELLS
    if not is_sized or any(part.grid.cell < LEAST_CELL * usual for part in ruling.parts):
        return False
    inside = sum(ruling.place(*group.middle) is not None for group in page.groups)
    return inside >= WITHIN * len(page.groups)


def _pale(relief: GrayImage, every: GrayImage) -> Iterator[GrayImage]:
    """What is at least so dark as the ink, by each share, and darker than nearly all the ground."""
    ink, ground = relief[every > INK], relief[every == 0]
    if not len(ink) or not len(ground):
        return
    usual, noise = float(np.median(ink)), NOISE * float(np.percentile(ground, 90))
    before = -1
    for share in PALE:
        dark = np.where(relief > max(share * usual, noise), np.uint8(255), np.uint8(0))
        # On clean paper all shares give the same: more ink is other ink.
        if (count := cv2.countNonZero(dark)) != before:
            yield dark
        before = count


def _ruling(frames: Sequence[Frame], ink: GrayImage) -> Ruling:
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
