"""Digits drawn on a screen: one MNIST digit as the canvases of drawing apps show it."""

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.noise import FloatImage

Digit = NDArray[np.uint8]
Picture = NDArray[np.uint8]

_WHOLE = Place(fill=None)
_CANVAS = (280, 280)


def two_tone(mask: FloatImage, ground: int, ink: int) -> Picture:
    """A mask (float32 (H, W)) as a grey picture: uint8 (H, W, 3)."""
    level = np.float32(ground) + mask * np.float32(ink - ground)
    return np.repeat(np.rint(level).astype(np.uint8)[..., None], 3, axis=2)


def _drawn(digit: Digit, rng: np.random.Generator, pen: Pen, warp: Warp) -> Picture:
    return two_tone(draw_ink(digit, _CANVAS, pen, warp, rng, _WHOLE), 0, 255)


def clean(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, 280x280, the digit as MNIST has it."""
    return _drawn(digit, rng, Pen(), Warp())


def dark_on_light(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black on white, 280x280."""
    return two_tone(draw_ink(digit, _CANVAS, Pen(), Warp(), rng, _WHOLE), 255, 0)


def small_in_corner(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, a fifth of a 400x400 canvas, near one of its corners."""
    x, y = rng.choice([0.18, 0.82], 2) + rng.uniform(-0.05, 0.05, 2)
    mask = draw_ink(digit, (400, 400), Pen(), Warp(), rng, Place(0.2, (float(x), float(y))))
    return two_tone(mask, 0, 255)


def hairline_pen(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black on white, strokes of a fiftieth of the digit's height: two pixels of 280."""
    return two_tone(draw_ink(digit, _CANVAS, Pen(0.4), Warp(), rng, Place(0.75)), 255, 0)


def thin_pen(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, strokes of a twentieth of the digit's height."""
    return _drawn(digit, rng, Pen(1.0), Warp())


def thick_pen(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, strokes of more than a fifth of the digit's height."""
    return _drawn(digit, rng, Pen(4.5), Warp())


def marker_pen(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black on white, a broad marker: strokes of more than a quarter of the digit's height."""
    return two_tone(draw_ink(digit, _CANVAS, Pen(5.5), Warp(), rng, Place(0.8)), 255, 0)


def non_square(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, a picture twice as wide as high or the reverse, the digit undistorted."""
    size = (300, 600) if rng.random() < 0.5 else (600, 300)
    center = (float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.3, 0.7)))
    return two_tone(draw_ink(digit, size, Pen(), Warp(), rng, Place(0.7, center)), 0, 255)


def stretched(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, the digit squeezed or widened by up to 1.5."""
    stretch = float(np.exp(rng.choice([-1, 1]) * rng.uniform(np.log(1.2), np.log(1.5))))
    mask = draw_ink(digit, _CANVAS, Pen(), Warp(stretch=stretch), rng, Place(0.75))
    return two_tone(mask, 0, 255)


def rotated_20(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, turned by 20 degrees to either side."""
    return _drawn(digit, rng, Pen(), Warp(rotation=float(rng.choice([-20, 20]))))


def rotated_to_25(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black on white, turned by up to 25 degrees to either side, drawn with a felt pen."""
    warp = Warp(rotation=float(rng.uniform(-25, 25)))
    return two_tone(draw_ink(digit, (400, 400), Pen(2.2), warp, rng, Place(0.7)), 255, 0)


def sheared(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, slanted by up to 0.4 of the height to either side."""
    lean = float(rng.choice([-1, 1]) * rng.uniform(0.2, 0.4))
    mask = draw_ink(digit, _CANVAS, Pen(), Warp(shear=lean), rng, Place(0.7))
    return two_tone(mask, 0, 255)


def alpha_layer(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black ink whose shape is only in the alpha channel: uint8 (280, 280, 4)."""
    mask = draw_ink(digit, _CANVAS, Pen(), Warp(), rng, _WHOLE)
    alpha = np.rint(mask * np.float32(255)).astype(np.uint8)
    return np.dstack([np.zeros((*_CANVAS, 3), np.uint8), alpha])
