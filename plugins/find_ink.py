import cv2
import numpy as np

from mnist_space.preprocessing import ColorImage, GrayImage, register_step
from mnist_space.preprocessing.toolbox.paper import (
    largest_of_three,
    paper_between_ink,
    reduce_blocks,
)

REDUCED_SIDE = 96  # polarity is decided at this size
AT_FRAME = 0.02  # weight of what runs along the frame


@register_step
def find_ink(image: ColorImage) -> GrayImage:
    """Tell ink from paper, dark on light or light on dark.

    The paper is the median colour, or, in a picture cut along its ink, what is not one piece. A
    pixel's distance from it is that of the channel in which it is largest, so that yellow or cyan
    ink, which vanish in gray, count as much as black. Whichever of the darker and the lighter
    pixels have the stronger edges (sum of squared gradients) are the ink: light and shadow are
    soft. What runs along the frame (desk) hardly counts.

    Args:
        image: uint8 (H, W, 3), best after `flatten_background`.

    Returns:
        uint8 (H, W): 0 = paper, 255 = as far from it as can be.
    """
    reduced = reduce_blocks(image, REDUCED_SIDE)
    paper = paper_between_ink(reduced)
    levels = np.arange(256)[:, np.newaxis]
    sides = (
        (paper - levels) * (255 / max(paper.max(), 1)),
        (levels - paper) * (255 / max(255 - paper.min(), 1)),
    )
    tables = [np.rint(side.clip(0, 255)).astype(np.uint8) for side in sides]
    table = max(tables, key=lambda table: _edges(largest_of_three(reduced, table)))
    return largest_of_three(image, table)


def _edges(image: GrayImage) -> float:
    if not cv2.countNonZero(image):
        return 0.0
    mask = cv2.threshold(image, int(image.max()) // 3, 1, cv2.THRESH_BINARY)[1]
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    inner = cv2.erode(mask, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
    outline = np.bincount(labels[mask != inner], minlength=count).clip(1)
    contact = np.bincount(frame, minlength=count) / outline
    weight = np.clip(1 - contact, AT_FRAME, 1)
    weight[0] = AT_FRAME
    slopes = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return float((np.square(slopes, dtype=np.float32) * weight[labels]).sum())
