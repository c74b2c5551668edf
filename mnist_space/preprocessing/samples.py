"""Sample images of every form, on which the checks run a step."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ImageForm

SIZES: Mapping[str, tuple[int, int]] = {  # height, width
    "1x1": (1, 1),
    "tall": (90, 7),
    "wide": (3, 120),
    "280x280": (280, 280),
    "1000x700": (700, 1000),
}
SAMPLE_NAMES = ("blank", "full", *SIZES, "strided")
# Points as fractions of width and height, thickness as a fraction of the shorter side.
_STROKES = (
    (((0.2, 0.2), (0.8, 0.25), (0.45, 0.85)), 0.07),  # a 7
    (((0.1, 0.9), (0.1, 0.9)), 0.07),  # a speck
    (((0.0, 0.55), (1.0, 0.6)), 0.01),  # a ruled line
)


@functools.cache
def samples(form: ImageForm) -> Mapping[str, NDArray[Any]]:
    """Return the read-only sample images of a form by name; made once, the same for every check.

    They are views of `bytes`, so that not even `setflags` makes them writable. A form with fixed
    sides (28 x 28) has every sample at that size.
    """
    height, width = (side or 60 for side in form.shape[:2])
    blank = np.zeros((height, width), np.uint8)
    made = {"blank": _frozen(_in_form(form, blank)), "full": _frozen(_in_form(form, ~blank))}
    for name, (tall, wide) in SIZES.items():
        made[name] = sample(form, form.shape[0] or tall, form.shape[1] or wide)
    made["strided"] = sample(form, 2 * height, 3 * width)[::2, ::-3]
    return MappingProxyType(made)


def sample(form: ImageForm, height: int, width: int) -> NDArray[Any]:
    """Draw a 7, a speck and a ruled line: ink on ground, or in colour dark ink on paper."""
    ink = np.zeros((height, width), np.uint8)
    for stroke, thickness in _STROKES:
        points = np.rint(np.array(stroke) * (width - 1, height - 1)).astype(np.int32)
        pen = 1 + int(thickness * min(height, width))
        cv2.polylines(ink, [points], isClosed=False, color=255, thickness=pen)
    return _frozen(_in_form(form, ink))


def _in_form(form: ImageForm, ink: NDArray[Any]) -> NDArray[Any]:
    if len(form.shape) == 2:
        scaled: NDArray[Any] = (ink * np.float32(form.high / 255)).astype(form.dtype)
        return scaled
    rows, columns = np.indices(ink.shape)
    light = np.asarray(240 - 70 * (rows + columns) / sum(ink.shape))  # a shadow in one corner
    colour = light[..., np.newaxis] - ink[..., np.newaxis] * (np.array([200, 180, 120]) / 255)
    return colour.clip(0, 255).astype(form.dtype)


def _frozen(image: NDArray[Any]) -> NDArray[Any]:
    return np.frombuffer(image.tobytes(), image.dtype).reshape(image.shape)
