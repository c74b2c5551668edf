"""Paper to write on: plain, ruled, squared, dotted."""

from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis.noise import FloatImage, grain, soft_field
from mnist_space.synthesis.writing import Color, add_gray, flat, paint

Size = tuple[int, int]
LineKind = Literal["ruled", "squared", "dotted"]

WHITE: Color = (248, 248, 246)
CREAM: Color = (243, 234, 212)
GREY: Color = (205, 203, 198)
BLUE_LINE: Color = (150, 175, 215)
GREY_LINE: Color = (165, 165, 170)
RED_LINE: Color = (215, 140, 145)


@dataclass(frozen=True)
class Lines:
    """Printed lines of the paper.

    Attributes:
        kind: "ruled", "squared" or "dotted".
        gap: distance of two lines, as a fraction of the picture's shorter side.
        width: of a line, in the same unit.
        color: RGB, 0 to 255.
        turn: degrees that the lines are turned by.
        start: distance of the first line from the upper and the left edge, in the same unit; None
            for any.
    """

    kind: LineKind = "ruled"
    gap: float = 0.2
    width: float = 0.006
    color: Color = BLUE_LINE
    turn: float = 0.0
    start: tuple[float, float] | None = None


@dataclass(frozen=True)
class Paper:
    """A sheet of paper.

    Attributes:
        color: RGB, 0 to 255.
        grain: standard deviation of the fine texture, in grey levels.
        mottle: the same for a texture three pixels wide, as newsprint has it.
        unevenness: the same for slow changes over the whole sheet.
        lines: printed lines, or None.
    """

    color: Color = WHITE
    grain: float = 0.0
    mottle: float = 0.0
    unevenness: float = 0.0
    lines: Lines | None = None


def lay_paper(paper: Paper, size: Size, rng: np.random.Generator) -> ColorImage:
    """A picture of blank paper: uint8 (height, width, 3) RGB."""
    picture = flat(size, paper.color)
    texture = _texture(paper, size, rng)
    if texture is not None:
        picture = add_gray(picture, texture)
    if paper.lines is not None:
        picture = paint(picture, line_mask(paper.lines, size, rng), paper.lines.color)
    return picture


def _texture(paper: Paper, size: Size, rng: np.random.Generator) -> FloatImage | None:
    layers = []
    if paper.grain > 0:
        layers.append(grain(size, rng) * np.float32(paper.grain))
    if paper.mottle > 0:
        layers.append(grain(size, rng, blur=1.5) * np.float32(paper.mottle))
    if paper.unevenness > 0:
        layers.append(soft_field(size, 6, rng) * np.float32(paper.unevenness))
    return np.asarray(reduce(np.add, layers), np.float32) if layers else None


def line_mask(lines: Lines, size: Size, rng: np.random.Generator) -> FloatImage:
    """Where the printed lines are: float32 (height, width), 0 to 1."""
    short = min(size)
    gap, width = lines.gap * short, max(lines.width * short, 0.7)
    down, across = _turned_grid(size, lines.turn)
    start = rng.uniform(0, gap, 2) if lines.start is None else -short * np.array(lines.start)
    to_row, to_column = _off_line(down + start[0], gap), _off_line(across + start[1], gap)
    if lines.kind == "dotted":
        return _covered(width - np.hypot(to_row, to_column))
    nearest = to_row if lines.kind == "ruled" else np.minimum(to_row, to_column)
    return _covered(width / 2 - nearest)


def _covered(inside: NDArray[np.floating]) -> FloatImage:
    """The share of a pixel that is covered, from how far inside of an edge its middle is."""
    return np.asarray(np.clip(inside + 0.5, 0, 1), np.float32)


def _turned_grid(size: Size, turn: float) -> tuple[FloatImage, FloatImage]:
    """Coordinates of each pixel along the turned axes, down and across: float32 (H, W)."""
    cosine, sine = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    row = np.arange(size[0], dtype=np.float32)[:, None]
    column = np.arange(size[1], dtype=np.float32)[None]
    down, across = row * cosine - column * sine, column * cosine + row * sine
    return np.asarray(down, np.float32), np.asarray(across, np.float32)


def _off_line(position: FloatImage, gap: float) -> FloatImage:
    """Distance of each position from the next multiple of gap."""
    gaps = position * np.float32(1 / gap)
    return np.asarray(np.abs(gaps - np.rint(gaps)) * np.float32(gap), np.float32)
