from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import GrayImage, Range, register_step


@register_step
def clear_ground(
    image: GrayImage,
    *,
    least_contrast: Annotated[int, Range(0, 255)] = 14,
    noise_factor: Annotated[float, Range(0, 10)] = 3.5,
    high: Annotated[float, Range(0, 1)] = 0.5,
    low: Annotated[float, Range(0, 1)] = 0.25,
) -> GrayImage:
    """Keep strokes and clear the grain of the paper.

    Hysteresis (Canny 1986): what is above `low` stays where it is connected to something above
    `high`. Both are fractions of the ink's own strength: the median of the values above the noise,
    each weighted by its square. The noise is the median of the Laplacian (Immerkaer 1996).

    Args:
        image: uint8 (H, W), 0 = paper.
        least_contrast: gray levels; a picture whose ink is weaker is blank.
        noise_factor: ink must be stronger than this many standard deviations of the noise.
        high: fraction of the ink's strength that each stroke must reach somewhere.
        low: fraction of the ink's strength that every pixel of a stroke must reach.

    Returns:
        uint8 (H, W): 0 = ground, strokes with soft edges up to 255; all 0 where there is no ink.
    """
    floor = max(1.0, noise_factor * _noise(image))
    strength = _strength(image, floor)
    if strength < max(least_contrast, 1.5 * floor):
        return np.zeros_like(image)
    start = max(low * strength, min(floor, high * strength))
    _, labels = cv2.connectedComponents((image > start).astype(np.uint8), connectivity=8)
    keep = np.zeros(int(labels.max()) + 1, np.uint8)
    keep[labels[image > high * strength]] = 1
    keep[0] = 0
    ramp = np.clip((np.arange(256) - start / 2) * (255 / (0.8 * strength - start / 2)), 0, 255)
    near = cv2.dilate(keep[labels], np.ones((3, 3), np.uint8))
    return cv2.LUT(image, np.rint(ramp).astype(np.uint8)) * near


def _noise(image: GrayImage) -> float:
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
    response = np.abs(cv2.filter2D(image, cv2.CV_32F, kernel))
    return float(np.median(response[::2, ::2])) / 0.6745


def _strength(image: GrayImage, floor: float) -> float:
    counts = np.bincount(image.ravel(), minlength=256).astype(float)
    values = np.arange(256)
    weights = counts * np.square(values) * (values > floor)
    total = np.cumsum(weights)
    return float(np.searchsorted(total, total[-1] / 2)) if total[-1] else 0.0
