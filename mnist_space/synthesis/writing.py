"""Ink laid on paper."""

from dataclasses import dataclass

import cv2
import numpy as np

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis.noise import FloatImage, grain

Color = tuple[float, float, float]


@dataclass(frozen=True)
class Ink:
    """What the pen leaves on the paper.

    Attributes:
        color: RGB, 0 to 255.
        strength: how much of the paper's colour it covers, 0 to 1.
        grain: deviation of the strength from place to place, as pencil and chalk have it.
        gaps: share of the ink that is missing, as of a pen that runs dry.
    """

    color: Color = (20, 20, 25)
    strength: float = 1.0
    grain: float = 0.0
    gaps: float = 0.0


def write(picture: ColorImage, mask: FloatImage, ink: Ink, rng: np.random.Generator) -> ColorImage:
    """Lay ink on a picture: uint8 (H, W, 3) RGB, the picture given stays as it is.

    Args:
        picture: uint8 (H, W, 3) RGB.
        mask: float32 (H, W), 1 where there is ink.
        ink: its colour, strength and texture.
        rng: source of the texture.
    """
    box = cv2.boundingRect((mask > 0).astype(np.uint8))
    left, top, width, height = box
    if width == 0:
        return picture.copy()
    part = np.s_[top : top + height, left : left + width]
    cover = _cover(mask[part], ink, rng)
    written = picture.copy()
    written[part] = paint(picture[part], cover, ink.color)
    return written


def _cover(mask: FloatImage, ink: Ink, rng: np.random.Generator) -> FloatImage:
    cover = mask * np.float32(ink.strength)
    if ink.grain > 0:
        texture = grain(_size(mask), rng, blur=0.7)
        cover = cover * np.clip(1 + np.float32(ink.grain) * texture, 0, 1 / ink.strength)
    if ink.gaps > 0:
        texture = grain(_size(mask), rng, blur=max(1.0, min(_size(mask)) / 60))
        cover = cover * (texture > np.quantile(texture, ink.gaps))
    return np.asarray(cover, np.float32)


def _size(mask: FloatImage) -> tuple[int, int]:
    return mask.shape[0], mask.shape[1]


def paint(picture: ColorImage, cover: FloatImage, color: Color) -> ColorImage:
    """Blend a colour over a picture (uint8 (H, W, 3)) where cover (float32 (H, W), 0 to 1) is."""
    ink = flat((picture.shape[0], picture.shape[1]), color)
    return np.asarray(cv2.blendLinear(picture, ink, 1 - cover, cover), np.uint8)


def flat(size: tuple[int, int], color: Color) -> ColorImage:
    """A picture of one colour: uint8 (height, width, 3)."""
    channels = [np.full(size, np.clip(round(value), 0, 255), np.uint8) for value in color]
    return np.asarray(cv2.merge(channels), np.uint8)


def add_gray(picture: ColorImage, texture: FloatImage) -> ColorImage:
    """Add the same amount (grey levels, float32 (H, W)) to each channel, cut at 0 and 255."""
    added = cv2.add(picture, cv2.merge([texture] * 3), dtype=cv2.CV_8U)
    return np.asarray(added, np.uint8)
