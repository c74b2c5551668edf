"""Digits that fill the picture, fat digits, and grounds that are neither white nor black."""

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.camera import Camera, photograph
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.masks import cut_out, grown
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.screen_scenes import two_tone
from mnist_space.synthesis.sheets import GREY, Paper, lay_paper
from mnist_space.synthesis.straight import straightened
from mnist_space.synthesis.writing import Color, Ink, flat, paint, write

Digit = NDArray[np.uint8]
Picture = NDArray[np.uint8]

_SIZE = (300, 300)
_FULL = Place(0.96)


def frame_filling(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black on white, a thin pen, as large as the picture: strokes run from side to side."""
    return two_tone(
        draw_ink(digit, _SIZE, Pen(float(rng.uniform(0.5, 2))), Warp(), rng, _FULL), 255, 0
    )


def straight_strokes(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black on white, of straight lines, as large as the picture."""
    ink = straightened(digit, float(rng.uniform(1, 2.2)))
    mask = draw_ink(ink, _SIZE, Pen(float(rng.uniform(0.5, 2))), Warp(), rng, _FULL)
    return two_tone(mask, 255, 0)


def frame_filling_photo(digit: Digit, rng: np.random.Generator) -> Picture:
    """Pen on grey paper, as high and as wide as the photo but for a small rim."""
    mask = draw_ink(digit, (400, 400), Pen(float(rng.uniform(0.8, 2)), 0.1), Warp(), rng, _FULL)
    return grey_page(cut_out(mask, int(rng.integers(4, 25))), rng)


def tight_crop(digit: Digit, rng: np.random.Generator) -> Picture:
    """A photo cut along the ink, which touches three or four of its sides."""
    mask = draw_ink(digit, (500, 500), Pen(float(rng.uniform(1, 2.5)), 0.1), Warp(), rng, _FULL)
    return grey_page(cut_out(mask, int(rng.integers(0, 3))), rng)


def grey_page(mask: FloatImage, rng: np.random.Generator) -> Picture:
    """A mask as dark ink on grey paper, photographed."""
    sheet = lay_paper(Paper(GREY, grain=4, unevenness=2), (mask.shape[0], mask.shape[1]), rng)
    picture = write(sheet, mask, Ink((45, 45, 55), float(rng.uniform(0.7, 0.95))), rng)
    return photograph(picture, Camera(defocus=0.0015, noise=3, quality=88), rng)


def small_hole(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black on white or white on black, so fat that the holes are nearly closed."""
    mask = draw_ink(digit, _SIZE, Pen(), Warp(), rng, Place(0.7))
    fat = grown(mask, hole=float(rng.uniform(4, 9)), most=float(rng.uniform(8, 20)))
    return two_tone(fat, 255, 0) if rng.random() < 0.6 else two_tone(fat, 0, 255)


def _light_color(rng: np.random.Generator) -> Color:
    """A tint: light, one channel or two clearly below the others."""
    red, green, blue = rng.permutation(
        [rng.uniform(225, 255), rng.uniform(170, 245), rng.uniform(120, 225)]
    )
    return float(red), float(green), float(blue)


def _inked(ground: Picture, digit: Digit, rng: np.random.Generator, color: Color) -> Picture:
    pen = Pen(float(rng.uniform(1.2, 3)))
    size = (ground.shape[0], ground.shape[1])
    mask = draw_ink(digit, size, pen, Warp(), rng, Place(float(rng.uniform(0.5, 0.85))))
    return paint(ground, mask, color)


def tinted_ground(digit: Digit, rng: np.random.Generator) -> Picture:
    """Dark ink on a pink, yellow, green or blue ground."""
    red, green, blue = rng.uniform(0, 90, 3)
    return _inked(flat(_SIZE, _light_color(rng)), digit, rng, (red, green, blue))


def gradient_ground(digit: Digit, rng: np.random.Generator) -> Picture:
    """Dark ink on a ground that changes from one light colour to another."""
    angle = rng.uniform(0, 2 * np.pi)
    row, column = np.mgrid[-0.7:0.7:300j, -0.7:0.7:300j]
    share = np.clip(0.5 + row * np.sin(angle) + column * np.cos(angle), 0, 1).astype(np.float32)
    ground = paint(flat(_SIZE, _light_color(rng)), share, _light_color(rng))
    return _inked(ground, digit, rng, (20, 20, 40))


def light_on_midtone(digit: Digit, rng: np.random.Generator) -> Picture:
    """White or pale ink on a colour of medium brightness."""
    red, green, blue = rng.uniform(70, 165, 3)
    pale = float(rng.uniform(225, 255))
    return _inked(flat(_SIZE, (red, green, blue)), digit, rng, (pale, pale, pale))
