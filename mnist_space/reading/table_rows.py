"""The rows of a printed table: what stands in one is a line, however sparse the table is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import mean

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
        places = [(i, table.row(*group.middle)) for i, table in enumerate(tables)]
        inside = [(i, row) for i, row in places if row is not None]
        if inside:
            rows[inside[0]].append(group)
        else:
            others.append(group)
    lines = [sorted(row, key=lambda group: group.x) for row in rows.values()]
    lines += reading_order(others)
    return sorted(lines, key=lambda line: mean(group.middle[1] for group in line))
