import cv2

from mnist_space.preprocessing import ColorImage, GrayImage, register_step


@register_step
def grayscale(image: ColorImage) -> GrayImage:
    """Turn colours into brightness.

    Args:
        image: uint8 (H, W, 3), RGB.

    Returns:
        uint8 (H, W): 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, as cv2.cvtColor), 255 = white.
    """
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
