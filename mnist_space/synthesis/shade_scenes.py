"""Photographed pages in shade: as a lamp, a window, a phone and a lens leave them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.camera import Camera, photograph
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.shades import corner, shade, side_band, vignette
from mnist_space.synthesis.sheets import GREY, WHITE, Paper, lay_paper
from mnist_space.synthesis.writing import Ink, write

Digit = NDArray[np.uint8]
Picture = NDArray[np.uint8]
Shade = Callable[[np.random.Generator], FloatImage]

UPRIGHT, LEVEL = (768, 576), (576, 768)
_CAMERA = Camera(defocus=0.0012, noise=2.5, quality=90)


def faint(rng: np.random.Generator) -> Ink:
    """Hard pencil: it takes a ninth to a fourth of the paper's light."""
    return Ink((60, 60, 65), float(rng.uniform(0.15, 0.35)), grain=0.15)


def firm(rng: np.random.Generator) -> Ink:
    """Soft pencil or ballpoint."""
    return Ink((40, 44, 80), float(rng.uniform(0.5, 0.9)), grain=0.1)


def shaded_page(digit: Digit, rng: np.random.Generator, gain: FloatImage, ink: Ink) -> Picture:
    """A digit half the picture high or larger, written by a thin pen, on a page in this light."""
    return shaded_scene(digit, rng, gain, ink)[0]


def shaded_scene(
    digit: Digit, rng: np.random.Generator, gain: FloatImage, ink: Ink
) -> tuple[Picture, FloatImage]:
    """Do what `shaded_page` does; give the picture and the digit's own ink on it.

    Returns:
        uint8 (H, W, 3) RGB, and float32 (H, W) in [0, 1].
    """
    size = UPRIGHT if rng.random() < 0.6 else LEVEL
    pen, warp = Pen(float(rng.uniform(0.7, 1.8)), 0.1), Warp(elastic=0.3)
    center = (float(rng.uniform(0.4, 0.6)), float(rng.uniform(0.4, 0.6)))
    mask = draw_ink(digit, size, pen, warp, rng, Place(float(rng.uniform(0.45, 0.8)), center))
    sheet = Paper(GREY if rng.random() < 0.5 else WHITE, grain=2, mottle=1, unevenness=1.5)
    picture = write(lay_paper(sheet, size, rng), mask, ink, rng)
    return photograph(shade(picture, gain), _CAMERA, rng), mask


def strong_vignette(digit: Digit, rng: np.random.Generator) -> Picture:
    """Corners that lose half to four fifths of the light, from the middle of the page on."""
    gain = vignette(float(rng.uniform(0.5, 0.8)), float(rng.uniform(1.6, 3)), rng)
    return shaded_page(digit, rng, gain, firm(rng))


def faint_vignette(digit: Digit, rng: np.random.Generator) -> Picture:
    """Faint pencil; corners that lose a third to two thirds of the light."""
    gain = vignette(float(rng.uniform(0.35, 0.65)), float(rng.uniform(1.6, 3)), rng)
    return shaded_page(digit, rng, gain, faint(rng))


def corner_shade(digit: Digit, rng: np.random.Generator) -> Picture:
    """One corner in shade, which reaches up to the middle of the page."""
    strength, reach = float(rng.uniform(0.35, 0.7)), float(rng.uniform(0.25, 0.6))
    gain = corner(strength, reach, float(rng.uniform(0.05, 0.4)), rng)
    return shaded_page(digit, rng, gain, firm(rng))


def side_shade(digit: Digit, rng: np.random.Generator) -> Picture:
    """Faint pencil; a side of the page in the phone's soft shadow."""
    strength, depth = float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.1, 0.35))
    gain = side_band(strength, depth, float(rng.uniform(0.05, 0.25)), rng)
    return shaded_page(digit, rng, gain, faint(rng))


def faint_large_pencil(digit: Digit, rng: np.random.Generator) -> Picture:
    """A thin and faint digit that nearly fills a page in slightly uneven light."""
    mask = draw_ink(digit, UPRIGHT, Pen(float(rng.uniform(0.5, 0.9))), Warp(), rng, Place(0.94))
    sheet = Paper(GREY, grain=2, mottle=1, unevenness=3)
    picture = write(lay_paper(sheet, UPRIGHT, rng), mask, faint(rng), rng)
    return photograph(shade(picture, vignette(0.2, 2, rng)), _CAMERA, rng)
