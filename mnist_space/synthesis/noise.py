"""Fast random textures: cut from one bank of Gaussian noise instead of drawn anew."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

FloatImage = NDArray[np.float32]

_BANK = 1024


@cache
def _bank(blur: float) -> FloatImage:
    noise = np.random.default_rng(28).standard_normal((_BANK, _BANK)).astype(np.float32)
    if blur > 0:
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), blur), np.float32)
    return np.asarray(noise / noise.std(), np.float32)


def grain(size: tuple[int, int], rng: np.random.Generator, blur: float = 0.0) -> FloatImage:
    """Gaussian noise with deviation 1, white or blurred (pixels): float32 (height, width).

    A random cut of a fixed bank, which is repeated where the picture is larger than it: 20 times
    faster than drawing each pixel.
    """
    top, left = rng.integers(0, _BANK, 2)
    height, width = size
    rows = np.arange(top, top + height) % _BANK
    columns = np.arange(left, left + width) % _BANK
    return np.take(_bank(blur)[rows], columns, axis=1)


def soft_field(size: tuple[int, int], knots: int, rng: np.random.Generator) -> FloatImage:
    """A smooth random field with a deviation of about 1 and `knots` waves across: float32."""
    coarse = rng.standard_normal((knots, knots)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, size[::-1], interpolation=cv2.INTER_CUBIC), np.float32)
