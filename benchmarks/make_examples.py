"""Draw the example pictures that ship with the app: python benchmarks/make_examples.py.

Nothing here comes from a data set. Each shape is a few hand-written points, joined by a smooth
curve, shaken a little, and inked with a pen of changing pressure on a paper that is made here too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from example_shapes import SHAPES, Stroke
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[Any]

FOLDER = Path(__file__).resolve().parents[1] / "mnist_space" / "bundled" / "examples"


def curve(points: Stroke, steps: int = 60) -> Array:
    """Join points by a Catmull-Rom spline: (N, 2) float64."""
    p = np.array([points[0], *points, points[-1]], dtype=float)
    t = np.linspace(0, 1, steps)[:, np.newaxis]
    pieces = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.concatenate(pieces)


def ink(
    shape: str, size: tuple[int, int], box: tuple[int, int, int, int], pen: float, seed: int
) -> Array:
    """Ink a shape: float32 (H, W) in [0, 1], drawn at four times the size and reduced.

    Args:
        shape: a key of SHAPES.
        size: height and width of the picture in pixels.
        box: x, y, width and height of the shape in pixels.
        pen: width of the pen in pixels.
        seed: of the hand's tremor and the pen's pressure.
    """
    rng = np.random.default_rng(seed)
    mask = np.zeros((size[0] * 4, size[1] * 4), np.uint8)
    for stroke in SHAPES[shape]:
        path = curve(stroke) * box[2:] + box[:2]
        path += cv2.GaussianBlur(rng.normal(0, box[2] / 15, path.shape), (1, 121), 0)
        pressure = 1 + cv2.GaussianBlur(rng.normal(0, 1.2, (len(path), 1)), (1, 121), 0)[:, 0]
        for (x, y), force in zip(path, pressure, strict=True):
            radius = max(1, round(2 * pen * float(force)))
            cv2.circle(mask, (round(4 * x), round(4 * y)), radius, 255, -1, cv2.LINE_AA)
    return cv2.resize(mask, size[::-1], interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def paper(size: tuple[int, int], colour: tuple[int, int, int], seed: int, grain: float) -> Array:
    """Make plain paper: float32 (H, W, 3) RGB with a slow and a fine unevenness."""
    rng = np.random.default_rng(seed)
    slow = cv2.resize(rng.normal(0, 1, (6, 6)), size[::-1], interpolation=cv2.INTER_CUBIC)
    fine = cv2.GaussianBlur(rng.normal(0, 1, size), (0, 0), 0.8)
    uneven = (2 * slow + grain * fine)[..., np.newaxis]
    sheet: Array = (np.array(colour) + uneven).astype(np.float32)
    return sheet


def rule(sheet: Array, colour: tuple[int, int, int], pitch: int, across: bool, down: bool) -> Array:
    """Print lines on paper, every `pitch` pixels, across and (or) down."""
    height, width = sheet.shape[:2]
    lines = np.zeros((height, width), np.uint8)
    for at in range(pitch // 2, max(height, width), pitch):
        if across:
            cv2.line(lines, (0, at), (width, at), 255, 2, cv2.LINE_AA)
        if down:
            cv2.line(lines, (at, 0), (at, height), 255, 2, cv2.LINE_AA)
    return lay(sheet, lines.astype(np.float32) / 255, colour, 0.7)


def lay(sheet: Array, mask: Array, colour: tuple[int, int, int], opacity: float) -> Array:
    """Lay ink of one colour over a sheet."""
    cover = (mask * opacity)[..., np.newaxis]
    return sheet * (1 - cover) + np.array(colour, np.float32) * cover


def shadow(size: tuple[int, int], normal: tuple[float, float], at: float, depth: float) -> Array:
    """Make light (H, W, 1) with a soft-edged shadow beyond a slanted line."""
    y, x = np.mgrid[0 : size[0], 0 : size[1]]
    side = (x / size[1]) * normal[0] + (y / size[0]) * normal[1] - at
    light: Array = 1 - depth / (1 + np.exp(-side * 14))
    return light[..., np.newaxis]


def vignette(size: tuple[int, int], depth: float) -> Array:
    """Make light (H, W, 1) that falls off from the middle to the corners."""
    y, x = np.mgrid[-1 : 1 : size[0] * 1j, -1 : 1 : size[1] * 1j]
    light: Array = 1 - depth * (x**2 + y**2) / 2
    return light[..., np.newaxis]


def photograph(scene: Array, tilt: float, turn: float, seed: int) -> Array:
    """Look at a scene through a camera: seen askew, a little soft, with a little noise."""
    height, width = scene.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    askew = corners + np.array([(-tilt, 0), (tilt, 0), (0, 0), (0, 0)], np.float32)
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.06)
    view = np.vstack([turned, (0, 0, 1)]) @ cv2.getPerspectiveTransform(corners, askew)
    seen = cv2.warpPerspective(
        scene, view, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    noise = np.random.default_rng(seed).normal(0, 2, seen.shape)
    return cv2.GaussianBlur(seen, (0, 0), 0.7) + noise


def seven() -> Array:
    """A crossed 7, blue pen on squared paper, a shadow across it."""
    size = (440, 520)
    sheet = rule(paper(size, (238, 236, 228), 1, 1.5), (150, 175, 205), 40, True, True)
    sheet = lay(sheet, ink("7", size, (190, 95, 150, 225), 7, 2), (30, 50, 150), 0.92)
    return photograph(sheet * shadow(size, (1.0, 0.6), 0.75, 0.45), 14, -4, 3)


def four() -> Array:
    """An open 4, pencil on ruled paper."""
    size = (460, 460)
    sheet = rule(paper(size, (246, 243, 232), 4, 1.5), (165, 185, 215), 58, True, False)
    sheet = lay(sheet, ink("4", size, (165, 110, 140, 200), 5, 5), (95, 95, 100), 0.75)
    return photograph(sheet * shadow(size, (-0.4, 1.0), 0.7, 0.2), 6, 3, 6)


def five() -> Array:
    """A 5 with a black marker, small in the corner of a wide white page."""
    size = (300, 520)
    page = np.full((*size, 3), 253.0)
    return lay(page, ink("5", size, (345, 130, 90, 125), 13, 7), (25, 25, 28), 1)


def two() -> Array:
    """A 2, white on black."""
    size = (280, 280)
    return lay(np.zeros((*size, 3)), ink("2", size, (75, 45, 130, 190), 17, 8), (255, 255, 255), 1)


def three() -> Array:
    """A 3 with a marker, photographed under a lamp: dark corners."""
    size = (500, 440)
    sheet = lay(
        paper(size, (232, 218, 190), 9, 2.5),
        ink("3", size, (130, 120, 170, 245), 15, 10),
        (60, 30, 35),
        0.95,
    )
    return photograph(sheet * vignette(size, 0.72), 18, 6, 11)


def six() -> Array:
    """A 6 whose ink is in the alpha channel alone: black everywhere, transparent paper."""
    size = (300, 300)
    alpha = ink("6", size, (85, 50, 125, 195), 14, 12) * 255
    return np.dstack([np.zeros((*size, 3)), alpha])


def number() -> Array:
    """The number 2647 in blue pen on plain paper, in a shadow."""
    size = (320, 560)
    sheet = paper(size, (240, 238, 231), 16, 1.5)
    for place, shape in enumerate("2647"):
        box = (85 + 105 * place, 95 + 6 * (place % 2), 70, 115)
        sheet = lay(sheet, ink(shape, size, box, 6, 20 + place), (35, 55, 140), 0.92)
    return photograph(sheet * shadow(size, (1.0, 0.4), 0.8, 0.3), 10, -2, 17)


def star() -> Array:
    """A star in green pen: no digit."""
    size = (420, 420)
    sheet = lay(
        paper(size, (244, 242, 236), 13, 1.5),
        ink("star", size, (110, 95, 200, 210), 8, 14),
        (25, 110, 70),
        0.92,
    )
    return photograph(sheet * vignette(size, 0.25), 8, -7, 15)


PICTURES: dict[str, Callable[[], Array]] = {
    "seven-squared-paper.jpg": seven,
    "four-pencil-ruled-paper.jpg": four,
    "five-in-a-corner.png": five,
    "two-white-on-black.png": two,
    "three-under-a-lamp.jpg": three,
    "six-transparent.png": six,
    "number-blue-pen.jpg": number,
    "star.jpg": star,
}


def main() -> None:
    """Write every picture and print its size."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        picture = np.clip(np.rint(draw()), 0, 255).astype(np.uint8)
        if name.endswith(".jpg"):
            Image.fromarray(picture).save(FOLDER / name, quality=85)
        else:
            Image.fromarray(picture).save(FOLDER / name, optimize=True)
        print(f"{name}: {(FOLDER / name).stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
