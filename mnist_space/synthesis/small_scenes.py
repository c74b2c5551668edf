"""Digits in few pixels: data sets' own pictures, icons, cells cut from tables."""

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.camera import Camera, photograph
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.masks import ink_box, reduced
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.screen_scenes import two_tone
from mnist_space.synthesis.sheets import WHITE, Paper, lay_paper
from mnist_space.synthesis.writing import Ink, write

Digit = NDArray[np.uint8]
Picture = NDArray[np.uint8]


def _either_way(mask: FloatImage, rng: np.random.Generator) -> Picture:
    return two_tone(mask, 0, 255) if rng.random() < 0.5 else two_tone(mask, 255, 0)


def tiny_8(digit: Digit, rng: np.random.Generator) -> Picture:
    """8x8 in 17 levels, as high as the picture: the form of scikit-learn's digits."""
    pen = Pen(float(rng.uniform(1.8, 3.2)))
    mask = draw_ink(digit, (128, 128), pen, Warp(elastic=0.3), rng, Place(0.96))
    levels = np.rint(reduced(mask, (8, 8)) * 16) / 16
    return _either_way(levels.astype(np.float32), rng)


def tiny_16(digit: Digit, rng: np.random.Generator) -> Picture:
    """16x16, stretched to the frame, black and white or grey: the form of Semeion's digits."""
    mask = draw_ink(digit, (256, 256), Pen(float(rng.uniform(1.5, 3))), Warp(), rng, Place(0.95))
    box = ink_box(mask)
    if box.shape[1] > 0.3 * box.shape[0]:
        mask = box
    small = reduced(mask, (16, 16))
    if rng.random() < 0.5:
        small = (small > 0.4).astype(np.float32)
    return _either_way(small, rng)


def tiny_28(digit: Digit, rng: np.random.Generator) -> Picture:
    """28x28, a pen of one to three pixels with hard edges, somewhere in the picture."""
    center = (float(rng.uniform(0.35, 0.65)), float(rng.uniform(0.35, 0.65)))
    place = Place(float(rng.uniform(0.45, 0.95)), center)
    mask = draw_ink(digit, (112, 112), Pen(float(rng.uniform(1.4, 3))), Warp(), rng, place)
    return _either_way((reduced(mask, (28, 28)) > 0.35).astype(np.float32), rng)


def cell_mask(digit: Digit, rng: np.random.Generator) -> FloatImage:
    """A digit in 30 to 48 pixels, which it fills to a half or more."""
    height, width = (int(side) for side in rng.integers(30, 49, 2))
    place = Place(float(rng.uniform(0.5, 0.8)), tuple(rng.uniform(0.4, 0.6, 2).tolist()))
    pen = Pen(float(rng.uniform(1.4, 2.6)))
    mask = draw_ink(digit, (4 * height, 4 * width), pen, Warp(), rng, place)
    return reduced(mask, (height, width))


def cell_photo(mask: FloatImage, rng: np.random.Generator) -> Picture:
    """A small mask as dark ink on paper, slightly soft, stored as a JPEG file."""
    paper = lay_paper(Paper(WHITE, grain=2), (mask.shape[0], mask.shape[1]), rng)
    ink = Ink((35, 38, 60), float(rng.uniform(0.6, 1)))
    camera = Camera(defocus=0.012, noise=2, quality=int(rng.integers(70, 96)))
    return photograph(write(paper, mask, ink, rng), camera, rng)


def cell(digit: Digit, rng: np.random.Generator) -> Picture:
    """A cell of a table, 30 to 48 pixels, cut out inside its ruling."""
    return cell_photo(cell_mask(digit, rng), rng)
