"""Digits on disturbed ground, in 28 x 28 pixels: veils, bands, outlines, lines, blots, stretching.

What a network sees that is shown MNIST-like pictures directly, with no preprocessing before it.
Broad and random on purpose; the corruptions of the evaluation are other functions.
"""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray

Digits = Annotated[NDArray[np.uint8], "(N, 28, 28), 0 = ground, 255 = ink"]
Picture = Annotated[NDArray[np.float32], "(28, 28) in [0, 1]"]
Rng = np.random.Generator

SIDE = 28


def disturbed(images: Digits, rng: Rng) -> Digits:
    """Return one disturbed copy of each image.

    Args:
        images: uint8 (N, 28, 28).
        rng: the only source of chance.
    """
    kinds = rng.integers(len(_KINDS), size=len(images))
    levels = images.astype(np.float32) / np.float32(255)
    copies = [_KINDS[kind](level, rng) for kind, level in zip(kinds, levels, strict=True)]
    return np.rint(np.clip(copies, 0, 1) * 255).astype(np.uint8)


def _smooth_field(rng: Rng, coarse: int) -> Picture:
    """A smooth random field from 0 to 1 with about `coarse` waves across."""
    knots = rng.random((coarse + 2, coarse + 2), np.float32)
    field = cv2.resize(knots, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return np.clip(field, 0, 1)


def _veil(level: Picture, rng: Rng) -> Picture:
    """Uneven light over a digit that has lost contrast."""
    left = np.float32(rng.uniform(0.2, 0.7))
    veil = _smooth_field(rng, int(rng.integers(1, 7))) * np.float32(rng.uniform(0.5, 1))
    return left * level + (1 - left) * veil


def _raised_ground(level: Picture, rng: Rng) -> Picture:
    """A ground that is gray instead of black."""
    return level + np.float32(rng.uniform(0.1, 0.7))


def _bands(level: Picture, rng: Rng) -> Picture:
    """One or two bands inverted, level or upright."""
    picture = level.copy()
    view = picture.T if rng.random() < 0.25 else picture
    for start in rng.integers(-6, SIDE - 2, rng.integers(1, 3)):
        end = start + int(rng.integers(4, 12))
        band = view[:, max(start, 0) : max(end, 0)]
        band[:] = 1 - band
    return picture


def _outline(level: Picture, rng: Rng) -> Picture:
    """The edge of the ink alone, one pixel wide or soft."""
    mask = (level > rng.uniform(0.15, 0.6)).astype(np.uint8)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    inner = mask - cv2.erode(mask, cross) if rng.random() < 0.5 else cv2.dilate(mask, cross) - mask
    return inner.astype(np.float32)


def _lines(level: Picture, rng: Rng) -> Picture:
    """A broken line of several corners over the digit, whole or dotted."""
    lines = np.zeros((SIDE, SIDE), np.float32)
    points = rng.integers(0, SIDE, (int(rng.integers(2, 9)), 2)).astype(np.int32)
    if rng.random() < 0.5:
        points = points[np.argsort(points[:, 0])]
    cv2.polylines(lines, [points], False, 1.0, 1, cv2.LINE_AA)
    if rng.random() < 0.3:
        lines *= rng.random((SIDE, SIDE)) < 0.5
    crossed: Picture = np.maximum(level, lines * np.float32(rng.uniform(0.4, 1)))
    return crossed


def _blots(level: Picture, rng: Rng) -> Picture:
    """Drops that add ink or take some away."""
    field = _smooth_field(rng, int(rng.integers(6, 14)))
    drops = (field > np.quantile(field, rng.uniform(0.8, 0.97))).astype(np.float32)
    drops = cv2.GaussianBlur(drops, (3, 3), 0.6) * np.float32(rng.uniform(0.3, 1))
    kept: Picture = level * (1 - drops) if rng.random() < 0.4 else np.maximum(level, drops)
    return kept


def _salt_and_pepper(level: Picture, rng: Rng) -> Picture:
    """Up to a quarter of the pixels white or black."""
    chance, share = rng.random(level.shape), rng.uniform(0.03, 0.25)
    salted = np.where(chance < share / 2, np.float32(1), level)
    return np.where(chance > 1 - share / 2, np.float32(0), salted)


def _grain(level: Picture, rng: Rng) -> Picture:
    """Noise that grows with the ink, and neighbours swapped."""
    noise = rng.standard_normal(level.shape).astype(np.float32) * np.float32(rng.uniform(0.1, 0.5))
    noisy = level + noise * np.sqrt(level)
    if rng.random() < 0.5:
        return noisy
    rows, columns = np.indices(level.shape) + rng.integers(-1, 2, (2, *level.shape))
    swapped: Picture = noisy[rows.clip(0, SIDE - 1), columns.clip(0, SIDE - 1)]
    return swapped


def _square(level: Picture, rng: Rng) -> Picture:
    """The ink cut out, stretched to a square of 12 to 20 pixels, black and white, and enlarged."""
    columns, rows = (np.flatnonzero(level.max(axis) > 0.2) for axis in (0, 1))
    ink = level[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = int(rng.integers(12, 21))
    small = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA)
    hard = (small > rng.uniform(0.25, 0.6)).astype(np.float32)
    stretched = cv2.resize(hard, (20, 20), interpolation=cv2.INTER_LINEAR)
    return np.pad(np.asarray(stretched, np.float32), 4)


_KINDS = (
    *(_veil, _veil, _raised_ground, _bands, _bands, _outline, _outline, _lines, _lines, _blots),
    *(_salt_and_pepper, _grain, _square, _square),
)
