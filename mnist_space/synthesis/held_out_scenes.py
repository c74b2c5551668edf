"""Forms that are never drawn for training, so that the benchmark can tell what is new to it.

`random_picture` and what it draws from import nothing of this module: tests/synthesis checks it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.camera import Camera, photograph
from mnist_space.synthesis.ground_scenes import grey_page
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.masks import cut_out
from mnist_space.synthesis.shade_scenes import faint, firm, shaded_page
from mnist_space.synthesis.shades import COARSE, COLUMN, ROW, fading, shade, vignette
from mnist_space.synthesis.sheets import CREAM, WHITE, Paper, lay_paper
from mnist_space.synthesis.small_scenes import cell_mask, cell_photo
from mnist_space.synthesis.straight import straightened
from mnist_space.synthesis.surroundings import DESKS
from mnist_space.synthesis.writing import Color, Ink, flat, paint, write

Digit = NDArray[np.uint8]
Picture = NDArray[np.uint8]

_PHOTO = (600, 800)
_CAMERA = Camera(defocus=0.0015, noise=3, quality=88)
_PEN = Ink((38, 42, 95), 0.85, grain=0.08)


def deep_corners(digit: Digit, rng: np.random.Generator) -> Picture:
    """Nearly black corners; the shade begins beside the middle."""
    gain = vignette(float(rng.uniform(0.8, 0.95)), float(rng.uniform(1.2, 1.8)), rng)
    return shaded_page(digit, rng, gain, firm(rng))


def lamp_spot(digit: Digit, rng: np.random.Generator) -> Picture:
    """A lamp's round spot of light around the digit; the page beside it lies in the dark."""
    x, y = rng.uniform(-0.25, 0.25, 2)
    inside = rng.uniform(0.6, 0.9) - np.hypot(ROW - y, COLUMN - x)
    gain = np.float32(rng.uniform(0.15, 0.4)) + np.float32(0.6) * fading(inside, 0.6)
    return shaded_page(digit, rng, gain, firm(rng))


def shade_across(digit: Digit, rng: np.random.Generator) -> Picture:
    """A band of shade with soft edges that runs across the page and, at times, the digit."""
    angle, middle = rng.uniform(0, np.pi), rng.uniform(-0.6, 0.6)
    along = ROW * np.sin(angle) + COLUMN * np.cos(angle)
    inside = rng.uniform(0.15, 0.4) - np.abs(along - middle)
    gain = 1 - np.float32(rng.uniform(0.25, 0.5)) * fading(inside, float(rng.uniform(0.08, 0.4)))
    return shaded_page(digit, rng, gain, faint(rng) if rng.random() < 0.5 else firm(rng))


def hand_shadow(digit: Digit, rng: np.random.Generator) -> Picture:
    """The soft shadow of a hand and its fingers lies on the page."""
    cast = np.zeros((COARSE, COARSE), np.float32)
    palm = np.array([rng.uniform(-5, COARSE + 5), COARSE + 8])
    cv2.ellipse(cast, (int(palm[0]), int(palm[1])), (26, 34), 0, 0, 360, 1.0, -1)
    for angle in np.deg2rad(rng.uniform(-150, -30) + np.array([-30, -10, 10, 30])):
        tip = palm + rng.uniform(55, 85) * np.array([np.cos(angle), np.sin(angle)])
        cv2.line(cast, palm.astype(int).tolist(), tip.astype(int).tolist(), 1.0, 11)
    soft = np.asarray(cv2.GaussianBlur(cast, (0, 0), rng.uniform(1.5, 5)), np.float32)
    gain = 1 - np.float32(rng.uniform(0.3, 0.6)) * soft
    return shaded_page(digit, rng, np.rot90(gain, int(rng.integers(4))).copy(), firm(rng))


def desk_corner(digit: Digit, rng: np.random.Generator) -> Picture:
    """The page lies turned on a desk, which shows in one or two corners of the photo."""
    height, width = _PHOTO
    mask = draw_ink(digit, _PHOTO, Pen(1.6, 0.1), Warp(), rng, Place(0.5))
    picture = write(lay_paper(Paper(WHITE, grain=2), _PHOTO, rng), mask, _PEN, rng)
    desk = np.zeros(_PHOTO, np.uint8)
    for x, y in rng.permutation([(0, 0), (width, 0), (0, height), (width, height)])[
        : rng.integers(1, 3)
    ]:
        along, down = rng.uniform(0.3, 0.55) * width, rng.uniform(0.3, 0.55) * height
        corners = [(x, y), (abs(x - along), y), (x, abs(y - down))]
        cv2.fillConvexPoly(desk, np.array(corners, np.int32), 255, cv2.LINE_AA)
    cover = (desk * (mask < 0.5)).astype(np.float32) / np.float32(255)
    return photograph(paint(picture, cover, DESKS[rng.integers(len(DESKS))]), _CAMERA, rng)


def straight_photo(digit: Digit, rng: np.random.Generator) -> Picture:
    """Pen on grey paper, of straight lines that run from edge to edge of a narrow photo."""
    ink = straightened(digit, float(rng.uniform(1, 2.2)))
    warp = Warp(stretch=float(rng.uniform(0.55, 0.9)))
    mask = draw_ink(ink, (420, 420), Pen(float(rng.uniform(0.6, 1.4))), warp, rng, Place(0.96))
    return grey_page(cut_out(mask, int(rng.integers(4, 25))), rng)


def plot_gray(digit: Digit, rng: np.random.Generator) -> Picture:
    """A screenshot of a plot: the pixels in grey, axes with ticks and numbers around them."""
    levels = 255 - digit if rng.random() < 0.3 else digit
    return _plot(np.repeat(levels[..., None], 3, axis=2), rng)


