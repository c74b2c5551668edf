"""What else a photo of a digit shows: the desk, the neighbours, a printed frame, dust."""

from collections.abc import Mapping, Sequence
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.noise import FloatImage, grain
from mnist_space.synthesis.writing import Color

Size = tuple[int, int]
Side = Literal["left", "top", "right", "bottom"]
SIDES: tuple[Side, ...] = ("left", "top", "right", "bottom")
DESKS: tuple[Color, ...] = (
    (120, 82, 52),
    (168, 128, 88),
    (70, 48, 34),
    (52, 54, 58),
    (28, 28, 30),
    (110, 116, 124),
    (64, 84, 110),
)


def lay_desk(
    picture: ColorImage,
    sides: Sequence[Side],
    depth: float,
    color: Color,
    rng: np.random.Generator,
) -> ColorImage:
    """Let the paper end inside the picture, on a desk with a grain like wood.

    Args:
        picture: uint8 (H, W, 3) RGB, all of it paper.
        sides: where the desk shows.
        depth: how far it reaches in, as a fraction of the picture's shorter side.
        color: of the desk.
        rng: source of the tilt of the edges and of the wood.

    Returns:
        uint8 (H, W, 3) RGB.
    """
    size = (picture.shape[0], picture.shape[1])
    outside = np.max([_beyond(side, depth, size, rng) for side in sides], axis=0)
    cover = np.clip(outside + 0.5, 0, 1)[..., None].astype(np.float32)
    shade = 1 - 0.35 * np.exp(-np.abs(outside) / (0.015 * min(size)))
    desk = _wood(color, size, rng) * shade[..., None]
    laid = picture + cover * (desk - picture)
    return np.asarray(np.clip(laid, 0, 255), np.uint8)


def _beyond(side: Side, depth: float, size: Size, rng: np.random.Generator) -> FloatImage:
    """How far each pixel lies beyond the paper's edge, in pixels; negative on the paper."""
    height, width = size
    tilt = rng.uniform(-0.06, 0.06)
    row = np.arange(height, dtype=np.float32)[:, None]
    column = np.arange(width, dtype=np.float32)[None]
    along = row - height / 2 if side in ("left", "right") else column - width / 2
    inward = {
        "left": column,
        "right": width - 1 - column,
        "top": row,
        "bottom": height - 1 - row,
    }[side]
    return np.asarray(depth * min(height, width) + tilt * along - inward, np.float32)


def _wood(color: Color, size: Size, rng: np.random.Generator) -> FloatImage:
    """A desk: float32 (H, W, 3), long streaks along a random axis."""
    height, width = size
    streaks = rng.standard_normal((64, 3) if rng.random() < 0.5 else (3, 64)).astype(np.float32)
    field = cv2.resize(streaks, (width, height), interpolation=cv2.INTER_CUBIC)
    texture = 1 + 0.1 * field + 0.03 * grain((height, width), rng)
    return np.asarray(texture[..., None] * np.array(color, np.float32), np.float32)


def border_fragments(
    digits: Sequence[NDArray[np.uint8]],
    size: Size,
    pen: Pen,
    reach: Mapping[Side, float],
    rng: np.random.Generator,
) -> FloatImage:
    """Parts of neighbouring digits that stick into the picture.

    Args:
        digits: the neighbours, uint8 (28, 28); each comes in at a random side.
        size: (height, width) of the picture.
        pen: that all were written with.
        reach: how far they may come in at each side, in pixels; at most 0.3 of the shorter side.
        rng: source of sides and places.

    Returns:
        float32 (height, width) ink mask.
    """
    mask = np.zeros(size, np.float32)
    for digit in digits:
        side = SIDES[rng.integers(4)]
        depth = int(min(rng.uniform(0.4, 1) * reach[side], 0.3 * min(size)))
        length = max(int(min(size) * rng.uniform(0.4, 0.7)), depth, 8)
        whole = _cropped(draw_ink(digit, (length, length), pen, Warp(), rng, Place(0.95)))
        depth = min(depth, *whole.shape)
        if depth >= 2:
            _lay_fragment(mask, whole, side, depth, rng)
    return mask


def _cropped(mask: FloatImage) -> FloatImage:
    left, top, width, height = cv2.boundingRect((mask > 0).astype(np.uint8))
    return mask[top : top + height, left : left + width]


def _lay_fragment(
    mask: FloatImage, whole: FloatImage, side: Side, depth: int, rng: np.random.Generator
) -> None:
    """Lay the part of a neighbour that is nearest to the picture at one of its sides."""
    if side in ("top", "bottom"):
        mask, whole = mask.T, whole.T
    rows = min(len(whole), len(mask))
    start = int(rng.integers(0, len(mask) - rows + 1))
    if side in ("left", "top"):
        target, cut = mask[start : start + rows, :depth], whole[:rows, -depth:]
    else:
        target, cut = mask[start : start + rows, -depth:], whole[:rows, :depth]
    np.maximum(target, cut, out=target)


def frame_lines(
    sides: Sequence[Side],
    size: Size,
    inset: float,
    width: float,
    rng: np.random.Generator,
) -> FloatImage:
    """Lines of a printed box along some sides of the picture: float32 (height, width) mask.

    `inset` and `width` are fractions of the picture's shorter side.
    """
    mask = np.zeros(size, np.float32)
    thickness = max(width * min(size), 0.8)
    for side in sides:
        off = _beyond(side, inset * rng.uniform(0.3, 1), size, rng)
        np.maximum(mask, np.clip(thickness / 2 - np.abs(off) + 0.5, 0, 1), out=mask)
    return mask


def dust(count: int, largest: float, size: Size, rng: np.random.Generator) -> FloatImage:
    """Specks at random places: float32 (height, width) mask.

    `largest` is a speck's largest radius as a fraction of the picture's shorter side.
    """
    mask = np.zeros(size, np.uint8)
    for _ in range(count):
        x, y = rng.uniform(0, size[1]), rng.uniform(0, size[0])
        axes = rng.uniform(0.3, 1, 2) * largest * min(size) * 16
        cv2.ellipse(
            mask,
            (int(x * 16), int(y * 16)),
            (int(axes[0]), int(axes[1])),
            rng.uniform(0, 180),
            0,
            360,
            255,
            -1,
            cv2.LINE_AA,
            4,
        )
    return mask.astype(np.float32) / np.float32(255)
