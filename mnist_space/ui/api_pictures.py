"""Pictures of the endpoints: as they were sent, as a step takes them, as they are answered."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import COLOR, DIGIT, ColorImage, ImageForm
from mnist_space.preprocessing.images import ImageError
from mnist_space.ui.choices import uploaded


def picture_file(value: object) -> Path:
    """Return where the picture of a request lies.

    Raises:
        ImageError: there is none, or it is not an uploaded file.
    """
    path = uploaded(value)
    if path is None:
        raise ImageError("There is no picture: send one as a file.")
    return path


def in_form(image: ColorImage, form: ImageForm) -> NDArray[Any]:
    """Return a picture, uint8 (H, W, 3), as a step takes it: in colour, gray, or in [0, 1]."""
    if form == COLOR:
        return image
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return (gray / np.float32(255)).astype(np.float32) if form == DIGIT else gray


def viewable(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Return what a step made as uint8 of the same shape."""
    scale = 1 if image.dtype == np.uint8 else 255
    pixels: NDArray[np.uint8] = np.rint(image * scale).astype(np.uint8)
    return pixels


def png_data(image: NDArray[Any]) -> str:
    """Return what a step made, (H, W) or (H, W, 3) RGB, as an address that holds a PNG file."""
    pixels = viewable(image)
    made = cv2.imencode(".png", pixels[..., ::-1] if pixels.ndim == 3 else pixels)[1]
    return "data:image/png;base64," + b64encode(made.tobytes()).decode()
