import cv2
import numpy as np

from mnist_space.preprocessing import CanvasImage, GrayImage, register_step

SIDE = 28


@register_step
def center_mass(image: GrayImage) -> CanvasImage:
    """Centre the ink's mass on a canvas of 28 x 28.

    As MNIST was made (LeCun 1998), to the nearest whole pixel. Its centre is pixel 14 counted from
    0: the mean over the test digits is row 13.99 and column 14.01.

    Args:
        image: uint8 (h, w), at most 28 x 28 of it lands on the canvas.

    Returns:
        uint8 (28, 28).
    """
    moments = cv2.moments(image)
    mass = moments["m00"] or 1.0
    shift_x = round(SIDE / 2 - moments["m10"] / mass)
    shift_y = round(SIDE / 2 - moments["m01"] / mass)
    move = np.array([[1, 0, shift_x], [0, 1, shift_y]], np.float32)
    return cv2.warpAffine(image, move, (SIDE, SIDE), flags=cv2.INTER_NEAREST)
