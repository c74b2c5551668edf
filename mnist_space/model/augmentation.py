"""Redrawn copies of 28x28 digits: one warp, then pen width, gaps, leftovers, softness, contrast.

Only numpy and OpenCV. A batch is laid out as one tall picture, so that each OpenCV function is
called once a batch: 128 copies take about 4 ms on one core.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Digits, Tensors, to_unit

SIZE = 28
MARGIN = 3
CELL = SIZE + 2 * MARGIN
KNOTS = 6
_GRID = np.stack(np.meshgrid(np.arange(SIZE), np.arange(SIZE)), -1).astype(np.float32)
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def augment(images: Digits, rng: np.random.Generator) -> Tensors:
    """Return one redrawn copy of each image.

    Args:
        images: uint8 (N, 28, 28).
        rng: every random choice comes from it, so the same state gives the same copies.

    Returns:
        float32 (N, 28, 28) in [0, 1].
    """
    tall = _warp(images, rng)
    tall = _change_stroke(tall, rng)
    copies = _split(_soften(tall, rng))
    _cut_and_add_lines(copies, rng)
    return _change_contrast(copies, rng)


def nudge(images: Digits, rng: np.random.Generator, amount: float) -> Tensors:
    """Return a copy of each image that is bent and moved a little, and nothing else.

    Args:
        images: uint8 (N, 28, 28).
        rng: every random choice comes from it.
        amount: how far each pixel moves, as a share of what `augment` moves it.

    Returns:
        float32 (N, 28, 28) in [0, 1].
    """
    return _split(_warp(images, rng, amount))


def _warp(images: Digits, rng: np.random.Generator, amount: float = 1.0) -> Tensors:
    """One cubic interpolation of an affine map plus a smooth field: a second one would soften."""
    moves = _affine_grid(len(images), rng) - _GRID + _elastic_field(len(images), rng)
    coordinates = np.clip(_GRID + np.float32(amount) * moves + MARGIN, 1, CELL - 2)
    coordinates[..., 1] += CELL * np.arange(len(images))[:, None, None]
    sources = _tall(to_unit(images))
    x, y = (np.ascontiguousarray(coordinates[..., i], np.float32) for i in (0, 1))
    warped = cv2.remap(sources, x.reshape(-1, SIZE), y.reshape(-1, SIZE), cv2.INTER_CUBIC).reshape(
        -1, SIZE, SIZE
    )
    return _tall(np.clip(warped, 0, 1))


def _affine_grid(count: int, rng: np.random.Generator) -> Tensors:
    """Where each pixel comes from, (N, 28, 28, 2): turn, shear, scale, aspect, shift."""
    # Most copies stay near MNIST's own slant; the widest turns are what people's pictures have.
    angle = np.deg2rad(rng.triangular(-28, 0, 28, count))
    shear = rng.triangular(-0.45, 0, 0.45, count)
    scale = np.exp(rng.uniform(-0.16, 0.16, count))
    aspect = np.exp(rng.triangular(-0.3, 0, 0.3, count))
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.empty((count, 2, 2))
    matrix[:, 0] = np.stack([cos, shear * cos - sin], 1) / (scale * aspect)[:, None]
    matrix[:, 1] = np.stack([sin, shear * sin + cos], 1) / (scale / aspect)[:, None]
    center = (SIZE - 1) / 2
    grid = (_GRID - center).reshape(-1, 2)
    shift = np.clip(rng.normal(0, 0.9, (count, 1, 2)), -2.5, 2.5)
    moved = grid @ matrix.transpose(0, 2, 1) + center + shift
    return moved.reshape(count, SIZE, SIZE, 2).astype(np.float32)


def _spline_weights() -> NDArray[np.float32]:
    """(28, KNOTS): how much each knot of a uniform cubic B-spline moves each pixel row."""
    position = np.linspace(0.5, KNOTS - 1.5, SIZE)
    t = np.abs(position[:, None] - np.arange(KNOTS))
    near = 2 / 3 - t**2 + t**3 / 2
    far = np.clip(2 - t, 0, None) ** 3 / 6
    return np.where(t < 1, near, far).astype(np.float32)


_SPLINE = _spline_weights()


def _elastic_field(count: int, rng: np.random.Generator) -> Tensors:
    """Smooth displacements in pixels, (N, 28, 28, 2), after Simard et al. 2003."""
    strength = rng.uniform(0, 2.2, (count, 1, 1, 1))
    knots = rng.normal(0, 1, (count, 2, KNOTS, KNOTS)) * strength
    field = _SPLINE @ knots.astype(np.float32) @ _SPLINE.T
    return field.transpose(0, 2, 3, 1)


def _tall(images: Tensors) -> Tensors:
    """(N, 28, 28) as one picture (N * CELL, CELL) with empty margins between the digits."""
    pad = ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN))
    return np.pad(images, pad).reshape(-1, CELL)


def _split(tall: Tensors) -> Tensors:
    inner = slice(MARGIN, MARGIN + SIZE)
    return tall.reshape(-1, CELL, CELL)[:, inner, inner].copy()


def _blend(tall: Tensors, other: Tensors, weight: NDArray[np.float64]) -> Tensors:
    """A share `weight` (N,) of `other` in each digit."""
    rows = np.repeat(weight.astype(np.float32), CELL)[:, None]
    return tall + rows * (other - tall)


def _change_stroke(tall: Tensors, rng: np.random.Generator) -> Tensors:
    """Pens from about 1 pixel thinner to 3 pixels thicker, by fractions of grey morphology."""
    amount = rng.triangular(-0.9, 0, 1.6, len(tall) // CELL)
    tall = _blend(tall, _floats(cv2.erode(tall, _CROSS)), np.clip(-amount, 0, 1) * 0.8)
    tall = _blend(tall, _floats(cv2.dilate(tall, _CROSS)), np.clip(amount, 0, 1))
    return _blend(tall, _floats(cv2.dilate(tall, _CROSS)), np.clip(amount - 1, 0, 1))


def _soften(tall: Tensors, rng: np.random.Generator) -> Tensors:
    """Blur up to sigma 0.8 in three copies of ten."""
    count = len(tall) // CELL
    weight = rng.uniform(0, 1, count) * (rng.random(count) < 0.3)
    return _blend(tall, _floats(cv2.GaussianBlur(tall, (5, 5), 0.8)), weight)


def _floats(picture: object) -> Tensors:
    """What OpenCV gives, whose stubs allow any number, as the float32 that it is."""
    return np.asarray(picture, np.float32)


def _cut_and_add_lines(copies: Tensors, rng: np.random.Generator) -> None:
    """In place: a hole, a break in the stroke, or a rest of a ruled line, in about one of four."""
    kinds = rng.choice(4, len(copies), p=[0.76, 0.08, 0.08, 0.08])
    for index in np.flatnonzero(kinds):
        _DAMAGES[kinds[index] - 1](copies[index], rng)


def _hole(copy: NDArray[np.float32], rng: np.random.Generator) -> None:
    top, left = rng.integers(2, SIZE - 6, 2)
    height, width = rng.integers(2, 6, 2)
    copy[top : top + height, left : left + width] = 0


def _break(copy: NDArray[np.float32], rng: np.random.Generator) -> None:
    start, end = rng.integers(2, SIZE - 2, (2, 2)).tolist()
    cv2.line(copy, start, end, 0.0, 1)


def _leftover(copy: NDArray[np.float32], rng: np.random.Generator) -> None:
    edge = int(rng.choice([0, 1, 2, 3, SIZE - 4, SIZE - 3, SIZE - 2, SIZE - 1]))
    start, end = rng.integers(0, SIZE, 2).tolist()
    points = [(edge, start), (edge, end)] if rng.random() < 0.5 else [(start, edge), (end, edge)]
    cv2.line(copy, points[0], points[1], float(rng.uniform(0.3, 1)), 1)


_DAMAGES = (_hole, _break, _leftover)


def _change_contrast(copies: Tensors, rng: np.random.Generator) -> Tensors:
    """Brightest ink brought to 0.75..1, edges hardened in some copies, noise in a fifth."""
    column = (len(copies), 1, 1)
    peak = copies.max((1, 2), keepdims=True)
    copies *= rng.uniform(0.75, 1, column).astype(np.float32) / np.maximum(peak, 0.4)
    hardness = (1 + rng.uniform(0, 3, column) * (rng.random(column) < 0.3)).astype(np.float32)
    copies = (copies - 0.45) * hardness + 0.45
    noise = rng.uniform(0, 0.08, column) * (rng.random(column) < 0.2)
    copies += rng.standard_normal(copies.shape, np.float32) * noise.astype(np.float32)
    return np.clip(copies, 0, 1, out=copies)
