"""The grid of a ruled table: its rows, its columns, and which of its cells are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.preprocessing.toolbox.lines import Line, find_level_lines
from mnist_space.preprocessing.toolbox.pieces import INK, find_pieces
from mnist_space.reading.frames import PAD, SLOPE, THICKEST, Frame

Place = tuple[int, int]
"""Row and column, counted from 0."""

DOUBLE = 0.3  # of the usual gap: lines as near are one thick line, or a double one
NEAR = 6  # pixels: lines as near are the two sides of a thick one
OPEN = 0.5  # of the lines across: so much of them goes on beyond the outermost line of an open side
PART = 0.45  # of a table's side: as much of a line that ends at merged cells is there
EDGE = 0.4  # of the side between two cells: with less ink there the cells are one
CORNER = 0.15  # of that side: at its ends other lines cross it
BESIDE = 3  # pixels: so far a line may run beside the straight one
COMB = 1.4  # of a field's width: so high digits reach above a comb


@dataclass(frozen=True)
class Grid:
    """The lines of a table, and its cells.

    Attributes:
        level: y(x) from top to bottom, in pixels of the page.
        upright: x(y) from left to right.
        owners: to which cell each place belongs, named by its first one: merged cells have several.
        missing: share of the sides between two places that are not there.
    """

    level: tuple[Line, ...]
    upright: tuple[Line, ...]
    owners: dict[Place, Place]
    missing: float

    @cached_property
    def cells(self) -> dict[Place, list[Place]]:
        """The places of each cell, which is named by the first one."""
        cells: dict[Place, list[Place]] = {}
        for place, owner in sorted(self.owners.items()):
            cells.setdefault(owner, []).append(place)
        return cells

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.level) - 1, len(self.upright) - 1

    def place(self, x: float, y: float) -> Place | None:
        """Return the cell in which a point of the page lies; None: it lies outside."""
        row = int(np.searchsorted([line.at(x) for line in self.level], y)) - 1
        column = int(np.searchsorted([line.at(y) for line in self.upright], x)) - 1
        return self.owners.get((row, column))

    def box(self, cell: Place) -> Box:
        """Return the box of a cell on the page, from line to line."""
        own = np.array(self.cells[cell])
        (row, column), (last, end) = own.min(axis=0), own.max(axis=0) + 1
        x = self.upright[column].at(self.level[row].y0)
        for _ in range(2):  # from line to line in the middle of the cell, which is not yet known
            top, bottom = self.level[row].at(x), self.level[last].at(x)
            y = (top + bottom) / 2
            left, right = self.upright[column].at(y), self.upright[end].at(y)
            x = (left + right) / 2
        return round(left), round(top), round(right - left), round(bottom - top)

    @property
    def cell(self) -> float:
        """Shorter side of its usual place, pixels."""
        _, _, width, height = self.outline
        rows, columns = self.shape
        return min(width / columns, height / rows)

    @cached_property
    def outline(self) -> Box:
        """The box around all cells."""
        x, y, _, _ = self.box(self.owners[0, 0])
        rows, columns = self.shape
        left, top, width, height = self.box(self.owners[rows - 1, columns - 1])
        return x, y, left + width - x, top + height - y


def grid_of(frame: Frame, every: GrayImage) -> Grid:
    """Find the cells of a frame; those of a comb reach as high above its line as digits do.

    Args:
        frame: of the page.
        every: uint8 (H, W), all ink of the page.
    """
    own = _own_ink(frame, every)
    turned = np.ascontiguousarray(own[frame.top :].T)
    upright = _lines(frame.upright, turned)
    if frame.is_comb:
        level = _comb_lines(frame)
    else:
        level = _lines(frame.level, own)
        level, upright = _open(level, upright, turned), _open(upright, level, own)
    level = [_moved(line, frame.x, frame.y) for line in level]
    upright = [_moved(line, frame.y + frame.top, frame.x) for line in upright]
    return _with_cells(tuple(level), tuple(upright), every, joins=not frame.is_comb)


def _own_ink(frame: Frame, every: GrayImage) -> GrayImage:
    """The frame's piece of ink alone, in its box."""
    x, y = max(0, frame.x), max(0, frame.y)
    seen = every[y : frame.y + frame.height, x : frame.x + frame.width]
    window = np.zeros((frame.height, frame.width), np.uint8)  # its margin may lie off the page
    top, left = y - frame.y, x - frame.x
    window[top : top + seen.shape[0], left : left + seen.shape[1]] = seen
    pieces = find_pieces(window)
    largest = int(pieces.boxes[:, 2:].prod(axis=1).argmax()) + 1
    return np.where(pieces.labels == largest, window, np.uint8(0))


