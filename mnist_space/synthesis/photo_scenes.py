"""Digits written on paper and photographed: one MNIST digit as a phone's camera shows it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.camera import Camera, Light, light, photograph
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.sheets import (
    BLUE_LINE,
    CREAM,
    GREY,
    GREY_LINE,
    WHITE,
    LineKind,
    Lines,
    Paper,
    lay_paper,
)
from mnist_space.synthesis.surroundings import DESKS, SIDES, border_fragments, lay_desk
from mnist_space.synthesis.writing import Color, Ink, write

Digit = NDArray[np.uint8]
Picture = NDArray[np.uint8]
Size = tuple[int, int]

PHOTO: Size = (600, 800)
BALLPOINT = Ink((38, 42, 95), 0.9, grain=0.08)
INKS: tuple[Color, ...] = (
    (25, 60, 190),
    (205, 35, 40),
    (25, 140, 65),
    (20, 170, 200),
    (225, 180, 20),
)
_LIT = Light(level=0.9, gradient=0.2, vignette=0.1, unevenness=0.02)
_CAMERA = Camera(defocus=0.0015, noise=3, quality=88)
_SHEET = Paper(WHITE, grain=2, mottle=1, unevenness=1.5)


def _mask(digit: Digit, rng: np.random.Generator, size: Size = PHOTO) -> FloatImage:
    """A digit in an everyday hand: a pen of 1.2 to 2.4, half the picture high."""
    pen = Pen(float(rng.uniform(1.2, 2.4)), pressure=0.12)
    warp = Warp(rotation=float(rng.uniform(-8, 8)), elastic=0.3)
    center = (float(rng.uniform(0.42, 0.58)), float(rng.uniform(0.45, 0.55)))
    return draw_ink(digit, size, pen, warp, rng, Place(float(rng.uniform(0.45, 0.6)), center))


def _photo(
    digit: Digit,
    rng: np.random.Generator,
    paper: Paper = _SHEET,
    ink: Ink = BALLPOINT,
    lit: Light = _LIT,
    camera: Camera = _CAMERA,
) -> Picture:
    picture = write(lay_paper(paper, PHOTO, rng), _mask(digit, rng), ink, rng)
    return photograph(light(picture, lit, rng), camera, rng)


def grey_photo(digit: Digit, rng: np.random.Generator) -> Picture:
    """Dark ink on uneven grey paper: shading, noise, JPEG; 800x600."""
    place = Place(float(rng.uniform(0.4, 0.75)))
    mask = draw_ink(digit, PHOTO, Pen(), Warp(), rng, place)
    picture = lay_paper(Paper(GREY, grain=4, unevenness=5), PHOTO, rng)
    picture = write(picture, mask, Ink((45, 45, 55), 0.85), rng)
    picture = light(picture, Light(gradient=0.5, vignette=0.25, unevenness=0.06), rng)
    return photograph(picture, Camera(defocus=0.002, noise=6, quality=85), rng)


def coloured_ink(digit: Digit, rng: np.random.Generator) -> Picture:
    """Blue, red, green, cyan or yellow ink on white or cream paper."""
    paper = replace(_SHEET, color=CREAM if rng.random() < 0.5 else WHITE)
    color = INKS[rng.integers(len(INKS))]
    return _photo(digit, rng, paper, Ink(color, 0.9, grain=0.08))


def low_jpeg(digit: Digit, rng: np.random.Generator) -> Picture:
    """Stored as a JPEG file of quality 6 to 15."""
    return _photo(digit, rng, camera=replace(_CAMERA, quality=int(rng.integers(6, 16))))


def out_of_focus(digit: Digit, rng: np.random.Generator) -> Picture:
    """Blurred by a 60th to a 35th of the picture's height."""
    camera = replace(_CAMERA, defocus=float(rng.uniform(1 / 60, 1 / 35)))
    return _photo(digit, rng, camera=camera)


def shaken(digit: Digit, rng: np.random.Generator) -> Picture:
    """Motion blur of a 25th to a 14th of the picture's height, in any direction."""
    camera = replace(_CAMERA, motion=float(rng.uniform(1 / 25, 1 / 14)))
    return _photo(digit, rng, camera=camera)


