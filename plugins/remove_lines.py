from typing import Annotated

from mnist_space.preprocessing import GrayImage, Range, register_step
from mnist_space.preprocessing.toolbox.lines import without_lines
from mnist_space.preprocessing.toolbox.pieces import largest_side

SMALLEST_SIDE = 48  # below this a stroke of a digit is as straight as a ruled line
SMALLEST_DIGIT = 0.08  # of the shorter side; where nothing as large is left, the lines were strokes


@register_step
def remove_lines(
    image: GrayImage,
    *,
    length: Annotated[float, Range(0.3, 1)] = 0.75,
    thickness: Annotated[float, Range(0.005, 0.2)] = 0.05,
    slope: Annotated[float, Range(0, 0.5)] = 0.2,
) -> GrayImage:
    """Remove ruled and squared lines.

    A ruled line crosses the picture, a stroke does not. Along each line only runs of ink that are
    no thicker than the line itself are erased, so that strokes which cross it stay whole.

    Args:
        image: uint8 (H, W), ink on 0.
        length: fraction of the picture's side that a line must reach.
        thickness: fraction of the shorter side that a line may be thick; twice that at the frame.
        slope: how far from level or upright a line may lean (tangent of the angle).

    Returns:
        uint8 (H, W); the image as it is where nothing else would be left.
    """
    if min(image.shape) < SMALLEST_SIDE:
        return image
    limit = thickness * min(image.shape)
    result = without_lines(image, length, slope, limit)
    if result is image:
        return image
    left = largest_side(result) >= SMALLEST_DIGIT * min(image.shape)
    return result if left else image
