from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import GrayImage, Range, register_step


@register_step
def fit_box(image: GrayImage, *, side: Annotated[int, Range(4, 28)] = 20) -> GrayImage:
    """Scale the digit to fit a box of 20 x 20.

    As MNIST was made (LeCun 1998): the bounding box of the ink is scaled with its aspect kept, and
    pixel areas are averaged, which leaves the gray edges that MNIST has.

    Args:
        image: uint8 (H, W), ink on 0.
        side: pixels.

    Returns:
        uint8 (h, w) with max(h, w) = side; (side, side) of 0 where there is no ink.
    """
    x, y, width, height = cv2.boundingRect((image > image.max() / 2).astype(np.uint8))
    if not width:
        return np.zeros((side, side), np.uint8)
    ink = image[y : y + height, x : x + width]
    factor = side / max(width, height)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return cv2.resize(ink, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
