from typing import Annotated

import numpy as np

from mnist_space.preprocessing import GrayImage, Range, register_step
from mnist_space.preprocessing.toolbox.pieces import find_pieces, keep_pieces

AT_FRAME = 0.25
LINE_ASPECT = 0.25  # shorter side by longer; a flatter piece, longer than the digit, is a line


@register_step
def keep_digit(
    image: GrayImage,
    *,
    reach: Annotated[float, Range(0, 2)] = 0.25,
    size: Annotated[float, Range(0, 1)] = 0.04,
) -> GrayImage:
    """Keep one digit, drop what touches the frame.

    The digit is the connected piece of ink with most area; a piece that touches the frame counts a
    quarter, or nothing if it runs along it; one far from the middle less. Its other pieces (the
    flag of a 5, a broken stroke) are near it. What touches the frame is a neighbour, a grid line
    or the desk, unless the digit itself does, as in a tight crop.

    Args:
        image: uint8 (H, W), ink on 0.
        reach: largest gap between the digit and its other pieces, fraction of its longer side.
        size: least area of such a piece, fraction of the digit's.

    Returns:
        uint8 (H, W) with all else set to 0.
    """
    pieces = find_pieces(image)
    if not len(pieces):
        return image
    offset = np.abs(pieces.centers / np.array(image.shape[::-1]) - 0.5).max(axis=1)
    weight = pieces.areas * np.where(pieces.touches_frame, AT_FRAME, 1) * (1 - offset)
    weight *= np.clip(1 - pieces.contacts / pieces.sides, 0.001, 1)
    main = int(weight.argmax())
    near = pieces.gaps(pieces.boxes[main]) <= reach * pieces.sides[main]
    flat = pieces.boxes[:, 2:].min(axis=1) < LINE_ASPECT * pieces.sides
    line = flat & (pieces.sides > pieces.sides[main])
    keep = near & ~line & (pieces.areas >= size * pieces.areas[main])
    keep &= pieces.touches_frame[main] | ~pieces.touches_frame
    keep[main] = True
    return keep_pieces(image, pieces, keep)
