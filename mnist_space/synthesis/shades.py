"""Shade on a page: how much light is left at each place, to multiply a picture with.

Each function gives a coarse float32 (96, 96) in [0, 1], which `shade` stretches over a picture of
any shape. `strength` is the share of light that is lost where the shade is deepest; lengths are
fractions of the picture, `softness` the width over which an edge fades.
"""

import cv2
import numpy as np

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis.noise import FloatImage

COARSE = 96
ROW, COLUMN = np.mgrid[-1 : 1 : COARSE * 1j, -1 : 1 : COARSE * 1j].astype(np.float32)


def shade(picture: ColorImage, gain: FloatImage) -> ColorImage:
    """Multiply a picture (uint8 (H, W, 3)) with a coarse field of light: uint8 (H, W, 3)."""
    fine = cv2.resize(gain, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(picture, cv2.merge([fine] * 3), dtype=cv2.CV_8U), np.uint8)


def vignette(strength: float, steepness: float, rng: np.random.Generator) -> FloatImage:
    """Darker the further from a point near the middle; a low steepness reaches far in."""
    x, y = rng.uniform(-0.15, 0.15, 2)
    far = np.hypot(ROW - y, COLUMN - x) / np.sqrt(2)
    return np.asarray(1 - strength * np.clip(far, 0, 1) ** steepness, np.float32)


def corner(strength: float, reach: float, softness: float, rng: np.random.Generator) -> FloatImage:
    """One corner in shade, up to a bowed edge that lies `reach` away from it."""
    x, y = rng.choice((-1, 1), 2)
    away = np.hypot((ROW - y) / 2, (COLUMN - x) / 2 * rng.uniform(0.7, 1.4))
    return 1 - strength * fading(reach - away, softness)


def side_band(
    strength: float, depth: float, softness: float, rng: np.random.Generator
) -> FloatImage:
    """One side in shade, as of the phone that takes the photo, up to a nearly straight edge."""
    tilt = rng.uniform(-0.2, 0.2)
    inward = (1 + COLUMN) / 2 + tilt * ROW / 2
    gain = 1 - strength * fading(depth - inward, softness)
    return np.ascontiguousarray(np.rot90(gain, int(rng.integers(4))))


def fading(inside: FloatImage, softness: float) -> FloatImage:
    """0 to 1 across an edge: 0.5 where `inside` is 0, most of the way within `softness`."""
    steps = np.clip(4 * inside / softness, -30, 30)
    return np.asarray(1 / (1 + np.exp(-steps)), np.float32)
