"""The rows of a printed table: what stands in one is a line, however sparse the table is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mnist_space.reading.frames import Frame
from mnist_space.reading.lines import reading_order
from mnist_space.reading.segmentation import Group

LEAST = 3  # level lines of a table; what has fewer is a row of boxes


def rows_and_lines(groups: Sequence[Group], frames: Sequence[Frame]) -> list[list[Group]]:
    """Sort groups into lines, top to bottom: by the rows of tables, elsewhere by how they lie.

    Args:
        groups: in any order.
        frames: of the page.
    """
    tables = [frame for frame in frames if len(frame.level) >= LEAST]
    rows: dict[tuple[int, int], list[Group]] = defaultdict(list)
    others = []
    for group in groups:
        x, y = group.x + group.ink.shape[1] / 2, group.y + group.ink.shape[0] / 2
        place = next(
            ((i, row) for i, table in enumerate(tables) if (row := table.row(x, y)) is not None),
            None,
        )
        if place is None:
            others.append(group)
        else:
            rows[place].append(group)
    lines = [sorted(row, key=lambda group: group.x) for row in rows.values()]
    lines += reading_order(others)
    return sorted(lines, key=lambda line: sum(g.y + g.ink.shape[0] / 2 for g in line) / len(line))
