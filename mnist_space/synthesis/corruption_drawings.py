"""What the corruptions lay over digits: fog, lines; and the blur that several of them use."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

FloatImages = NDArray[np.float32]

SIDE = 28
_FOG_SIDE = 256
_FOG_MAPS = 32
_FOG_DECAY = 1.4**2


def blur(images: FloatImages, sigma: float) -> FloatImages:
    """Gaussian blur of each picture (N, 28, 28); the border's pixels repeat outside."""
    reach = int(np.ceil(4 * sigma))
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (offsets / sigma) ** 2)
    matrix = np.zeros((SIDE, SIDE))
    for offset, weight in zip(offsets, weights / weights.sum(), strict=True):
        sources = np.clip(np.arange(SIDE) + offset, 0, SIDE - 1)
        np.add.at(matrix, (np.arange(SIDE), sources), weight)
    kernel = matrix.astype(np.float32)
    return np.asarray(kernel @ images @ kernel.T, np.float32)


def fog_maps(count: int, rng: np.random.Generator) -> FloatImages:
    """Cuts of plasma, 0 to 1 over the whole of it: float32 (count, 28, 28).

    Octaves of random grids whose amplitudes fall by 1.4 squared, as the midpoint displacement of
    the paper has them; 32 maps of 256 x 256 are cut at random places.
    """
    maps = np.stack([_plasma(rng) for _ in range(min(_FOG_MAPS, count))])
    chosen = rng.integers(0, len(maps), count)
    tops, lefts = rng.integers(0, _FOG_SIDE - SIDE + 1, (2, count))
    cuts = zip(chosen, tops, lefts, strict=True)
    return np.stack([maps[i, top : top + SIDE, left : left + SIDE] for i, top, left in cuts])


def _plasma(rng: np.random.Generator) -> NDArray[np.float32]:
    total = np.zeros((_FOG_SIDE, _FOG_SIDE), np.float32)
    for octave in range(1, int(np.log2(_FOG_SIDE)) + 1):
        grid = rng.uniform(-1, 1, (2**octave, 2**octave)).astype(np.float32)
        smooth = cv2.resize(grid, (_FOG_SIDE, _FOG_SIDE), interpolation=cv2.INTER_LINEAR)
        total += np.asarray(smooth, np.float32) / np.float32(_FOG_DECAY**octave)
    total -= total.min()
    return np.asarray(total / total.max(), np.float32)


def dotted_lines(count: int, radius: float, rng: np.random.Generator) -> FloatImages:
    """Lines from side to side, on for two columns and off for two: float32 (count, 28, 28)."""
    starts, ends = rng.integers(0, SIDE - 1, (2, count)).astype(np.float32)
    left, right = np.zeros(count, np.float32), np.full(count, SIDE - 1, np.float32)
    lines = _line((left, starts), (right, ends), radius)
    return np.asarray(lines * (np.arange(SIDE) // 2 % 2 == 1), np.float32)


def zigzags(count: int, radius: float, rng: np.random.Generator) -> FloatImages:
    """Lines of six teeth from column 2 to column 25, level or nearly so: (count, 28, 28)."""
    first = rng.integers(0, SIDE - 1, count).astype(np.float32)
    rise = rng.integers(-5, 5, count).astype(np.float32)
    angle = np.arctan2(rise, 23)
    length = np.hypot(rise, 23)
    along = [np.zeros(count), *(np.full(count, 4.0 * i + 2) for i in range(6)), length]
    across = [0.0, *(2.0 * (-1) ** i for i in range(6)), 0.0]
    points = [
        (2 + x * np.cos(angle) - y * np.sin(angle), first + x * np.sin(angle) + y * np.cos(angle))
        for x, y in zip(along, across, strict=True)
    ]
    total = np.zeros((count, SIDE, SIDE), np.float32)
    for start, end in pairwise(points):
        total += _line(start, end, radius)
    return np.asarray(np.clip(total, 0, 1), np.float32)


def _line(
    start: tuple[NDArray[np.floating], NDArray[np.floating]],
    end: tuple[NDArray[np.floating], NDArray[np.floating]],
    radius: float,
) -> FloatImages:
    """A line a picture from (column, row) to (column, row): float32 (N, 28, 28).

    Its brightness is 1 + log(1 - d / radius), at least 0, d being the upright distance.
    """
    c0, r0, c1, r1 = (np.asarray(v, np.float32)[:, None] for v in (*start, *end))
    column = np.arange(SIDE, dtype=np.float32)
    center = r0 + (column - c0) * (r1 - r0) / (c1 - c0)
    distance = np.abs(column[:, None] - center[:, None]) / np.float32(radius)
    bright = np.clip(1 + np.log(np.clip(1 - distance, 1e-6, 1)), 0, 1)
    inside = (column >= np.floor(c0)) & (column < np.ceil(c1))
    return np.asarray(bright * inside[:, None], np.float32)
