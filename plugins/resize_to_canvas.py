import cv2

from mnist_space.preprocessing import CanvasImage, GrayImage, register_step


@register_step
def resize_to_canvas(image: GrayImage) -> CanvasImage:
    """Squeeze the whole picture into 28 x 28 pixels.

    What most tutorials do: the aspect is lost, and cv2.resize's bilinear samples skip thin strokes.

    Args:
        image: uint8 (H, W).

    Returns:
        uint8 (28, 28).
    """
    return cv2.resize(image, (28, 28))
