from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import GrayImage, Range, register_step

SIDE = 120  # the digit is worked on at six times MNIST's 20 pixels
MARGIN = 16


@register_step
def even_stroke(
    image: GrayImage,
    *,
    thinnest: Annotated[float, Range(0, 10)] = 2.0,
    thickest: Annotated[float, Range(0, 10)] = 3.6,
) -> GrayImage:
    """Bring the pen's width near MNIST's.

    The width is twice the mean of the distance transform on the ridges of the strokes. Where it is
    outside of the range, the outline (zero level of the signed distance) is moved in or out.

    Args:
        image: uint8 (H, W), ink on 0, cropped to the digit.
        thinnest: pixels in a digit 20 pixels large; MNIST has 5% below 2.0.
        thickest: pixels in a digit 20 pixels large; MNIST has 5% above 3.6.

    Returns:
        uint8, the longer side 120 pixels plus a margin of 16 on every side.
    """
    height, width = image.shape
    factor = SIDE / max(height, width)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    resized = cv2.resize(
        image, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    )
    padded = cv2.copyMakeBorder(resized, *[MARGIN] * 4, cv2.BORDER_CONSTANT, value=0)
    mask = cv2.compare(padded, 127, cv2.CMP_GT)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    ridge = (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8))) & (mask > 0)
    if not ridge.any():
        return padded
    pen = 2 * float(inside[ridge].mean()) * 20 / SIDE
    move = (np.clip(pen, thinnest, thickest) - pen) / 2 * SIDE / 20
    if move == 0:
        return padded
    outside = cv2.distanceTransform(cv2.bitwise_not(mask), cv2.DIST_L2, 5)
    # An edge two pixels wide here is antialiased at the final size.
    outline = (inside - outside + move) * np.float32(64) + np.float32(128)
    return np.clip(outline, 0, 255).astype(np.uint8)
