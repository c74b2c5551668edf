"""Bringing a picture: pasted or dropped anywhere, then turned or cropped under the upload box."""

from __future__ import annotations

import json
from pathlib import Path

import gradio as gr
import numpy as np

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.preprocessing.phone_photos import is_phone_photo
from mnist_space.ui.choices import uploaded
from mnist_space.ui.components import scripted

MAX_REQUEST = 200
NO_REQUEST = "The picture cannot be turned or cropped like that."
TIFF = (b"II*\0", b"MM\0*")
SHOWN = (b"avif", b"avis")  # of the photos of phones, what browsers can show


def bringing() -> gr.HTML:
    """Make the row of tools; it fires `input` with a request for `edited`."""
    return scripted(Path(__file__).parent, "bringing", "bringing.js", "tools.js")


def edited(request: object, upload: object) -> ColorImage:
    """Turn or crop an uploaded picture.

    Args:
        request: JSON, {"turn": 90, 180 or 270}, in degrees counter-clockwise, or {"crop": [left,
            top, width, height]}, in fractions of the picture.
        upload: what an event gets from gr.Image; the file is decoded within the usual limits.

    Raises:
        ImageError: there is no such picture, or no such request.
    """
    turn, crop = _asked(request)
    path = uploaded(upload)
    if path is None:
        raise ImageError("There is no picture: choose one first.")
    image = decode(path)
    if crop is None:
        return np.ascontiguousarray(np.rot90(image, turn // 90))
    height, width = image.shape[:2]
    left, top = int(crop[0] * width), int(crop[1] * height)
    right, bottom = (round((crop[0] + crop[2]) * width), round((crop[1] + crop[3]) * height))
    return image[top : max(top + 1, bottom), left : max(left + 1, right)].copy()


def in_sight(upload: object) -> ColorImage | None:
    """Decode an upload that most browsers cannot show; None where they can, or it is no picture."""
    try:
        path = uploaded(upload)
        if path is None:
            return None
        with path.open("rb") as file:
            head = file.read(12)
        unseen = is_phone_photo(head) and head[8:12] not in SHOWN
        return decode(path) if unseen or head.startswith(TIFF) else None
    except (ImageError, OSError):  # the reading says what is wrong with it
        return None


def _asked(request: object) -> tuple[int, list[float] | None]:
    """How to turn a picture, or how to crop it."""
    try:
        if not isinstance(request, str) or len(request) > MAX_REQUEST:
            raise ValueError("no request")
        match json.loads(request):
            case {"turn": 90 | 180 | 270 as turn}:
                return turn, None
            case {"crop": [*crop]} if len(crop) == 4:
                left, top, width, height = map(float, crop)
                if 0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1 and 0 < height <= 1:
                    return 0, [left, top, width, height]
        raise ValueError("another request")
    except (ValueError, TypeError, RecursionError) as error:
        raise ImageError(NO_REQUEST) from error
