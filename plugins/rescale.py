import numpy as np

from mnist_space.preprocessing import CanvasImage, DigitTensor, register_step


@register_step
def rescale(image: CanvasImage) -> DigitTensor:
    """Scale pixel values from 0..255 to 0..1.

    Args:
        image: uint8 (28, 28).

    Returns:
        float32 (28, 28) in [0, 1].
    """
    return (image / np.float32(255)).astype(np.float32)
