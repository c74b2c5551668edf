"""Random pictures of a digit, for training: broader than the forms of the benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis import sampling
from mnist_space.synthesis.camera import light, photograph
from mnist_space.synthesis.ink import Pen, Place, draw_ink
from mnist_space.synthesis.masks import cut_out, grown, reduced
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.shades import shade
from mnist_space.synthesis.sheets import lay_paper
from mnist_space.synthesis.straight import straightened
from mnist_space.synthesis.surroundings import (
    DESKS,
    SIDES,
    Side,
    border_fragments,
    dust,
    frame_lines,
    lay_desk,
)
from mnist_space.synthesis.writing import Ink, paint, write

Digit = NDArray[np.uint8]

_ON_SCREEN = 0.3
_DARK_PAPER = 0.12
_STRAIGHT, _FAT, _CUT_OUT, _FEW_PIXELS, _GRADIENT = 0.15, 0.04, 0.08, 0.08, 0.2


@dataclass(frozen=True)
class _Drawing:
    """A digit's ink, the pen's width in pixels, and the free pixels at each side of it."""

    mask: FloatImage
    pen: Pen
    stroke: float
    free: dict[Side, float]

    @property
    def size(self) -> tuple[int, int]:
        return self.mask.shape[0], self.mask.shape[1]


def random_picture(
    digit: Digit,
    rng: np.random.Generator,
    max_side: int = 400,
    neighbours: Sequence[Digit] = (),
) -> ColorImage:
    """Draw or write and photograph a digit in a random way.

    Args:
        digit: uint8 (28, 28), or a finer square mask (S, S); ink 255. Zeros give a blank picture.
        rng: the only source of chance: the same state gives the same picture.
        max_side: longest side of a picture, in pixels; at least 48.
        neighbours: digits of which fragments may stick into the picture.

    Returns:
        uint8 (H, W, 3) RGB, 8 to `max_side` pixels long.
    """
    return random_scene(digit, rng, max_side, neighbours)[0]


def random_scene(
    digit: Digit,
    rng: np.random.Generator,
    max_side: int = 400,
    neighbours: Sequence[Digit] = (),
) -> tuple[ColorImage, FloatImage]:
    """Do what `random_picture` does; give the picture and the digit's own ink on it.

    Returns:
        uint8 (H, W, 3) RGB, and float32 (H, W) in [0, 1]: where the digit alone was drawn.
    """
    has_few_pixels = rng.random() < _FEW_PIXELS
    drawing = _draw(digit, rng, min(max_side, 160) if has_few_pixels else max_side)
    on_screen = rng.random() < _ON_SCREEN
    picture = _on_screen(drawing, rng) if on_screen else _photographed(drawing, neighbours, rng)
    return _in_few_pixels(picture, drawing, rng) if has_few_pixels else (picture, drawing.mask)


def _draw(digit: Digit, rng: np.random.Generator, max_side: int) -> _Drawing:
    if digit.shape == (28, 28) and rng.random() < _STRAIGHT:
        digit = straightened(digit, float(rng.uniform(0.6, 2.2)))
    size = sampling.size(rng, max_side)
    fill = sampling.fill(rng, min(size))
    scale = fill * min(size) / 20
    pen = sampling.pen(rng, thinnest=1.1 / scale)
    place = Place(fill, (float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.1, 0.9))))
    if rng.random() < 0.5:
        place = replace(place, center=(0.5, 0.5))
    mask = draw_ink(digit, size, pen, sampling.warp(rng), rng, place)
    if mask.max() > 0.5:
        if rng.random() < _FAT:
            mask = grown(
                mask, hole=max(0.4 * scale, 1.5), most=float(rng.uniform(0.3, 1.5)) * scale
            )
        if rng.random() < _CUT_OUT:
            mask = cut_out(mask, int(rng.uniform(0, 0.06) * min(size)), narrowest=24)
    return _Drawing(mask, pen, scale * (pen.width or 2.5), _free(mask))


def _in_few_pixels(
    picture: ColorImage, drawing: _Drawing, rng: np.random.Generator
) -> tuple[ColorImage, FloatImage]:
    """The digit with at most a fifth around it, reduced to 8 to 34 pixels."""
    mask = drawing.mask
    left, top, width, height = cv2.boundingRect((mask > 0).astype(np.uint8))
    if width:
        rim = int(rng.uniform(0, 0.2) * max(width, height))
        rows = slice(max(top - rim, 0), top + height + rim)
        columns = slice(max(left - rim, 0), left + width + rim)
        picture, mask = picture[rows, columns], mask[rows, columns]
    scale = min(rng.uniform(8, 34) / max(mask.shape), 1)
    size = tuple(max(round(side * scale), 4) for side in mask.shape[::-1])
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), reduced(mask, (size[1], size[0]))


def _free(mask: FloatImage) -> dict[Side, float]:
    left, top, width, height = cv2.boundingRect((mask > 0).astype(np.uint8))
    if width == 0:
        return dict.fromkeys(SIDES, 0.3 * min(mask.shape))
    right, bottom = mask.shape[1] - left - width, mask.shape[0] - top - height
    return {"left": left, "top": top, "right": right, "bottom": bottom}


def _on_screen(drawing: _Drawing, rng: np.random.Generator) -> ColorImage:
    ground, color = sampling.screen_colors(rng)
    picture = np.empty((*drawing.size, 3), np.uint8)
    picture[:] = np.rint(ground).astype(np.uint8)
    if rng.random() < _GRADIENT:
        picture = paint(picture, _slope(drawing.size, rng), sampling.further(ground, color, rng))
    picture = paint(picture, drawing.mask, color)
    if rng.random() < 0.3:
        return photograph(picture, sampling.camera(rng, drawing.stroke, min(drawing.size)), rng)
    return picture


def _slope(size: tuple[int, int], rng: np.random.Generator) -> FloatImage:
    """From 0 to 1 across a picture, in any direction."""
    angle = rng.uniform(0, 2 * np.pi)
    row, column = np.linspace(-0.7, 0.7, size[0])[:, None], np.linspace(-0.7, 0.7, size[1])
    slope = np.clip(0.5 + row * np.sin(angle) + column * np.cos(angle), 0, 1)
    return np.asarray(slope, np.float32)


def _photographed(
    drawing: _Drawing, neighbours: Sequence[Digit], rng: np.random.Generator
) -> ColorImage:
    dark = rng.random() < _DARK_PAPER
    sheet = sampling.dark_paper(rng) if dark else sampling.paper(rng)
    ink = sampling.chalk(rng) if dark else sampling.ink(rng, sheet)
    mask = _with_neighbours(drawing, neighbours, rng)
    picture = write(lay_paper(sheet, drawing.size, rng), mask, ink, rng)
    picture = _add_surroundings(picture, drawing, ink, rng)
    picture = light(picture, sampling.light(rng), rng)
    gain = sampling.shade(rng)
    picture = picture if gain is None else shade(picture, gain)
    return photograph(picture, sampling.camera(rng, drawing.stroke, min(drawing.size)), rng)


def _with_neighbours(
    drawing: _Drawing, neighbours: Sequence[Digit], rng: np.random.Generator
) -> FloatImage:
    if len(neighbours) == 0 or rng.random() < 0.7:
        return drawing.mask
    reach = {side: 0.6 * free for side, free in drawing.free.items()}
    fragments = border_fragments(neighbours, drawing.size, drawing.pen, reach, rng)
    return np.maximum(drawing.mask, fragments)


def _add_surroundings(
    picture: ColorImage, drawing: _Drawing, ink: Ink, rng: np.random.Generator
) -> ColorImage:
    """A printed frame, dust and the desk, each at times and where the digit leaves room."""
    size, short = drawing.size, min(drawing.size)
    if rng.random() < 0.15:
        sides = _some_sides(rng, list(SIDES))
        inset = min(drawing.free[side] for side in sides) / short
        lines = frame_lines(sides, size, inset, float(rng.uniform(0.004, 0.03)), rng)
        picture = paint(picture, lines, sampling.line_color(rng))
    if rng.random() < 0.15:
        largest = min(0.012, 0.5 * drawing.stroke / short)
        specks = dust(int(rng.integers(1, 12)), largest, size, rng)
        picture = write(picture, specks, replace(ink, gaps=0, grain=0), rng)
    if rng.random() < 0.15:
        picture = _add_desk(picture, drawing, rng)
    return picture


def _add_desk(picture: ColorImage, drawing: _Drawing, rng: np.random.Generator) -> ColorImage:
    """The desk at the sides where it stays off the digit, its tilted edges included."""
    size, short = drawing.size, min(drawing.size)
    tilt = 0.03 * max(size)
    roomy = [side for side in SIDES if drawing.free[side] - tilt > 0.06 * short]
    if not roomy:
        return picture
    sides = _some_sides(rng, roomy)
    deepest = min(drawing.free[side] for side in sides) - tilt
    depth = float(rng.uniform(0.2, 0.9)) * deepest / short
    return lay_desk(picture, sides, depth, DESKS[rng.integers(len(DESKS))], rng)


def _some_sides(rng: np.random.Generator, sides: Sequence[Side]) -> list[Side]:
    count = int(rng.integers(1, len(sides) + 1))
    return [sides[i] for i in rng.permutation(len(sides))[:count]]
