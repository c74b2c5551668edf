from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing import GrayImage, Range, register_step
from mnist_space.preprocessing.toolbox.strength import clear_shade, ink_strength, noise_level


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
    `high`. Both are fractions of the ink's own strength, which is measured above the noise. Broad
    weak places at the frame are shade, even where a stroke runs into them.

    Args:
        image: uint8 (H, W), 0 = paper.
        least_contrast: gray levels; a picture whose ink is weaker is blank.
        noise_factor: ink must be stronger than this many standard deviations of the noise.
        high: fraction of the ink's strength that each stroke must reach somewhere.
        low: fraction of the ink's strength that every pixel of a stroke must reach.

    Returns:
        uint8 (H, W): 0 = ground, strokes with soft edges up to 255; all 0 where there is no ink.
    """
    floor = max(1.0, noise_factor * noise_level(image))
    strength = ink_strength(image, floor)
    if strength < max(least_contrast, 1.5 * floor):
        return np.zeros_like(image)
    start = max(low * strength, min(floor, high * strength))
    image = clear_shade(image, start, high * strength)
    ramp = np.clip((np.arange(256) - start / 2) * (255 / (0.8 * strength - start / 2)), 0, 255)
    near = cv2.dilate(_strokes(image, start, high * strength), np.ones((3, 3), np.uint8))
    return cv2.LUT(image, np.rint(ramp).astype(np.uint8)) * near


def _strokes(image: GrayImage, weak: float, strong: float) -> NDArray[np.uint8]:
    """1 where the image is above `weak` and connected to something above `strong`."""
    mask: GrayImage = np.asarray(cv2.threshold(image, weak, 1, cv2.THRESH_BINARY)[1], np.uint8)
    x, y, width, height = cv2.boundingRect(mask)
    if not width:
        return mask
    # Looking at the ink's box alone halves the time of a usual drawing.
    inked = slice(y, y + height), slice(x, x + width)
    found = cv2.connectedComponents(mask[inked], connectivity=8)
    labels: NDArray[np.int32] = np.asarray(found[1], np.int32)
    chosen = np.bincount(labels[image[inked] > strong], minlength=found[0]) > 0
    chosen[0] = False
    mask[inked] = chosen.astype(np.uint8).take(labels)
    return mask