def _comb_lines(frame: Frame) -> list[Line]:
    (foot,) = frame.level
    return [Line(foot.y0 - COMB * frame.field, foot.slope), foot]


def _lines(known: Sequence[Line], own: GrayImage) -> list[Line]:
    """The level lines of a table in its box, from top to bottom.

    Args:
        known: lines along the whole table.
        own: uint8 (H, W), the table's ink.
    """
    width = own.shape[1]
    share = PART * (1 - 2 * PAD / width)
    parts = find_level_lines(own, share, SLOPE, THICKEST) if share > 0 else []
    return _single([*known, *parts], width)


def _open(lines: list[Line], across: Sequence[Line], turned: GrayImage) -> list[Line]:
    """Lines with one more at each side that is open: where those across them go on.

    Args:
        lines: from top to bottom.
        across: x(y) of the lines across them.
        turned: uint8 (W, H), the table's ink, turned so that those are level.
    """
    gap = float(np.median([_apart(*pair, len(turned)) for pair in pairwise(lines)] or [0.0]))
    if not gap:
        return lines
    above, below = (
        Line(line.y0 + step, line.slope) for line, step in ((lines[0], -gap), (lines[-1], gap))
    )
    drawn = [
        float(np.mean([_drawn(turned, line, *ends) for line in across]))
        for ends in ((above, lines[0]), (lines[-1], below))
    ]
    before, after = (
        [line] if share >= OPEN else [] for line, share in zip((above, below), drawn, strict=True)
    )
    return [*before, *lines, *after]


def _single(lines: Sequence[Line], width: int) -> list[Line]:
    """Lines from top to bottom, of those that are close to each other the first one named."""
    places = sorted(line.at(width / 2) for line in lines)
    gaps = [gap for gap in np.diff(places) if gap > NEAR]
    least = max(NEAR, DOUBLE * float(np.median(gaps or [np.float64(0)])))
    result: list[Line] = []
    for line in lines:
        if all(_apart(line, other, width) > least for other in result):
            result.append(line)
    return sorted(result, key=lambda line: line.at(width / 2))


def _apart(line: Line, other: Line, width: int) -> float:
    """How far two lines are apart where they are closest, pixels."""
    left, right = line.at(0) - other.at(0), line.at(width) - other.at(width)
    return min(abs(left), abs(right)) if left * right > 0 else 0.0


def _moved(line: Line, along: float, across: float) -> Line:
    """A line of a window as one of the page; the window begins `along` and `across` it there."""
    return Line(across + line.y0 - line.slope * along, line.slope)


def _with_cells(
    level: tuple[Line, ...], upright: tuple[Line, ...], every: GrayImage, joins: bool
) -> Grid:
    """The grid of these lines; where one of them is not drawn between two places, they are one."""
    rows, columns = len(level) - 1, len(upright) - 1
    places = list(product(range(rows), range(columns)))
    sides = [
        ((row, column), (row + 1, column), every, level[row + 1], upright[column : column + 2])
        for row, column in product(range(rows - 1), range(columns))
    ]
    sides += [
        ((row, column), (row, column + 1), every.T, upright[column + 1], level[row : row + 2])
        for row, column in product(range(rows), range(columns - 1))
    ]
    open_sides = [
        (first, second)
        for first, second, ink, line, ends in sides
        if joins and _drawn(ink, line, *ends) < EDGE
    ]
    missing = len(open_sides) / max(1, len(sides))
    return Grid(level, upright, _owners(places, open_sides), missing)


def _owners(places: Sequence[Place], same: Sequence[tuple[Place, Place]]) -> dict[Place, Place]:
    """The first of the places that are one cell with each, given pairs that are."""
    owners = {place: place for place in places}

    def first(place: Place) -> Place:
        while owners[place] != place:
            owners[place] = place = owners[owners[place]]
        return place

    for pair in same:
        low, high = sorted(map(first, pair))
        owners[high] = low
    return {place: first(place) for place in places}


def _drawn(ink: GrayImage, line: Line, start: Line, end: Line) -> float:
    """Share of a level line between two upright ones in which there is ink."""
    first, last = (edge.at(line.at(edge.y0)) for edge in (start, end))
    corner = CORNER * (last - first)
    columns = np.arange(round(first + corner), round(last - corner) + 1)
    columns = columns[(columns >= 0) & (columns < ink.shape[1])]
    reach = np.arange(-BESIDE, BESIDE + 1)[:, np.newaxis]
    rows = np.rint(line.at(0) + line.slope * columns).astype(int) + reach
    inside = (rows >= 0) & (rows < len(ink))
    there = (ink[rows.clip(0, len(ink) - 1), columns] > INK) & inside
    return float(there.any(axis=0).mean()) if len(columns) else 0.0
