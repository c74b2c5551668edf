"""Which groups of ink stand in one line, and in which order lines are read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_space.reading.segmentation import Group, sizes_of

# In units of the usual side of a digit on the page.
LINE_DRIFT = 0.6  # a neighbour in the same line is at most this much higher or lower
FAR_DRIFT = 0.1  # and by this share of the way beyond two digits more: no line is quite level
LINE_REACH = 4.0  # and at most this far away
ROW_DRIFT = 0.4  # the two sides of an empty cell in one row are at most this much higher or lower

STEEPEST = np.deg2rad(50)  # steeper is no slant: digits below each other
STEEP = np.deg2rad(15)  # from here on a slant may be the diagonal of a sparse grid
MANY = 6  # groups, from which on the lines of a page tell how it is tilted
TILT, TILT_STEP = np.deg2rad(20), np.deg2rad(0.5)  # so far, to both sides
LEVEL = 0.3  # how much higher or lower are groups that stand level
LEAN = 0.3  # of the sharpness, what a tilt costs for each radian
SAME_ROW, OTHER_ROW = 0.4, 1.0  # of a grid: how high its rows are at most, how far apart at least


def usual_size(groups: Sequence[Group]) -> float:
    """Return how large a digit usually is, in pixels; 0 where there is none."""
    boxes = np.array([group.box for group in groups])
    return float(np.median(sizes_of(boxes))) if len(boxes) else 0.0


def reading_order(groups: Sequence[Group]) -> list[list[Group]]:
    """Sort groups into lines, top to bottom, each from left to right.

    A group's neighbour is the next one to the right that is neither much higher nor lower, seen
    along the page's own slant.

    Args:
        groups: in any order.
    """
    if not groups:
        return []
    boxes = np.array([group.box for group in groups], float)
    usual = usual_size(groups)
    centers = boxes[:, :2] + boxes[:, 2:] / 2
    slant = _slant(centers, usual)
    level = centers @ np.array([[np.cos(slant), -np.sin(slant)], [np.sin(slant), np.cos(slant)]])
    line = np.arange(len(groups))
    for left in np.argsort(level[:, 0]):
        right = _right_neighbour(level, int(left), usual)
        if right is not None:
            line[line == line[right]] = line[left]
    chains = [np.flatnonzero(line == name) for name in np.unique(line)]
    chains = _one_row(chains, level, boxes[:, 2] / 2, usual)
    chains.sort(key=lambda chain: float(level[chain, 1].mean()))
    return [[groups[i] for i in chain[np.argsort(level[chain, 0])]] for chain in chains]


def _one_row(
    chains: list[NDArray[Any]], level: NDArray[Any], half: NDArray[Any], usual: float
) -> list[NDArray[Any]]:
    """Join the lines that stand beside each other in one row, as in a table with empty cells."""
    chains = sorted(chains, key=lambda chain: float(level[chain, 0].min()))
    rows: list[NDArray[Any]] = []
    # Where each row ends: its right edge, and the height of its last mark.
    edges, heights = np.empty(len(chains)), np.empty(len(chains))
    for chain in chains:
        start = chain[level[chain, 0].argmin()]
        drift = abs(heights[: len(rows)] - level[start, 1])
        beside = edges[: len(rows)] <= level[start, 0] - half[start]
        fits = np.flatnonzero(beside & (drift < ROW_DRIFT * usual))
        best = int(fits[drift[fits].argmin()]) if len(fits) else len(rows)
        row = np.concatenate([rows[best], chain]) if len(fits) else chain
        rows[best : best + 1] = [row]
        edges[best] = (level[row, 0] + half[row]).max()
        heights[best] = level[row[level[row, 0].argmax()], 1]
    return rows


def _slant(centers: NDArray[Any], usual: float) -> float:
    """Angle of the lines in radians, positive downwards."""
    # Of the few marks of one row the way to the next says how they drift, not how they slant.
    if len(centers) < 3 or np.ptp(centers[:, 1]) <= LINE_DRIFT * usual:
        return 0.0
    slant = _way_to_nearest(centers)
    if abs(slant) >= STEEP and _stand_in_rows(centers[:, 1], usual):
        return 0.0
    return slant if abs(slant) > TILT or len(centers) < MANY else _sharpest(centers, usual)


def _sharpest(centers: NDArray[Any], usual: float) -> float:
    """The angle seen along which most groups stand level with each other.

    As the projection profile of Postl 1986 (Detection of linear oblique structures), which is
    sharpest along the lines of a page. Of angles that are as good, the least.
    """
    x, y = (centers - centers.mean(axis=0)).T / usual
    angles = np.arange(-TILT, TILT + 1e-6, TILT_STEP)
    angles = angles[np.argsort(abs(angles), kind="stable")]
    levels = np.outer(np.cos(angles), y) - np.outer(np.sin(angles), x)
    places = np.floor(levels / LEVEL).astype(np.int64)
    places -= places.min()
    rows = np.arange(len(angles))[:, np.newaxis]
    counts = np.zeros((len(angles), int(places.max()) + 2))
    np.add.at(counts, (rows, places), 1.0)
    # A line may lie on the border of two bins.
    both = counts[:, :-1] + counts[:, 1:]
    sharpness = (both**2).sum(axis=1)
    return float(angles[int(np.argmax(sharpness - LEAN * sharpness.max() * abs(angles)))])


def _way_to_nearest(centers: NDArray[Any]) -> float:
    """The median way from a group to the nearest one to its right."""
    ways = centers - centers[:, np.newaxis]
    distance = np.hypot(ways[..., 0], ways[..., 1]) + np.where(ways[..., 0] > 0, 0, np.inf)
    nearest = distance.argmin(axis=1)
    to_right = ways[np.arange(len(centers)), nearest][np.isfinite(distance.min(axis=1))]
    if not len(to_right):
        return 0.0
    angle = float(np.median(np.arctan2(to_right[:, 1], to_right[:, 0])))
    return angle if abs(angle) <= STEEPEST else 0.0


def _stand_in_rows(heights: NDArray[Any], usual: float) -> bool:
    """Tell whether groups stand in level rows with free space between, two or more in one of them.

    The neighbours in a sparse grid lie on its diagonals. The digits of a line that slants stand
    each at another height.
    """
    heights = np.sort(heights)
    rows = np.split(heights, np.flatnonzero(np.diff(heights) > SAME_ROW * usual) + 1)
    apart = [low[0] - high[-1] for high, low in pairwise(rows)]
    return (
        1 < len(rows) < len(heights)
        and max(map(np.ptp, rows)) <= SAME_ROW * usual
        and min(apart) >= OTHER_ROW * usual
    )


def _right_neighbour(centers: NDArray[Any], index: int, usual: float) -> int | None:
    across, down = (centers - centers[index]).T
    drift = LINE_DRIFT * usual + FAR_DRIFT * (across - 2 * usual).clip(0)
    near = (across > 0) & (across <= LINE_REACH * usual) & (abs(down) <= drift)
    if not near.any():
        return None
    return int(np.where(near, across + abs(down), np.inf).argmin())
