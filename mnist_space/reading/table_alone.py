"""The table of a photo without what lies around it: a desk, its edge, a dark rim."""

from __future__ import annotations

from math import ceil, prod

import cv2

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.reading.frames import find_frames
from mnist_space.reading.printed_lines import printed_lines
from mnist_space.reading.table_reading import MOST_CELLS
from mnist_space.reading.table_ruling import ruling_of

LARGEST = 1280  # pixels: a larger picture is looked at as large, as the steps look at it
LEAST = 0.3  # of the picture's area: beside a smaller table is more than a desk
MARGIN = 0.3  # of a cell's shorter side: the paper around the table that stays


def table_alone(image: ColorImage) -> ColorImage | None:
    """Return a picture of the same size in which the rim of its table goes on to the frame.

    Args:
        image: uint8 (H, W, 3).

    Returns:
        None where no table with all its lines is seen, or it is small, or nothing lies around it.
    """
    height, width = image.shape[:2]
    factor = ceil(max(height, width) / LARGEST)
    small = image
    if factor > 1:
        size = ceil(width / factor), ceil(height / factor)
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    lines = printed_lines(small, 0)
    ruling = ruling_of(find_frames(lines), lines)
    if not 2 <= prod(ruling.shape) <= MOST_CELLS or ruling.is_broken:
        return None
    x, y, across, down = ruling.outline
    if across * down < LEAST * small.shape[0] * small.shape[1]:
        return None
    margin = MARGIN * min(part.grid.cell for part in ruling.parts)
    left, top = (max(0, int(factor * (start - margin))) for start in (x, y))
    right = min(width, ceil(factor * (x + across + margin)))
    bottom = min(height, ceil(factor * (y + down + margin)))
    sides = top, height - bottom, left, width - right
    if not any(sides) or left >= right or top >= bottom:
        return None
    return cv2.copyMakeBorder(image[top:bottom, left:right], *sides, cv2.BORDER_REPLICATE)
