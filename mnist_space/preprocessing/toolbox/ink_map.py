"""A small network that tells ink from all else on a page: shadows, lines, the desk."""

from __future__ import annotations

import threading
from functools import cache
from hashlib import sha256
from json import loads
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage

Floats = NDArray[np.float32]

FOLDER = Path(__file__).parents[2] / "bundled" / "ink_map"
MODEL, RECIPE = "ink_map.tflite", "ink_map.json"
SIDE = 96  # pixels that the network sees each way

NEAR = 3.0  # of the reduced pixels: how far around the paper's colour is looked at (sigma)
LEAST_STEP = 10.0  # gray levels between ink and paper; a smaller step is measured as this
LITTLE = 1e-3  # weight of the picture's mean colour, which counts where there is no other

_TURN = threading.Lock()


class InkMapError(ValueError):
    """The network's file is missing or damaged."""


def framed(image: ColorImage) -> tuple[ColorImage, ColorImage]:
    """Reduce or enlarge a picture until its longer side has SIDE pixels, then make it square.

    Args:
        image: uint8 (H, W, 3) or (H, W).

    Returns:
        The reduced picture, uint8 (h, w, ...), and the same in the upper left corner of a square,
        uint8 (SIDE, SIDE, ...), which its last row and column fill.
    """
    factor = SIDE / max(image.shape[:2])
    width, height = (max(1, round(side * factor)) for side in image.shape[1::-1])
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    reduced = cv2.resize(image, (width, height), interpolation=way)
    rest = SIDE - height, 0, SIDE - width
    return reduced, cv2.copyMakeBorder(reduced, 0, *rest, borderType=cv2.BORDER_REPLICATE)


def ink_shares(image: ColorImage) -> tuple[ColorImage, Floats]:
    """Return the reduced picture, uint8 (h, w, 3), and how likely each of its pixels is ink.

    Args:
        image: uint8 (H, W, 3).

    Returns:
        float32 (h, w) in [0, 1], the longer side SIDE pixels.

    Raises:
        InkMapError: the network's file is missing or damaged.
    """
    reduced, square = framed(image)
    network = _network()
    with _TURN:
        network.set_tensor(
            network.get_input_details()[0]["index"], square[np.newaxis].astype(np.float32)
        )
        network.invoke()
        logits = network.get_tensor(network.get_output_details()[0]["index"])
    height, width = reduced.shape[:2]
    shares: Floats = 1 / (1 + np.exp(-logits[0, :height, :width, 0]))
    return reduced, shares


@cache
def _network() -> Any:  # noqa: ANN401 - LiteRT has no types, and is loaded only where it is needed
    from ai_edge_litert.interpreter import Interpreter

    try:
        model = (FOLDER / MODEL).read_bytes()
        expected = loads((FOLDER / RECIPE).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise InkMapError(f"The ink map {MODEL} or its {RECIPE} cannot be read.") from error
    if sha256(model).hexdigest() != expected:
        raise InkMapError(f"{MODEL} is not the file that {RECIPE} describes.")
    network = Interpreter(model_content=model, num_threads=1)
    network.allocate_tensors()
    return network


def matte(image: ColorImage, reduced: ColorImage, shares: Floats) -> Floats:
    """Return how far each pixel is on the way from the paper's colour around to the ink's.

    The colours are means over what is surely paper and surely ink nearby, so that a step of light
    moves both; the picture's own pixels keep thin strokes sharp.

    Args:
        image: uint8 (H, W, 3).
        reduced: the same, uint8 (h, w, 3).
        shares: how likely each of its pixels is ink, float32 (h, w).

    Returns:
        float32 (H, W) in [0, 1].
    """
    paper = _mean_color(reduced, np.square(1 - widened(shares)), NEAR)
    way = _mean_color(reduced, np.square(shares), 2 * NEAR) - paper
    # Along the way from paper to ink, in units of its length: 0 = paper, 1 = ink.
    unit = way / np.maximum(np.square(way).sum(axis=2, keepdims=True), LEAST_STEP**2)
    start = (paper * unit).sum(axis=2)
    size = image.shape[1::-1]
    weighed = cv2.multiply(image, cv2.resize(unit, size), dtype=cv2.CV_32F)
    along = cv2.transform(weighed, np.ones((1, 3), np.float32))
    result: Floats = np.clip(along - cv2.resize(start, size), 0, 1)
    return result


def widened(shares: Floats) -> Floats:
    """Return the largest of each pixel's share and its neighbours': float32 (h, w)."""
    return np.asarray(cv2.dilate(shares, np.ones((3, 3), np.uint8)), np.float32)


def _mean_color(image: ColorImage, weight: Floats, sigma: float) -> Floats:
    """Weighted mean of the colours nearby, float32 (h, w, 3)."""
    light = image * weight[..., np.newaxis]
    anywhere = light.mean(axis=(0, 1)) / max(float(weight.mean()), 1e-6)
    light = cv2.GaussianBlur(light, (0, 0), sigma) + np.float32(LITTLE) * anywhere
    result: Floats = light / (cv2.GaussianBlur(weight, (0, 0), sigma)[..., np.newaxis] + LITTLE)
    return result
