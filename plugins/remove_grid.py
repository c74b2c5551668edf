from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing import GrayImage, Range, register_step
from mnist_space.preprocessing.toolbox.lines import without_lines
from mnist_space.preprocessing.toolbox.pieces import INK, Pieces, find_pieces, keep_pieces

SMALLEST = 0.4  # a table's longer side, of the picture's
MARK = 0.04, 0.2  # least and largest side of what stands in a cell, of the table's
LENGTH, SLOPE = 0.7, 0.15  # of a line: least part of the side that it covers, tangent of its lean
GRAIN = 8  # pixels: what is smaller is no mark
MOSTLY = 0.8  # share of the ink between the lines that marks have


@register_step
def remove_grid(image: GrayImage, *, marks: Annotated[int, Range(2, 100)] = 8) -> GrayImage:
    """Keep what stands in the cells of a table.

    A table, such as a sudoku's, is one large piece of ink around many small ones. Its lines cross
    its own box, not the whole picture; what is left of them is larger than the marks.

    Args:
        image: uint8 (H, W), ink on 0.
        marks: so many stand at least in a table.

    Returns:
        uint8 (H, W); the image itself where there is no table.
    """
    # In a drawing of one digit, a tenth of the time that the pieces take.
    if cv2.connectedComponents(image[::2, ::2] // INK, connectivity=8)[0] <= marks:
        return image
    pieces = find_pieces(image)
    kept = np.zeros_like(image)
    for table in np.flatnonzero(pieces.sides >= SMALLEST * max(image.shape)):
        sides = pieces.sides[_marks(pieces, int(table))]
        if len(sides) >= marks:
            x, y, width, height = pieces.boxes[table]
            box = slice(y, y + height), slice(x, x + width)
            # The thick lines of a sudoku are thinner than a quarter of its digits.
            crop = np.ascontiguousarray(image[box])
            without = without_lines(crop, LENGTH, SLOPE, float(np.median(sides)) / 4)
            if without is not crop:
                left = find_pieces(without)
                fits = left.sides <= MARK[1] * max(width, height)
                kept[box] = np.maximum(kept[box], keep_pieces(without, left, fits))
    return kept if kept.any() else image


def _marks(pieces: Pieces, table: int) -> NDArray[np.intp]:
    """What stands in the cells of a table; nothing if most of it is grain."""
    x, y, width, height = pieces.boxes[table]
    least, most = (fraction * max(width, height) for fraction in MARK)
    within = (pieces.centers > (x, y)) & (pieces.centers < (x + width, y + height))
    inside = np.flatnonzero(within.all(axis=1) & (pieces.sides <= most))
    areas, fits = pieces.areas[inside], pieces.sides[inside] >= max(least, GRAIN)
    return inside[fits & (areas[fits].sum() > MOSTLY * areas.sum())]
