"""The cells of a printed table: a row is a line, however sparse the table is, a cell a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import mean

from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.frames import FIELD, Frame
from mnist_space.reading.lines import reading_order
from mnist_space.reading.segmentation import Group

ABOVE = 0.5  # of the narrower mark's width, that another stands above or below it
LEAST = 3  # level lines of a table; what has fewer is a row of boxes


def rows_and_lines(groups: Sequence[Group], frames: Sequence[Frame]) -> list[list[Group]]:
    """Sort groups into lines, top to bottom: by the rows of tables, elsewhere by how they lie.

    Args:
        groups: in any order.
        frames: of the page.
    """
    tables = _tables(frames)
    rows: dict[tuple[int, int], list[Group]] = defaultdict(list)
    others = []
    for group in groups:
        places = [(i, table.row(*group.middle)) for i, table in enumerate(tables)]
        inside = [(i, row) for i, row in places if row is not None]
        if inside:
            rows[inside[0]].append(group)
        else:
            others.append(group)
    lines = reading_order(others)
    for row in rows.values():
        row.sort(key=lambda group: group.x)
        # Where not every line of the table was seen, a row of it is more than one.
        lines += reading_order(row) if _stand_above_each_other(row) else [row]
    return sorted(lines, key=lambda line: mean(group.middle[1] for group in line))


def in_other_cells(first: Box, second: Box, frames: Sequence[Frame]) -> bool:
    """Tell whether two marks of a line stand in different columns of a table of numbers.

    Args:
        first, second: their boxes, in pixels of the page.
        frames: of the page.
    """
    height = max(first[3], second[3])
    for table in _tables(frames):
        if table.field >= FIELD * height:
            columns = {table.column(*_middle(box)) for box in (first, second)}
            if len(columns - {None}) == 2:
                return True
    return False


def _stand_above_each_other(row: Sequence[Group]) -> bool:
    """Tell whether in a row, sorted from left to right, one mark stands right above another."""
    return any(
        min(x + width, x2 + width2) - x2 > ABOVE * min(width, width2)
        and not (y < y2 + height2 and y2 < y + height)
        for (x, y, width, height), (x2, y2, width2, height2) in pairwise(g.box for g in row)
    )


def _tables(frames: Sequence[Frame]) -> list[Frame]:
    return [frame for frame in frames if len(frame.level) >= LEAST]


def _middle(box: Box) -> tuple[float, float]:
    x, y, width, height = box
    return x + width / 2, y + height / 2
