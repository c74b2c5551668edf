"""Ink of a table that was not read: points too small to be told from specks, and dark areas."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.toolbox.boxes import Box, around
from mnist_space.preprocessing.toolbox.pieces import INK, find_pieces
from mnist_space.reading.found_numbers import PageInk
from mnist_space.reading.number_reading import NumberReading

# In units of the usual height of a digit.
POINT = 0.07  # the least side of a point
STROKE = 0.25  # what is as long is more than a point, and stands at any height
LOW = 0.55  # from a number's top: what is higher is no point
NEAR = 0.3  # how far above and below a number its signs stand
BESIDE = 0.8  # how far beside it: less than two numbers are apart
SOLID = 0.6  # no stroke is as wide
AROUND = 4.0  # how far from its numbers a table may reach

Boxes = NDArray[np.float64]


def loose_marks(page: PageInk, numbers: NumberReading, height: float) -> Boxes:
    """Return the boxes (N, 4) of ink that may be a sign and is no part of what was read.

    Args:
        page: the ink that was read.
        numbers: what was read.
        height: of a digit, in pixels of the picture, as are the boxes.
    """
    scale = numbers.size[0] / page.ink.shape[1]
    boxes = find_pieces(page.every).boxes * scale
    sides = boxes[:, 2:].max(axis=1, initial=0)
    boxes = boxes[(sides >= max(POINT * height, 2.0)) & (sides <= 2 * height)]
    for character in numbers.characters:
        boxes = boxes[~_holds(character.box, boxes)]
    return np.asarray(boxes, np.float64)


def has_loose_mark(box: Box, loose: Boxes, height: float) -> bool:
    """Tell whether ink that was not read stands beside a number or in it, where a sign may.

    Args:
        box: of the number.
        loose: as `loose_marks` gives them.
        height: of a digit, pixels.
    """
    x, y, width, high = box
    middle = loose[:, 1] + loose[:, 3] / 2
    gap = np.maximum(x - loose[:, 0] - loose[:, 2], loose[:, 0] - x - width)
    level = (middle >= y - NEAR * height) & (middle <= y + high + NEAR * height)
    near = level & (gap <= BESIDE * height)
    is_stroke = loose[:, 2:].max(axis=1, initial=0) >= STROKE * height
    return bool((near & (is_stroke | (middle >= y + LOW * high))).any())


def has_dark_area(page: PageInk, numbers: NumberReading, height: float) -> bool:
    """Tell whether shade or a thing hides a part of the page around its numbers.

    Args:
        page, numbers, height: as in `loose_marks`.
    """
    scale = numbers.size[0] / page.ink.shape[1]
    side = max(3, round(SOLID * height / scale))
    left, top, wide, high = around([character.box for character in numbers.characters])
    reach = AROUND * height
    x, y = (max(0, round((at - reach) / scale)) for at in (left, top))
    right, bottom = (round((at + reach) / scale) for at in (left + wide, top + high))
    ink = cv2.threshold(page.every[y:bottom, x:right], INK, 1, cv2.THRESH_BINARY)[1]
    return bool(cv2.erode(ink, np.ones((side, side), np.uint8), borderValue=0).any())


def _holds(box: Box, boxes: Boxes) -> NDArray[np.bool_]:
    """Which boxes lie in another one, but for a pixel."""
    x, y, width, height = box
    low = (boxes[:, :2] >= (x - 1, y - 1)).all(axis=1)
    inside = low & (boxes[:, :2] + boxes[:, 2:] <= (x + width + 1, y + height + 1)).all(axis=1)
    return np.asarray(inside, np.bool_)
