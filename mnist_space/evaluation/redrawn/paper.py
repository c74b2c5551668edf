"""Paper to write on, plain or with lines, and the desk around it."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.evaluation.redrawn.noise import grain, soft_field

Color = tuple[float, float, float]
ColorImage = NDArray[np.uint8]
FloatImage = NDArray[np.float32]
Size = tuple[int, int]

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
    """

    kind: str = "ruled"
    gap: float = 0.2
    width: float = 0.006
    color: Color = BLUE_LINE
    turn: float = 0.0


@dataclass(frozen=True)
class Paper:
    """A sheet of paper.

    Attributes:
        color: RGB, 0 to 255.
        grain: standard deviation of the fine texture, in grey levels.
        unevenness: standard deviation of slow changes of brightness, in grey levels.
        lines: printed lines, or None.
    """

    color: Color = WHITE
    grain: float = 0.0
    unevenness: float = 0.0
    lines: Lines | None = field(default=None)


def lay_paper(paper: Paper, size: Size, rng: np.random.Generator) -> ColorImage:
    """A picture of blank paper: uint8 (height, width, 3) RGB."""
    picture = np.empty((*size, 3), np.uint8)
    picture[:] = np.rint(paper.color).astype(np.uint8)
    if paper.grain > 0 or paper.unevenness > 0:
        texture = grain(size, rng) * paper.grain
        texture += soft_field(size, 6, rng) * paper.unevenness
        picture = add_gray(picture, texture)
    if paper.lines is not None:
        mask = line_mask(paper.lines, size, rng)
        picture = paint(picture, mask, paper.lines.color)
    return picture


def add_gray(picture: ColorImage, texture: FloatImage) -> ColorImage:
    """Add the same amount (grey levels, float32 (H, W)) to each channel."""
    return cv2.add(picture, cv2.merge([texture] * 3), dtype=cv2.CV_8U)


def paint(picture: ColorImage, mask: FloatImage, color: Color) -> ColorImage:
    """Cover the picture with a colour where mask (float32 (H, W), 0 to 1) says so."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if len(rows) == 0:
        return picture
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    under = picture[part].astype(np.float32)
    over = mask[part][..., None] * (np.array(color, np.float32) - under)
    painted = picture.copy()
    painted[part] = np.clip(under + over + 0.5, 0, 255)
    return painted


def line_mask(lines: Lines, size: Size, rng: np.random.Generator) -> FloatImage:
    """Where the printed lines are: float32 (height, width), 0 to 1."""
    short = min(size)
    gap, width = lines.gap * short, max(lines.width * short, 0.7)
    start = rng.uniform(0, gap, 2)
    angle = np.deg2rad(lines.turn)
    row = np.arange(size[0], dtype=np.float32)[:, None]
    column = np.arange(size[1], dtype=np.float32)[None]
    down = row * np.float32(np.cos(angle)) - column * np.float32(np.sin(angle))
    across = column * np.float32(np.cos(angle)) + row * np.float32(np.sin(angle))
    to_row, to_column = _off_line(down + start[0], gap), _off_line(across + start[1], gap)
    if lines.kind == "dotted":
        return np.clip(width - np.hypot(to_row, to_column) + 0.5, 0, 1)
    horizontal = np.clip((width + 1) / 2 - to_row, 0, 1)
    if lines.kind == "ruled":
        return horizontal
    vertical = np.clip((width + 1) / 2 - to_column, 0, 1)
    return np.maximum(horizontal, vertical)


def _off_line(position: FloatImage, gap: float) -> FloatImage:
    """Distance of each position from the next multiple of gap."""
    return np.abs((position + gap / 2) % gap - gap / 2).astype(np.float32)
