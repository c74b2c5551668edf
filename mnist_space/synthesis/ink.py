"""A digit as the ink of a pen: crisp at any size, with any pen, turned and bent."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.noise import soft_field
from mnist_space.synthesis.skeleton import FINE, Strokes, find_strokes, fine_level

FloatImage = NDArray[np.float32]
Size = tuple[int, int]

# Measured on 300 test digits drawn at 280x280 and reduced to 28x28 again: at 0.48 the amount of
# ink is 1.04 of the original's, the correlation 0.996 (0.42: 1.12 and 0.992).
_EDGE_LEVEL = 0.48
_EDGE_SLOPE = 0.35


@dataclass(frozen=True)
class Pen:
    """The tool that draws.

    Attributes:
        width: stroke width in MNIST pixels (20 are a digit's height); None keeps the digit's own
            outline. MNIST's own strokes are 2 to 4.
        pressure: relative variation of the width along the strokes, 0 to 1; needs a width.
    """

    width: float | None = None
    pressure: float = 0.0


@dataclass(frozen=True)
class Warp:
    """How the hand bends the digit.

    Attributes:
        rotation: degrees, counter-clockwise.
        shear: horizontal shift per height; positive leans to the right.
        stretch: width over height, relative to the digit's own.
        elastic: standard deviation of a smooth random shift, in MNIST pixels.
    """

    rotation: float = 0.0
    shear: float = 0.0
    stretch: float = 1.0
    elastic: float = 0.0


@dataclass(frozen=True)
class Place:
    """Where the digit goes in the picture.

    Attributes:
        fill: longer side of the digit's bounding box, as a fraction of the picture's shorter side;
            None maps the whole 28x28 canvas to the picture, each axis by itself.
        center: of the bounding box, as fractions of the width and the height; moved inwards
            where the digit would leave the picture.
    """

    fill: float | None = 0.6
    center: tuple[float, float] = (0.5, 0.5)


def draw_ink(
    digit: NDArray[np.uint8],
    size: Size,
    pen: Pen,
    warp: Warp,
    rng: np.random.Generator,
    place: Place = Place(),
) -> FloatImage:
    """Draw one digit as a pen would.

    Args:
        digit: uint8 (28, 28), or a finer square mask (S, S) with S > 28; ink 255.
        size: (height, width) of the picture, in pixels.
        pen: stroke width and pressure.
        warp: rotation, shear, stretch, elastic bend.
        rng: source of the elastic bend and the pressure.
        place: position and size in the picture.

    Returns:
        float32 (height, width): 1 where ink covers the pixel, else 0; zeros for a blank digit.
    """
    mask = np.zeros(size, np.float32)
    level = fine_level(digit)
    points = _ink_points(level)
    if len(points) == 0:
        return mask
    shift = _elastic_shift(warp.elastic, rng)
    reach = (pen.width or 0.0) / 2
    matrix = _placing(_bent(points, shift), size, warp, place, reach)
    moved = _moved(_bent(points, shift), matrix)
    left, top, right, bottom = _patch_box(moved, matrix, size, reach)
    if right <= left or bottom <= top:
        return mask
    local = matrix - np.array([[0, 0, left], [0, 0, top]], np.float32)
    patch = mask[top:bottom, left:right]
    if pen.width is None:
        patch[:] = _outline(level, shift, local, patch.shape)
    else:
        patch[:] = _stroked(find_strokes(level), pen, shift, local, patch.shape, rng)
    return mask


def _ink_points(level: FloatImage) -> FloatImage:
    """Every inked place, two to a MNIST pixel: float32 (N, 2) as (x, y) in MNIST pixels."""
    step = FINE // 2
    places = np.argwhere(level[::step, ::step] > _EDGE_LEVEL)[:, ::-1]
    return np.asarray((places * step + 0.5) / FINE - 0.5, np.float32)


def _elastic_shift(amount: float, rng: np.random.Generator) -> FloatImage | None:
    """A smooth random shift of every point of the canvas: float32 (28, 28, 2), MNIST pixels."""
    if amount <= 0:
        return None
    coarse = rng.standard_normal((5, 5, 2)).astype(np.float32) * amount
    return np.asarray(cv2.resize(coarse, (28, 28), interpolation=cv2.INTER_CUBIC), np.float32)


def _bent(points: FloatImage, shift: FloatImage | None) -> FloatImage:
    """Points (N, 2) as (x, y) in MNIST pixels, moved by the elastic shift."""
    if shift is None:
        return points
    column, row = np.clip(np.rint(points), 0, 27).astype(int).T
    return np.asarray(points + shift[row, column], np.float32)


def _moved(points: FloatImage, matrix: FloatImage) -> FloatImage:
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float32)


def _placing(points: FloatImage, size: Size, warp: Warp, place: Place, reach: float) -> FloatImage:
    """The 2x3 matrix from MNIST pixels to picture pixels."""
    height, breadth = size
    turn = _turning(warp)
    if place.fill is None:
        scale = np.diag([breadth / 28, height / 28])
        linear = scale @ turn
        offset = np.array([breadth, height]) / 2 - 0.5 - linear @ np.array([13.5, 13.5])
        return np.column_stack([linear, offset]).astype(np.float32)
    turned = points @ turn.T
    low, high = turned.min(0) - reach, turned.max(0) + reach
    factor = place.fill * min(size) / float((high - low).max())
    half = factor * (high - low) / 2
    frame = np.array([breadth, height], np.float64)
    margin = np.minimum(half + 0.02 * min(size), frame / 2)
    center = np.clip(np.array(place.center) * frame, margin, frame - margin)
    return np.column_stack([factor * turn, center - factor * (low + high) / 2]).astype(np.float32)


def _turning(warp: Warp) -> NDArray[np.float64]:
    angle = np.deg2rad(warp.rotation)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    lean = np.array([[1.0, -warp.shear], [0.0, 1.0]])
    root = np.sqrt(warp.stretch)
    return np.asarray(turn @ lean @ np.diag([root, 1 / root]), np.float64)


def _patch_box(
    points: FloatImage, matrix: FloatImage, size: Size, reach: float
) -> tuple[int, int, int, int]:
    """The part of the picture that the ink can reach: left, top, right, bottom."""
    border = _scale(matrix) * (reach + 2) + 2
    low = np.maximum(np.floor(points.min(0) - border), 0).astype(int)
    high = np.minimum(np.ceil(points.max(0) + border), [size[1], size[0]]).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _scale(matrix: FloatImage) -> float:
    """Picture pixels per MNIST pixel."""
    return float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))


def _outline(
    level: FloatImage, shift: FloatImage | None, matrix: FloatImage, size: Size
) -> FloatImage:
    """The digit's own outline: a smooth level set, with an edge one picture pixel wide."""
    if shift is not None:
        level = _remapped(level, shift)
    level = _sharpened(level)
    to_fine = np.array([[1 / FINE, 0, 0.5 / FINE - 0.5], [0, 1 / FINE, 0.5 / FINE - 0.5]])
    combined = matrix @ np.vstack([to_fine, [0, 0, 1]]).astype(np.float32)
    field = np.asarray(cv2.warpAffine(level, combined, size[::-1], flags=cv2.INTER_CUBIC))
    gain = max(_scale(matrix), 1.0) / _EDGE_SLOPE
    return np.asarray(np.clip((field - _EDGE_LEVEL) * gain + 0.5, 0, 1), np.float32)


def _sharpened(level: FloatImage) -> FloatImage:
    """Smooth the stairs of the 28x28 pixels, then open the holes that the smoothing closed."""
    smooth = cv2.GaussianBlur(level, (0, 0), 0.5 * FINE)
    wide = cv2.GaussianBlur(level, (0, 0), 1.3 * FINE)
    return np.asarray(cv2.addWeighted(smooth, 1.3, wide, -0.3, 0), np.float32)


def _remapped(level: FloatImage, shift: FloatImage) -> FloatImage:
    fine_shift = np.asarray(cv2.resize(shift, level.shape[::-1]), np.float32) * FINE
    row, column = np.indices(level.shape, dtype=np.float32)
    x, y = column - fine_shift[..., 0], row - fine_shift[..., 1]
    return np.asarray(cv2.remap(level, x, y, cv2.INTER_LINEAR), np.float32)


def _stroked(
    strokes: Strokes,
    pen: Pen,
    shift: FloatImage | None,
    matrix: FloatImage,
    size: Size,
    rng: np.random.Generator,
) -> FloatImage:
    """The digit's middle lines, drawn with a round pen of the given width."""
    width = (pen.width or 1.0) * _scale(matrix)
    fine = 4 if width < 5 else 2 if width < 20 else 1
    points = (_moved(_bent(strokes.points, shift), matrix) + 0.5) * fine - 0.5
    canvas = np.zeros((size[0] * fine, size[1] * fine), np.uint8)
    for (start, end), thickness in zip(
        strokes.edges, _thicknesses(strokes, width * fine, pen.pressure, rng), strict=True
    ):
        _line(canvas, points[start], points[end], thickness)
    if fine > 1:
        canvas = np.asarray(cv2.resize(canvas, size[::-1], interpolation=cv2.INTER_AREA), np.uint8)
    return canvas.astype(np.float32) / np.float32(255)


def _thicknesses(
    strokes: Strokes, width: float, pressure: float, rng: np.random.Generator
) -> Sequence[int]:
    factor = np.ones(len(strokes.edges))
    if pressure > 0:
        field = soft_field((28, 28), 4, rng)
        column, row = np.clip(strokes.points[strokes.edges[:, 0]], 0, 27).astype(int).T
        factor = np.clip(1 + pressure * field[row, column], 0.5, 1.6)
    thickness: list[int] = np.maximum(np.rint(width * factor), 1).astype(int).tolist()
    return thickness


def _line(canvas: NDArray[np.uint8], start: FloatImage, end: FloatImage, thickness: int) -> None:
    first, last = ((int(x * 16), int(y * 16)) for x, y in (start, end))
    cv2.line(canvas, first, last, 255, thickness, cv2.LINE_AA, 4)