def faint_pencil(digit: Digit, rng: np.random.Generator) -> Picture:
    """Hard pencil: grainy grey of a fifth to a third of the paper's brightness."""
    ink = Ink((95, 95, 100), float(rng.uniform(0.3, 0.5)), grain=0.45)
    return _photo(digit, rng, ink=ink)


def shadowed(digit: Digit, rng: np.random.Generator) -> Picture:
    """The hand's or the phone's shadow over a part of the page, half as bright."""
    lit = replace(
        _LIT, shadow=float(rng.uniform(0.35, 0.6)), softness=float(rng.uniform(0.02, 0.15))
    )
    return _photo(digit, rng, lit=lit)


def dark_corners(digit: Digit, rng: np.random.Generator) -> Picture:
    """A light page whose corners are a third as bright as its middle."""
    return _photo(digit, rng, lit=Light(vignette=float(rng.uniform(0.6, 0.75)), unevenness=0.02))


def _on_lines(digit: Digit, rng: np.random.Generator, kind: LineKind, gap: float) -> Picture:
    color = BLUE_LINE if rng.random() < 0.5 else GREY_LINE
    turn = float(rng.uniform(-6, 6))
    lines = Lines(kind, gap, float(rng.uniform(0.004, 0.008)), color, turn)
    return _photo(digit, rng, replace(_SHEET, lines=lines))


def ruled_paper(digit: Digit, rng: np.random.Generator) -> Picture:
    """Ruled paper, 3 to 6 lines in the picture."""
    return _on_lines(digit, rng, "ruled", float(rng.uniform(0.16, 0.34)))


def squared_paper(digit: Digit, rng: np.random.Generator) -> Picture:
    """Squared paper, 6 to 11 squares in the picture's height."""
    return _on_lines(digit, rng, "squared", float(rng.uniform(0.09, 0.17)))


def dotted_paper(digit: Digit, rng: np.random.Generator) -> Picture:
    """Paper with a grid of dots."""
    return _on_lines(digit, rng, "dotted", float(rng.uniform(0.08, 0.14)))


def desk_edge(digit: Digit, rng: np.random.Generator) -> Picture:
    """The paper ends inside the picture at one to four sides; a desk shows."""
    picture = write(lay_paper(_SHEET, PHOTO, rng), _mask(digit, rng), BALLPOINT, rng)
    sides = [SIDES[i] for i in rng.permutation(4)[: rng.integers(1, 5)]]
    depth = float(rng.uniform(0.06, 0.14))
    picture = lay_desk(picture, sides, depth, DESKS[rng.integers(len(DESKS))], rng)
    return photograph(light(picture, _LIT, rng), _CAMERA, rng)


def neighbours(digit: Digit, rng: np.random.Generator) -> Picture:
    """One to three fragments of other digits at the border, in the same ink."""
    others = [np.rot90(digit, k) for k in rng.integers(1, 4, rng.integers(1, 4))]
    depth = dict.fromkeys(SIDES, 0.15 * PHOTO[0])
    mask = border_fragments(others, PHOTO, Pen(1.8), depth, rng)
    mask = np.maximum(mask, _mask(digit, rng))
    picture = write(lay_paper(_SHEET, PHOTO, rng), mask, BALLPOINT, rng)
    return photograph(light(picture, _LIT, rng), _CAMERA, rng)


def chalkboard(digit: Digit, rng: np.random.Generator) -> Picture:
    """White chalk on a green or black board with smudges."""
    color = (48, 66, 56) if rng.random() < 0.5 else (44, 44, 46)
    board = Paper(color, grain=3, mottle=3, unevenness=6)
    return _photo(digit, rng, board, Ink((232, 232, 225), 0.85, grain=0.4))


def large_photo(digit: Digit, rng: np.random.Generator) -> Picture:
    """1600x1200: a small ballpoint digit on a large sheet."""
    size = (1200, 1600)
    center = (float(rng.uniform(0.25, 0.75)), float(rng.uniform(0.25, 0.75)))
    place = Place(float(rng.uniform(0.15, 0.25)), center)
    mask = draw_ink(digit, size, Pen(1.4, 0.12), Warp(elastic=0.3), rng, place)
    picture = write(lay_paper(_SHEET, size, rng), mask, BALLPOINT, rng)
    return photograph(light(picture, _LIT, rng), _CAMERA, rng)
