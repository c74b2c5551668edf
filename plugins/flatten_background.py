from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import ColorImage, Range, register_step
from mnist_space.preprocessing.toolbox.paper import paper_color, reduce_blocks, relief
from mnist_space.preprocessing.toolbox.surface import add_levels, paper_tilt

REDUCED_SIDE = 96  # the paper is looked for at this size: 0.5 ms
TINY = 32  # the size of MNIST-like pictures


@register_step
def flatten_background(
    image: ColorImage,
    *,
    stroke: Annotated[float, Range(0.05, 1)] = 0.4,
    order: Annotated[int, Range(0, 6)] = 0,
) -> ColorImage:
    """Even out paper, shadow and lighting.

    Ink is what a closing (dark ink) or an opening (light ink) takes away, and what differs from the
    paper: the mean colour of the flat places around. Gradients, shadows and the edge of the desk
    pass the one test, the inside of a loop the other.

    Args:
        image: uint8 (H, W, 3).
        stroke: the broadest stroke, fraction of the longer side.
        order: of the polynomial surface that is fitted to the paper first, which holds a vignette
            or a lamp; 0: none. Where the paper is not most of the picture, there is none either.

    Returns:
        uint8 (H, W, 3): 128 = paper, 1 = as dark as can be, 255 = as light as can be.
    """
    reduced = reduce_blocks(image, REDUCED_SIDE)
    if max(image.shape) > TINY:  # there the gaps are as narrow as specks
        reduced = cv2.medianBlur(reduced, 3)
    tilt = paper_tilt(reduced, order)
    reduced = add_levels(reduced, -tilt)
    kernel = np.ones((2 * int(stroke * max(reduced.shape) / 2) + 1,) * 2, np.uint8)
    closed = cv2.morphologyEx(reduced, cv2.MORPH_CLOSE, kernel)
    opened = cv2.morphologyEx(reduced, cv2.MORPH_OPEN, kernel)
    paper = paper_color(reduced, closed, opened)
    parts = paper, cv2.min(closed, paper), cv2.max(opened, paper)
    return relief(image, *(add_levels(part, tilt) for part in parts))
