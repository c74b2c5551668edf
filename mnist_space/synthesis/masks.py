"""What is done to the mask of a digit: cut out, reduced, made fatter."""

import cv2
import numpy as np

from mnist_space.synthesis.noise import FloatImage


def ink_box(mask: FloatImage) -> FloatImage:
    """The part of a mask that holds its ink."""
    left, top, width, height = cv2.boundingRect((mask > 0.5).astype(np.uint8))
    return mask[top : top + height, left : left + width]


def cut_out(mask: FloatImage, rim: int, narrowest: int = 80) -> FloatImage:
    """The inked part of a mask with `rim` pixels around it, at least `narrowest` pixels a side."""
    box = ink_box(mask)
    upright, level = (max(rim, (narrowest - side) // 2) for side in box.shape)
    return np.pad(box, ((upright, upright), (level, level)))


def reduced(mask: FloatImage, size: tuple[int, int]) -> FloatImage:
    """A mask in fewer pixels: float32 (height, width), the share of each that is ink."""
    small = cv2.resize(mask, size[::-1], interpolation=cv2.INTER_AREA)
    # The sum of the shares of a pixel may be above 1 by a rounding.
    return np.asarray(np.minimum(small, 1), np.float32)


def grown(mask: FloatImage, hole: float, most: float) -> FloatImage:
    """Ink made fatter until the smaller hole has the radius `hole`, by `most` where there is none.

    Lengths are in pixels; a hole that is smaller than `hole` as it is stays.
    """
    away = cv2.distanceTransform((mask < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    count, parts = cv2.connectedComponents((mask < 0.5).astype(np.uint8), connectivity=4)
    radii = [float(away[parts == part].max()) for part in range(1, count) if part != parts[0, 0]]
    reach = min([most, *(max(radius - hole, 0) for radius in radii)])
    return np.asarray(np.clip(reach - away + 0.5, mask, 1), np.float32)
