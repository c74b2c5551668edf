"""The drawing pad: a plain 2D canvas in gr.HTML, and the decoding of what it sends."""

from __future__ import annotations

import base64
from pathlib import Path

import gradio as gr

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.ui.components import scripted

SIDE = 280
PREFIX = "data:image/png;base64,"
# A full scribble is about 30 kB; raw pixels of 280 x 280 RGBA in base64 would be 418 kB.
MAX_CHARACTERS = 450_000


def sketchpad() -> gr.HTML:
    """Make the pad: it fires `select` as a stroke begins, and `input` with what is drawn.

    `input` comes at most five times a second while someone draws.

    Its value is a data URL of a 280 x 280 PNG, dark ink on white, or "" where nothing is drawn.
    Setting the value to None from the server empties the pad.
    """
    return scripted(Path(__file__).parent, "sketchpad", "pad.js")


def decode_drawing(value: object) -> ColorImage | None:
    """Decode what the pad sent into uint8 (280, 280, 3), or None where nothing is drawn.

    Raises:
        ImageError: the value is not a PNG of the pad's size; its length is checked first.
    """
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > MAX_CHARACTERS or not value.startswith(PREFIX):
        raise ImageError("The drawing did not arrive as the pad sends it; draw it again.")
    try:
        data = base64.b64decode(value[len(PREFIX) :], validate=True)
    except ValueError as error:  # not base64, or not even ASCII
        raise ImageError("The drawing arrived damaged; draw it again.") from error
    image = decode(data)
    if image.shape != (SIDE, SIDE, 3):
        raise ImageError(f"A drawing has {SIDE} x {SIDE} pixels, not {image.shape[:2]}.")
    return image
