"""Pen strokes drawn like a hand draws them, and brought into MNIST's own form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = Annotated[NDArray[np.uint8], "(H, W), 0 = ground, 255 = ink"]
Stroke = Annotated[NDArray[np.float64], "(P, 2): x, y, y downwards"]
Glyph = Sequence[Sequence[tuple[float, float]]]

CANVAS = 112
# A glyph's points lie in 0..4; this leaves a margin for slant and shaking.
UNIT = 18
_SUBPIXEL = 4


def mnist_form(picture: Picture) -> Picture:
    """Return (28, 28): the ink scaled to fit 20x20, its centre of mass in the middle.

    As MNIST was prepared (LeCun et al. 1998). A picture without ink stays empty.
    """
    rows, columns = np.nonzero(picture > 40)
    out = np.zeros((28, 28), np.uint8)
    if not len(rows):
        return out
    ink = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = 20 / max(ink.shape)
    width, height = (max(1, round(side * scale)) for side in ink.shape[::-1])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(ink, (width, height), interpolation=way), np.uint8)
    mass = cv2.moments(small)
    # MNIST's centre of mass is pixel 14 counted from 0: see plugins/center_mass.py.
    left, top = (round(14 - mass[m] / max(mass["m00"], 1)) for m in ("m10", "m01"))
    left, top = int(np.clip(left, 0, 28 - width)), int(np.clip(top, 0, 28 - height))
    out[top : top + height, left : left + width] = small
    return out


def random_pen(rng: np.random.Generator) -> int:
    """Return a pen's width on the canvas: 1 to 4 pixels in the 20x20 box, mostly about 2."""
    return int(np.clip(rng.normal(11, 4), 5, 22))


def draw_strokes(strokes: Sequence[Stroke], pen: int) -> Picture:
    """Return (112, 112): strokes in canvas pixels, drawn with a pen of `pen` pixels."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    for stroke in strokes:
        points = np.round(stroke * (1 << _SUBPIXEL)).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, pen, cv2.LINE_AA, _SUBPIXEL)
    return canvas


def write_glyph(
    glyph: Glyph, rng: np.random.Generator, *, shake: float = 0.15, rounded: float = 0.6
) -> Picture:
    """Return (112, 112): a glyph as some hand writes it.

    Args:
        glyph: strokes of points in 0..4.
        rng: the only source of chance.
        shake: standard deviation of each point, in the glyph's units.
        rounded: how often its corners are rounded.
    """
    turn, slant = np.deg2rad(rng.normal(0, 7)), rng.normal(0, 0.2)
    width, height = rng.uniform(0.6, 1.1), rng.uniform(0.8, 1.1)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = rotation @ np.array([[width, -slant], [0, height]]) * UNIT
    is_rounded = rng.random() < rounded
    strokes = []
    for points in glyph:
        shaken = np.array(points) - 2 + rng.normal(0, shake, (len(points), 2))
        placed = shaken @ matrix.T + CANVAS / 2
        strokes.append(smooth(placed) if is_rounded else placed)
    return draw_strokes(strokes, random_pen(rng))


def smooth(points: Stroke) -> Stroke:
    """Return the stroke with its corners rounded by two rounds of Chaikin's cutting."""
    for _ in range(2):
        first, second = points[:-1], points[1:]
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], 1)
        points = np.concatenate([points[:1], cut.reshape(-1, 2), points[-1:]])
    return points
