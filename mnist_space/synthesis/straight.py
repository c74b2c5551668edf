"""A digit's strokes as straight lines and corners, as many people write 1, 2, 4, 7 and 9."""

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.skeleton import Strokes, find_strokes, fine_level

SIDE = 448
_UNIT = SIDE / 28


def straightened(digit: NDArray[np.uint8], bow: float) -> NDArray[np.uint8]:
    """Return a digit (uint8 (28, 28)) drawn of straight lines: uint8 (448, 448), ink 255.

    Args:
        digit: uint8 (28, 28), ink 255.
        bow: how far a stroke may have bent from a line that replaces it, in MNIST pixels.
    """
    canvas = np.zeros((SIDE, SIDE), np.uint8)
    for branch in branches(find_strokes(fine_level(digit))):
        for points in _opened(branch):
            # A small loop would be lost to a bow as wide as the loop.
            reach = float(np.hypot(*(points - points[0]).T).max())
            corners = cv2.approxPolyDP(points, min(bow, 0.2 * reach), False)
            placed = np.rint((corners + 0.5) * _UNIT).astype(np.int32)
            cv2.polylines(canvas, [placed], False, 255, int(2 * _UNIT), cv2.LINE_AA)
    return canvas


def _opened(points: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """A line as it is, or a loop as two: a loop has no line from its start to its end."""
    away = np.hypot(*(points - points[0]).T)
    far = int(away.argmax())
    return [points] if away[-1] > 0.5 * away[far] else [points[: far + 1], points[far:]]


def branches(strokes: Strokes) -> list[NDArray[np.float32]]:
    """Cut strokes at their ends and crossings: lines of points, float32 (P, 2) each."""
    joined: list[set[int]] = [set() for _ in strokes.points]
    for first, second in strokes.edges.tolist():
        if first != second:
            joined[first].add(second)
            joined[second].add(first)
    starts = [i for i, others in enumerate(joined) if len(others) != 2]
    lines = []
    for start in [*starts, *range(len(joined))]:
        while joined[start]:
            lines.append(strokes.points[_walk(start, joined, set(starts))])
    return lines


def _walk(start: int, joined: list[set[int]], ends: set[int]) -> list[int]:
    """Follow one line from `start` to the next end or crossing, and unjoin what it passes."""
    path = [start]
    while joined[path[-1]] and (len(path) == 1 or path[-1] not in ends):
        here = path[-1]
        there = joined[here].pop()
        joined[there].discard(here)
        path.append(there)
    return path
