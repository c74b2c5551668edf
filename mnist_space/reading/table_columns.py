"""Rows and columns of a table without lines: from how its numbers stand, however sparse it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnist_space.reading.segmentation import Group

# In units of the usual side of a digit on the page.
ROW = 0.5  # what stands so much lower than all before begins a new row
SEGMENT = 1.5  # a gap as wide parts what stands in one row
BESIDE = 0.3  # so far to both sides of a number its column reaches

LEANS = np.deg2rad(np.arange(-10, 10.1, 0.5))  # of the rows, in radians

Span = tuple[float, float]
"""Where a number begins and ends from left to right, in pixels."""


@dataclass(frozen=True)
class Rows:
    """Rows of a page.

    Attributes:
        lean: of all rows in radians, positive downwards.
        bounds: between two rows each, from top to bottom, in pixels along the rows' own slope.
        usual: side of a digit, pixels.
    """

    lean: float
    bounds: tuple[float, ...]
    usual: float

    def row(self, x: float, y: float) -> int:
        """Return the row in which a point of the page lies, counted from 0."""
        down = y * np.cos(self.lean) - x * np.sin(self.lean)
        return int(np.searchsorted(self.bounds, down))

    def across(self, x: float, y: float) -> float:
        """Return how far to the right along the rows a point of the page lies, in pixels."""
        return float(x * np.cos(self.lean) + y * np.sin(self.lean))

    def segments(self, groups: Sequence[Group]) -> list[list[Group]]:
        """Sort groups into what stands close together in one row, row by row, left to right."""
        rows: dict[int, list[Group]] = {}
        for group in sorted(groups, key=lambda group: group.x):
            rows.setdefault(self.row(*group.middle), []).append(group)
        result: list[list[Group]] = []
        for _, row in sorted(rows.items()):
            result.append([row[0]])
            for before, group in pairwise(row):
                if group.x - before.x - before.ink.shape[1] >= SEGMENT * self.usual:
                    result.append([])
                result[-1].append(group)
        return result


def find_rows(groups: Sequence[Group]) -> Rows:
    """Find the rows of a page: those at whose lean they are told apart best.

    Postl 1986: the sum of the squares of what each level strip holds is greatest there.

    Args:
        groups: what may be digits.
    """
    if not groups:
        return Rows(0.0, (), 0.0)
    usual = float(np.median([group.side for group in groups]))
    points = np.array([group.middle for group in groups])
    # The least lean is the first of equals.
    leans = LEANS[np.argsort(abs(LEANS), kind="stable")]
    lean = float(max(leans, key=lambda lean: _sharpness(_down(points, lean), usual)))
    down = np.sort(_down(points, lean))
    apart = np.diff(down) > ROW * usual
    bounds = (down[1:] + down[:-1])[apart] / 2
    return Rows(lean, tuple(map(float, bounds)), usual)


def _down(points: NDArray[np.float64], lean: float) -> NDArray[np.float64]:
    result: NDArray[np.float64] = points[:, 1] * np.cos(lean) - points[:, 0] * np.sin(lean)
    return result


def _sharpness(down: NDArray[np.float64], usual: float) -> float:
    """How well rows are told apart: how many pairs stand as high, the more the better they do."""
    apart = abs(down[:, np.newaxis] - down) / usual
    return float(np.round(np.exp(-0.5 * (apart / 0.2) ** 2).sum(), 1))


def find_columns(rows: Sequence[Sequence[Span]], usual: float) -> tuple[float, ...]:
    """Return where one column ends and the next begins: what stands above each other is one.

    Where that would put two numbers of one row into one column, it is parted in the gap between
    them through which the fewest numbers go.

    Args:
        rows: of numbers, each from left to right.
        usual: height of a digit, pixels.
    """
    wide = [(start - BESIDE * usual, end + BESIDE * usual) for row in rows for start, end in row]
    bounds: list[float] = []
    reached = -np.inf
    for start, end in sorted(wide):
        if start > reached and np.isfinite(reached):
            bounds.append((start + reached) / 2)
        reached = max(reached, end)
    return _parted(rows, bounds)


def column_of(span: Span, bounds: Sequence[float]) -> int:
    """Return the column of a number, counted from 0."""
    return int(np.searchsorted(bounds, sum(span) / 2))


def _parted(rows: Sequence[Sequence[Span]], bounds: list[float]) -> tuple[float, ...]:
    """Add a bound wherever a column has two numbers of one row."""
    pairs = np.array([p for row in rows for p in pairwise(row) if p[0][1] < p[1][0]])
    if not len(pairs):
        return tuple(map(float, bounds))
    starts, ends = np.sort([span for row in rows for span in row], axis=0).T
    middles, gaps = pairs.mean(axis=2), pairs[:, [0, 1], [1, 0]]
    places = gaps.mean(axis=1)
    crossed = np.searchsorted(starts, places) - np.searchsorted(ends, places, "right")
    for _ in pairs:  # each has one bound at most
        columns = np.searchsorted(bounds, middles)
        left = np.flatnonzero(columns[:, 0] == columns[:, 1])
        if not len(left):
            break
        at = places[left, np.newaxis]
        shared = ((gaps[left, 0] < at) & (at < gaps[left, 1])).sum(axis=1)
        best = left[np.lexsort((-shared, crossed[left]))[0]]
        bounds = sorted([*bounds, places[best]])
    return tuple(map(float, bounds))
