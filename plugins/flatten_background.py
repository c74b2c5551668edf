from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import ColorImage, Range, register_step

REDUCED_SIDE = 96  # medianBlur of 3 channels costs 0.5 ms at this size
FLOOR = 48  # paper darker than this is treated as this dark, else its noise is blown up


@register_step
def flatten_background(
    image: ColorImage, *, window: Annotated[float, Range(0.1, 1)] = 0.5
) -> ColorImage:
    """Even out paper, shadow and lighting.

    The colour of the paper at each place is the median of a wide window around it: strokes fill
    less than half of the window, edges of shadows and desks stay edges. Every channel then tells
    how far the pixel is from the paper, as a fraction of how far it could be (ink in a shadow
    counts as much as ink in the light).

    Args:
        image: uint8 (H, W, 3).
        window: width of the median's window, fraction of the longer side.

    Returns:
        uint8 (H, W, 3): 128 = paper, 1 = as dark as can be, 255 = as light as can be.
    """
    height, width = image.shape[:2]
    factor = min(1.0, REDUCED_SIDE / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    reduced = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(reduced, 2 * int(window * max(size) / 2) + 1)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    darker = cv2.divide(cv2.subtract(paper, image), cv2.max(paper, FLOOR), scale=127)
    lighter = cv2.divide(cv2.subtract(image, paper), cv2.max(255 - paper, FLOOR), scale=127)
    return np.uint8(128) - darker + lighter
