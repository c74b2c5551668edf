import cv2
import numpy as np

from mnist_space.preprocessing import ColorImage, GrayImage, register_step


@register_step
def find_ink(image: ColorImage) -> GrayImage:
    """Tell ink from paper, dark on light or light on dark.

    The paper is the median colour. A pixel's distance from it is that of the channel in which it
    is largest, so that yellow or cyan ink, which vanish in gray, count as much as black. Whichever
    of the darker and the lighter pixels have more energy (sum of squares) are the ink.

    Args:
        image: uint8 (H, W, 3), best after `flatten_background`.

    Returns:
        uint8 (H, W): 0 = paper, 255 = as far from it as can be.
    """
    pixels = image[:: 1 + image.shape[0] // 256, :: 1 + image.shape[1] // 256].reshape(-1, 3)
    paper = np.median(pixels, axis=0).astype(np.uint8)
    darker = _largest_channel(cv2.subtract(np.broadcast_to(paper, image.shape), image))
    lighter = _largest_channel(cv2.subtract(image, np.broadcast_to(paper, image.shape)))
    ink, room = max(
        (darker, int(paper.max())),
        (lighter, 255 - int(paper.min())),
        key=lambda side: cv2.norm(side[0], cv2.NORM_L2SQR),
    )
    return cv2.convertScaleAbs(ink, alpha=255 / max(room, 1))


def _largest_channel(image: ColorImage) -> GrayImage:
    red, green, blue = cv2.split(image)
    return cv2.max(cv2.max(red, green), blue)
