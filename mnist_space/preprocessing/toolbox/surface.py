"""The paper as a surface: how its brightness changes over a page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage

SURFACE_SIDE = 48  # the surface is fitted at this size: about 1 ms
ROUNDS = 8  # of reweighting; the weights hardly change after the fifth
OUTLIER = 3.0  # robust standard deviations; what is farther from the surface is no paper
LEAST_NOISE = 2.0  # gray levels
LEAST_PAPER = 0.5  # share of the picture that must lie on the surface


def add_levels(image: ColorImage, levels: NDArray[np.float32]) -> ColorImage:
    """Add gray levels to a picture, uint8 (H, W, 3), rounded and kept between 0 and 255."""
    return np.rint(image + levels).clip(0, 255).astype(np.uint8) if levels.any() else image


def paper_tilt(image: ColorImage, order: int) -> NDArray[np.float32]:
    """Return how much lighter or darker than usual each place of the paper is.

    A polynomial surface is fitted by least squares, reweighted by Tukey's biweight (Beaton and
    Tukey 1974), so that ink and desk do not bend it.

    Args:
        image: uint8 (H, W, 3), reduced to some hundred pixels.
        order: degree of the polynomial in x and y together; 0: the paper is level.

    Returns:
        float32 (H, W, 3), gray levels about 0; (1, 1, 3) zeros where the paper is level, or no
        surface holds half of the picture.
    """
    level = np.zeros((1, 1, 3), np.float32)
    if not order:
        return level
    factor = min(1.0, SURFACE_SIDE / max(image.shape))
    size = [max(1, round(side * factor)) for side in image.shape[1::-1]]
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    terms = _monomials(small.shape[:2], order)
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).ravel().astype(np.float32)
    weight = np.ones(gray.size, np.float32)
    for _ in range(ROUNDS):
        distance = gray - terms @ _fitted(terms, weight, gray)
        spread = OUTLIER * max(LEAST_NOISE, 1.4826 * float(np.median(np.abs(distance))))
        weight = np.clip(1 - np.square(distance / spread), 0, 1) ** 2
    if np.count_nonzero(weight > 0.1) < LEAST_PAPER * weight.size:
        return level
    colors = _fitted(terms, weight, small.reshape(-1, 3).astype(np.float32))
    surface = (_monomials(image.shape[:2], order) @ colors).reshape(image.shape)
    tilt: NDArray[np.float32] = surface - np.median(surface, axis=(0, 1))
    return tilt


def _monomials(shape: tuple[int, ...], order: int) -> NDArray[np.float32]:
    """x^i y^j with i + j <= order at each pixel, x and y from -1 to 1: (H * W, terms)."""
    y, x = np.meshgrid(*(np.linspace(-1, 1, side) for side in shape), indexing="ij")
    powers = [(i, j) for i in range(order + 1) for j in range(order + 1 - i)]
    return np.stack([(x**i * y**j).ravel() for i, j in powers], axis=1).astype(np.float32)


def _fitted(
    terms: NDArray[np.float32], weight: NDArray[np.float32], values: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Coefficients of the weighted least squares; a touch of ridge where there is little paper."""
    weighted = terms.T * weight
    ridge = np.eye(terms.shape[1], dtype=np.float32) * np.float32(1e-3)
    return np.linalg.solve(weighted @ terms + ridge, weighted @ values)
