from typing import Annotated

import cv2

from mnist_space.preprocessing import ColorImage, Range, register_step


@register_step
def limit_size(
    image: ColorImage, *, longer_side: Annotated[int, Range(64, 4096)] = 1280
) -> ColorImage:
    """Reduce large photos.

    Pixel areas are averaged (cv2.INTER_AREA), so thin strokes get fainter but never break.

    Args:
        image: uint8 (H, W, 3).
        longer_side: pixels; a smaller picture stays as it is.

    Returns:
        uint8 (h, w, 3) with max(h, w) <= longer_side and the aspect kept.
    """
    height, width = image.shape[:2]
    factor = longer_side / max(height, width)
    if factor >= 1:
        return image
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
