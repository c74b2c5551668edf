"""Lines, curves and rings that digits are written with, and a hand that bends them."""

from collections.abc import Callable

import numpy as np

from mnist_space.synthesis.strokes import CANVAS, UNIT, Picture, Stroke, draw_strokes, smooth

Rng = np.random.Generator
Strokes = list[Stroke]
"""Strokes of points in 0..4, y downwards, as those of a `Glyph`."""
Style = tuple[int, str, Callable[[Rng], Strokes]]
"""A digit, the name of a way of writing it, and the function that draws its strokes."""


def line(*points: tuple[float, float]) -> Stroke:
    """Straight from point to point."""
    return np.array(points, np.float64)


def curve(*points: tuple[float, float]) -> Stroke:
    """A smooth curve through all points (Catmull and Rom 1974)."""
    knots = np.array([points[0], *points, points[-1]], np.float64)
    before, start, end, after = knots[:-3], knots[1:-2], knots[2:-1], knots[3:]
    pieces = [
        0.5 * (2 * start + t * (end - before) + t**2 * (2 * before - 5 * start + 4 * end - after))
        + 0.5 * t**3 * (after - before + 3 * (start - end))
        for t in np.arange(0, 1, 0.125)
    ]
    return np.concatenate([np.stack(pieces, 1).reshape(-1, 2), knots[-1:]])


def ring(
    middle: tuple[float, float], radii: tuple[float, float], start: float, sweep: float
) -> Stroke:
    """An arc of an ellipse.

    Args:
        middle: x, y.
        radii: along x and along y.
        start: angle of its first point in degrees, 0 to the right, 90 below.
        sweep: degrees that it goes on; below 0 as a hand writes a 0, from the top to the left.
    """
    angle = np.deg2rad(start + sweep * np.linspace(0, 1, max(8, round(abs(sweep) / 10))))
    return np.stack([middle[0] + radii[0] * np.cos(angle), middle[1] + radii[1] * np.sin(angle)], 1)


def joined(*strokes: Stroke) -> Stroke:
    """One stroke after the other, without lifting the pen."""
    return np.concatenate(strokes)


def written(strokes: Strokes, rng: Rng) -> Picture:
    """Return (112, 112): strokes as some hand writes them, bent, slanted, with some pen."""
    turn, slant = np.deg2rad(rng.normal(0, 6)), rng.normal(0, 0.15)
    width, height = rng.uniform(0.7, 1.15), rng.uniform(0.8, 1.1)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = rotation @ np.array([[width, -slant], [0, height]]) * UNIT
    wave, phase = rng.normal(0, 0.9, (3, 2)), rng.uniform(0, 2 * np.pi, 3)
    push = rng.normal(0, 0.07, (3, 2))
    is_rounded = rng.random() < 0.4
    placed = []
    for stroke in strokes:
        bent = stroke - 2 + np.sin(stroke @ wave.T + phase) @ push
        on_canvas = bent @ matrix.T + CANVAS / 2
        placed.append(smooth(on_canvas) if is_rounded else on_canvas)
    # Of at most 3 pixels in the box of 20: a broader one fills the loops that tell a way.
    return draw_strokes(placed, int(np.clip(rng.normal(9.5, 3), 4, 17)))
