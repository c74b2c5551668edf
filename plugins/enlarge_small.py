from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import ColorImage, Range, register_step
from mnist_space.preprocessing.toolbox.paper import paper_between_ink

SIDE = 84  # at least so large, in pixels: three for each of MNIST's


@register_step
def enlarge_small(image: ColorImage, *, below: Annotated[int, Range(1, 64)] = 28) -> ColorImage:
    """Enlarge tiny pictures.

    There a digit fills the frame and its edges are as wide as its strokes: it gets a margin of the
    paper's colour, a quarter of the picture on every side, and is enlarged (bicubic).

    Args:
        image: uint8 (H, W, 3).
        below: pixels; a picture whose longer side is not below this stays as it is.

    Returns:
        uint8 (h, w, 3), the aspect of the picture with its margin kept.
    """
    longer = max(image.shape[:2])
    if longer >= below:
        return image
    margin = -(-longer // 4)
    paper = np.rint(paper_between_ink(image)).tolist()
    padded = cv2.copyMakeBorder(image, *[margin] * 4, cv2.BORDER_CONSTANT, value=paper)
    factor = -(-SIDE // max(padded.shape))
    return cv2.resize(padded, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