def plot_viridis(digit: Digit, rng: np.random.Generator) -> Picture:
    """A screenshot of a plot, the pixels in matplotlib's own colours."""
    colored = cv2.applyColorMap(digit, cv2.COLORMAP_VIRIDIS)
    return _plot(np.asarray(colored[..., ::-1], np.uint8), rng)


def _plot(pixels: Picture, rng: np.random.Generator) -> Picture:
    """Pixels uint8 (28, 28, 3) in axes on white, numbered 0 to 25 as matplotlib does."""
    scale = int(rng.integers(8, 12))
    side, left, top = 28 * scale, 50, 45
    picture = np.full((side + 90, side + 100, 3), 255, np.uint8)
    picture[top : top + side, left : left + side] = np.kron(
        pixels, np.ones((scale, scale, 1), np.uint8)
    )
    cv2.rectangle(picture, (left - 1, top - 1), (left + side, top + side), (0, 0, 0), 1)
    for tick in range(0, 28, 5):
        at = int((tick + 0.5) * scale)
        cv2.line(picture, (left + at, top + side), (left + at, top + side + 4), (0, 0, 0), 1)
        cv2.line(picture, (left - 5, top + at), (left - 1, top + at), (0, 0, 0), 1)
        _text(picture, str(tick), (left + at - 4 * len(str(tick)), top + side + 18))
        _text(picture, str(tick), (left - 8 - 9 * len(str(tick)), top + at + 4))
    if rng.random() < 0.5:
        _text(
            picture, str(rng.choice(["Label", "Prediction", "Sample"])), (left + side // 2 - 30, 32)
        )
    return picture


def _text(picture: Picture, text: str, place: tuple[int, int]) -> None:
    cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1, cv2.LINE_AA)


def striped_ground(digit: Digit, rng: np.random.Generator) -> Picture:
    """Dark ink on broad stripes of two light colours."""
    row, column = np.mgrid[0:300, 0:300].astype(np.float32)
    angle, width = rng.uniform(0, np.pi), rng.uniform(12, 45)
    wave = np.sin((row * np.sin(angle) + column * np.cos(angle)) * np.pi / width)
    stripes = np.clip(0.5 + 5 * wave, 0, 1).astype(np.float32)
    light: Color = tuple(rng.uniform(215, 255, 3).tolist())
    darker: Color = tuple((np.array(light) * rng.uniform(0.72, 0.9)).tolist())
    mask = draw_ink(digit, (300, 300), Pen(float(rng.uniform(1.2, 3))), Warp(), rng, Place(0.7))
    return paint(paint(flat((300, 300), light), stripes, darker), mask, (25, 25, 30))


def ruled_cell(digit: Digit, rng: np.random.Generator) -> Picture:
    """A cell of a table, 30 to 48 pixels, with remnants of its ruling at one to four sides."""
    mask = cell_mask(digit, rng)
    picture = cell_photo(mask, rng)
    for turn in rng.permutation(4)[: rng.integers(1, 5)]:
        view = np.rot90(picture, turn)
        inset, dark = rng.integers(0, 3), rng.integers(40, 170)
        view[inset : inset + rng.integers(1, 3)] = dark
    return picture


def millimetre_paper(digit: Digit, rng: np.random.Generator) -> Picture:
    """Millimetre paper: a fine grid, every fifth line stronger."""
    gap, start = int(rng.integers(9, 15)), rng.integers(0, 50, 2)
    sheet = lay_paper(Paper(CREAM, grain=2), _PHOTO, rng)
    color: Color = (205, 130, 110) if rng.random() < 0.6 else (120, 160, 190)
    for spacing, width, strength in ((gap, 1, 0.35), (5 * gap, 2, 0.55)):
        rows, columns = (
            (np.arange(side) + first) % spacing < width
            for side, first in zip(_PHOTO, start, strict=True)
        )
        lines = (rows[:, None] | columns[None]).astype(np.float32)
        sheet = paint(sheet, lines * np.float32(strength), color)
    mask = draw_ink(digit, _PHOTO, Pen(1.8, 0.1), Warp(elastic=0.3), rng, Place(0.55))
    return photograph(write(sheet, mask, _PEN, rng), _CAMERA, rng)


def crumpled_paper(digit: Digit, rng: np.random.Generator) -> Picture:
    """Paper that was crumpled and smoothed again: facets, each lit in its own way."""
    middles = rng.uniform(-1.1, 1.1, (22, 2))
    away = np.hypot(ROW[..., None] - middles[:, 0], COLUMN[..., None] - middles[:, 1])
    facet = away.argmin(axis=2)
    slope = rng.normal(0, 0.09, (22, 3))
    gain = 0.9 + slope[facet, 0] * 0.5 + slope[facet, 1] * ROW + slope[facet, 2] * COLUMN
    soft = cv2.GaussianBlur(gain.astype(np.float32), (0, 0), 0.8)
    mask = draw_ink(digit, _PHOTO, Pen(1.8, 0.1), Warp(elastic=0.3), rng, Place(0.55))
    picture = write(lay_paper(Paper(WHITE, grain=3), _PHOTO, rng), mask, _PEN, rng)
    return photograph(shade(picture, np.clip(soft, 0.3, 1.1)), _CAMERA, rng)


HELD_OUT_PAPERS = (millimetre_paper, crumpled_paper)
HELD_OUT_FORMS = (
    deep_corners,
    lamp_spot,
    shade_across,
    hand_shadow,
    desk_corner,
    straight_photo,
    plot_gray,
    plot_viridis,
    striped_ground,
    ruled_cell,
    *HELD_OUT_PAPERS,
)
