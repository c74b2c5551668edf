from typing import Annotated

from mnist_space.preprocessing import GrayImage, Range, register_step
from mnist_space.preprocessing.toolbox.pieces import find_pieces, keep_pieces


@register_step
def drop_specks(image: GrayImage, *, size: Annotated[float, Range(0, 1)] = 0.2) -> GrayImage:
    """Drop specks and dots.

    Args:
        image: uint8 (H, W), ink on 0.
        size: a piece of ink stays if its longer side is at least this fraction of that of the
            largest piece which does not touch the frame.

    Returns:
        uint8 (H, W) with the small pieces set to 0.
    """
    pieces = find_pieces(image)
    inside = pieces.sides[~pieces.touches_frame]
    largest = inside.max(initial=0) or pieces.sides.max(initial=0)
    return keep_pieces(image, pieces, pieces.sides >= size * largest)
