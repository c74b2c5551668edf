from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import ColorImage, Range, register_step
from mnist_space.preprocessing.toolbox.paper import (
    add_levels,
    look_up,
    paper_color,
    paper_tilt,
    reduce_blocks,
)

REDUCED_SIDE = 96  # the paper is looked for at this size: 0.5 ms
TINY = 32  # the size of MNIST-like pictures
FLOOR = 96  # dark ink on paper darker than this is measured as on this, else noise is blown up


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
    ends = [add_levels(part, tilt) for part in parts]
    if all(_is_even(end) for end in ends):
        # A canvas of one colour, as most drawings have: a table instead, a fifth of the time.
        levels = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)[np.newaxis]
        table = _relief(levels, *(np.tile(end[:1, :1], (1, 256, 1)) for end in ends))
        return look_up(image, table[0])
    size = image.shape[1::-1]
    return _relief(image, *(cv2.resize(end, size, interpolation=cv2.INTER_LINEAR) for end in ends))


def _is_even(part: ColorImage) -> bool:
    """Tell whether all pixels have one colour."""
    color = tuple(part[0, 0].tolist())
    return cv2.countNonZero(cv2.inRange(part, color, color)) == part.shape[0] * part.shape[1]


def _relief(
    image: ColorImage, paper: ColorImage, dark_end: ColorImage, light_end: ColorImage
) -> ColorImage:
    """How far each value is beyond the paper's two ends, as a share of what is possible."""
    darker = cv2.divide(cv2.subtract(dark_end, image), np.maximum(paper, FLOOR), scale=127)
    lighter = cv2.divide(cv2.subtract(image, light_end), np.maximum(paper, 255 - paper), scale=127)
    return 128 - np.minimum(darker, 127) + np.minimum(lighter, 127)
