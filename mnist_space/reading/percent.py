"""The per cent sign: a slash between two rings, which it may touch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.segmentation import Group
from mnist_space.reading.signs import Row, lean_of

# In heights of the digits beside:
RING, HOLE = (0.15, 0.65), (0.05, 0.45)  # sides of the rings and of their holes
HEIGHT = 0.8, 1.6  # of a sign whose slash touches a ring
# In heights of the sign:
APART = 0.1  # how far aside of the slash the middle of a hole is
ENDS = 0.12  # how far from its ends a slash is looked for
COVERED = 0.95  # of the slash: the least part that is ink
POINTS = 24  # at which that is looked at, and the most ends that are tried


def is_percent(marks: Sequence[Group], row: Row) -> bool:
    """Tell whether marks are the ring above, the slash and the ring below of a per cent sign.

    Args:
        marks: three from left to right; or two, where the slash touches one of the rings.
        row: where the digits beside them stand.
    """
    first, last = marks[0], marks[-1]
    if len(marks) == 3:
        if not (_is_high(first, row) and _is_low(last, row)):
            return False
        lean = lean_of(marks[1])
        return lean is not None and lean > row.slant
    if not (_is_high(first, row) or _is_low(last, row)):
        return False
    # A point or a dash beside an 8 has no hole.
    one_each = all(len(_holes(mark, row)) == 1 for mark in marks)
    return one_each and _is_joined(first.joined(last), row)


def _is_high(ring: Group, row: Row) -> bool:
    return _has_size(ring, row) and ring.middle[1] < row.top + row.height / 2


def _is_low(ring: Group, row: Row) -> bool:
    return _has_size(ring, row) and ring.middle[1] > row.top + row.height / 2


def _has_size(ring: Group, row: Row) -> bool:
    return RING[0] <= ring.side / row.height <= RING[1]


def _is_joined(mark: Group, row: Row) -> bool:
    """Tell whether a mark has a hole at the upper left of a straight stroke and one below it."""
    height = len(mark.ink)
    holes = sorted(_holes(mark, row), key=lambda hole: hole[1])
    if len(holes) != 2 or not HEIGHT[0] <= height / row.height <= HEIGHT[1]:
        return False
    (left, upper), (right, lower) = holes
    top, bottom = round(ENDS * (height - 1)), round((1 - ENDS) * (height - 1))
    rows = np.linspace(top, bottom, POINTS)
    ink = mark.ink > INK

    def is_slash(start: int, end: int) -> bool:
        lean = (start - end) / (bottom - top)
        columns = start - lean * (rows - top)
        beside = start - lean * (upper - top) - left, right - start + lean * (lower - top)
        on_ink = ink[rows.round().astype(int), columns.round().astype(int)].mean()
        return bool(lean > row.slant and min(beside) >= APART * height and on_ink >= COVERED)

    ends = (_some(np.flatnonzero(ink[y])) for y in (top, bottom))
    return any(is_slash(start, end) for start, end in product(*ends))


def _some(places: NDArray[np.intp]) -> NDArray[np.intp]:
    """At most POINTS of them, evenly apart."""
    return places[:: -(-len(places) // POINTS) or 1]


def _holes(mark: Group, row: Row) -> list[tuple[float, float]]:
    """The middles, x and y, of the holes in some ink that a ring may have."""
    paper = (mark.ink <= INK).astype(np.uint8)
    ground = cv2.copyMakeBorder(paper, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, _, boxes, middles = cv2.connectedComponentsWithStats(ground, connectivity=4)
    least, most = HOLE[0] * row.height, HOLE[1] * row.height
    # 0 is the ink, and the piece that holds the corner lies around it.
    return [
        (float(x) - 1, float(y) - 1)
        for box, (x, y) in zip(boxes[1:], middles[1:], strict=True)
        if box[0] > 0 and min(box[2:4]) >= least and max(box[2:4]) <= most
    ]
