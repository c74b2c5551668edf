"""Shadows of things on a page: bars of a window, fingers, edges; hard, soft, anything between.

Each function gives how much light is left, float32 (FINE, FINE) in [0, 1]: see `shades`.
"""

from collections.abc import Callable

import cv2
import numpy as np

from mnist_space.synthesis.noise import FloatImage

FINE = 192  # a hard edge is four pixels wide on a photo of 768
Rng = np.random.Generator


def cast_shadow(rng: Rng) -> FloatImage:
    """One of the shadows, or two, a tenth to seven tenths dark, its penumbra of any width."""
    gain = np.ones((FINE, FINE), np.float32)
    for _ in range(1 + int(rng.random() < 0.2)):
        shape = SHAPES[rng.integers(len(SHAPES))](rng)
        width = float(np.exp(rng.uniform(np.log(0.3), np.log(12))))
        soft = np.asarray(cv2.GaussianBlur(shape, (0, 0), width), np.float32)
        gain *= 1 - np.float32(rng.uniform(0.1, 0.7)) * soft
    return gain


def window(rng: Rng) -> FloatImage:
    """Bars of a window frame: one to three each way, in perspective at times."""
    bars = np.zeros((FINE, FINE), np.float32)
    for upright in (False, True):
        for _ in range(int(rng.integers(0 if upright else 1, 4))):
            at = rng.uniform(0, FINE, 2)
            ends = np.array([(-FINE, at[0]), (2 * FINE, at[0] + rng.normal(0, 0.3) * FINE)])
            first, last = ends[:, ::-1] if upright else ends
            _bar(bars, first, last, float(rng.uniform(0.03, 0.2)))
    return _turned(bars, float(rng.uniform(-45, 45)))


def fingers(rng: Rng) -> FloatImage:
    """One to three fingers or pens that reach in from one side."""
    cast = np.zeros((FINE, FINE), np.float32)
    width, base = float(rng.uniform(0.04, 0.2)), rng.uniform(0.1, 0.9) * FINE
    for number in range(int(rng.integers(1, 4))):
        start = np.array([base + 1.3 * width * FINE * number, 1.2 * FINE])
        tip = start + np.array([rng.normal(0, 0.25), -rng.uniform(0.4, 1.2)]) * FINE
        _bar(cast, start, tip, width * float(rng.uniform(0.8, 1.2)))
    return np.rot90(cast, int(rng.integers(4))).copy()


def edge(rng: Rng) -> FloatImage:
    """Half of the page behind a straight edge, or all beyond a corner."""
    angle = rng.uniform(0, 2 * np.pi)
    out = np.array([np.cos(angle), np.sin(angle)])
    middle = np.asarray(FINE * (0.5 + rng.uniform(-0.4, 0.4) * out), np.float32)
    return _wedge(middle, angle, float(rng.uniform(0.35, 0.5) * np.pi))


def thing(rng: Rng) -> FloatImage:
    """A thing with corners or a round one, such as a cup or the head that leans over the page."""
    cast = np.zeros((FINE, FINE), np.float32)
    middle, size = rng.uniform(0, FINE, 2), rng.uniform(0.15, 0.5) * FINE
    if rng.random() < 0.5:
        axes = (int(size), int(size * rng.uniform(0.5, 1)))
        turn = float(rng.uniform(0, 180))
        cv2.ellipse(cast, middle.astype(int).tolist(), axes, turn, 0, 360, 1.0, -1, cv2.LINE_8)
        return cast
    corners = middle + rng.normal(0, 0.7, (int(rng.integers(3, 7)), 2)) * size
    hull = cv2.convexHull(corners.astype(np.int32).reshape(-1, 1, 2))
    cv2.fillConvexPoly(cast, hull, 1.0)
    return cast


SHAPES: tuple[Callable[[Rng], FloatImage], ...] = (window, fingers, edge, thing)


def _bar(cast: FloatImage, first: FloatImage, last: FloatImage, width: float) -> None:
    ends = [[int(side) for side in end] for end in (first, last)]
    cv2.line(cast, ends[0], ends[1], 1.0, max(1, round(width * FINE)))


def _wedge(tip: FloatImage, angle: float, half: float) -> FloatImage:
    """1 where a point lies within `half` (radians) of the way `angle` from the tip."""
    row, column = np.mgrid[0:FINE, 0:FINE].astype(np.float32)
    way = np.arctan2(row - tip[1], column - tip[0]) - angle
    return np.asarray(np.cos(way) >= np.cos(half), np.float32)


def _turned(cast: FloatImage, degrees: float) -> FloatImage:
    turn = cv2.getRotationMatrix2D((FINE / 2, FINE / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(cast, turn, (FINE, FINE)), np.float32)
