import cv2
import numpy as np

from mnist_space.preprocessing import GrayImage, register_step


@register_step
def crop_ink(image: GrayImage) -> GrayImage:
    """Crop to the ink.

    Args:
        image: uint8 (H, W), ink on 0.

    Returns:
        uint8 (h, w): the bounding box of all pixels above half of the brightest; the image as it
        is where there is no ink.
    """
    x, y, width, height = cv2.boundingRect((image > image.max() / 2).astype(np.uint8))
    return image[y : y + height, x : x + width].copy() if width else image
