"""A preprocessing step for mnist-space in a package of its own."""

from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import GrayImage, Range, register_step


@register_step
def close_gaps(image: GrayImage, *, pixels: Annotated[int, Range(1, 15)] = 5) -> GrayImage:
    """Close small gaps in the strokes.

    A morphological closing: what a square of `pixels` cannot enter becomes ink.

    Args:
        image: uint8 (h, w), 0 = ground, 255 = ink.
        pixels: side of the square.

    Returns:
        uint8 (h, w).
    """
    square = np.ones((pixels, pixels), np.uint8)
    return cv2.morphologyEx(image, cv2.MORPH_CLOSE, square)
