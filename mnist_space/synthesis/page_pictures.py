"""What a layout looks like on paper, and what a scanner or a phone makes of it."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis import sampling
from mnist_space.synthesis.camera import Camera, Light, light, photograph
from mnist_space.synthesis.curves import Rng
from mnist_space.synthesis.handwriting import INKED
from mnist_space.synthesis.layouts import Layout, Placed, moved
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.page_truth import Character, Line, Number, Page
from mnist_space.synthesis.shades import shade
from mnist_space.synthesis.sheets import LineKind, Lines, Paper, lay_paper
from mnist_space.synthesis.surroundings import DESKS, SIDES, lay_desk
from mnist_space.synthesis.writing import Color, Ink, paint, write

Matrix = NDArray[np.float64]
SHORTEST = 64
"""No side of a page is shorter, in pixels."""


@dataclass(frozen=True)
class Print:
    """What is printed on the paper beforehand.

    Attributes:
        kind: "ruled" or "squared".
        gap: distance of two lines, in pixels.
        offset: row and column of one line, in pixels of the layout.
    """

    kind: LineKind
    gap: float
    offset: tuple[float, float] = (0.0, 0.0)


def draw_layout(
    layout: Layout, height: float, rng: Rng, printed: Print | None = None, by_phone: bool = False
) -> Page:
    """Draw a page of digits that are `height` pixels high, and tell where everything is.

    Args:
        layout: of the characters.
        height: of a digit, in pixels.
        rng: source of paper, pen, light and camera.
        printed: lines of the paper.
        by_phone: photographed in any light, a little askew, at times with the desk around it.
    """
    layout, size, corner = _on_page(layout, height, rng)
    mask = ink_mask(layout.characters, size)
    paper = _paper(rng)
    if printed:
        paper = replace(paper, lines=_lines(printed, size, corner, rng))
    picture = lay_paper(paper, size, rng)
    if layout.printed:
        frames = _frames(layout, size, max(height * rng.uniform(0.02, 0.05), 1))
        picture = paint(picture, frames, _pale(sampling.line_color(rng), rng))
    picture = write(picture, mask, _ink(rng), rng)
    if by_phone:
        return _phone_picture(layout, picture, mask, height, rng)
    return _page(layout, _scanned(picture, rng), mask, np.eye(3))


def ink_mask(characters: list[Placed], size: tuple[int, int]) -> FloatImage:
    """The ink of all characters: float32 (height, width), 0 to 1."""
    mask = np.zeros(size, np.float32)
    for placed in characters:
        rows, columns = placed.mask.shape
        part = mask[placed.y : placed.y + rows, placed.x : placed.x + columns]
        np.maximum(part, placed.mask, out=part)
    return mask


def _on_page(
    layout: Layout, height: float, rng: Rng
) -> tuple[Layout, tuple[int, int], tuple[int, int]]:
    """The layout with margins around it, the page's size, and where x = y = 0 is (row, column)."""
    boxes = [(p.x, p.y, p.x + p.mask.shape[1], p.y + p.mask.shape[0]) for p in layout.characters]
    corners = np.array([*boxes, *layout.printed])
    low = np.floor(corners.reshape(-1, 2).min(0))
    high = np.ceil(corners.reshape(-1, 2).max(0))
    before, after = (height * rng.uniform(0.5, 1.6, 2) for _ in range(2))
    lacking = np.maximum(SHORTEST - (high - low + before + after), 0) / 2
    right, down = (int(v) for v in np.rint(before + lacking - low))
    width, rows = (int(v) for v in np.ceil(high - low + before + after + 2 * lacking + 1))
    printed = tuple(
        (x + right, y + down, to_x + right, to_y + down) for x, y, to_x, to_y in layout.printed
    )
    return (
        Layout(tuple(moved(row, right, down) for row in layout.rows), printed),
        (rows, width),
        (down, right),
    )


def _paper(rng: Rng) -> Paper:
    """Light paper; in a fifth of the pages as even as a screen."""
    if rng.random() < 0.2:
        return Paper((255.0, 255.0, 255.0))
    paper = sampling.paper(rng)
    red, green, blue = (max(value, 205.0) for value in paper.color)
    return replace(paper, color=(red, green, blue), mottle=paper.mottle / 2, lines=None)


def _ink(rng: Rng) -> Ink:
    """Ballpoint, black pen, or soft pencil."""
    kind = rng.choice(3, p=[0.45, 0.35, 0.2])
    if kind == 0:
        red, green, blue = rng.uniform((15, 20, 90), (60, 70, 190))
        return Ink((red, green, blue), float(rng.uniform(0.75, 1)), float(rng.uniform(0, 0.15)))
    if kind == 1:
        level = float(rng.uniform(5, 55))
        return Ink((level, level, level + 5), float(rng.uniform(0.8, 1)))
    return Ink((75, 75, 80), float(rng.uniform(0.55, 0.85)), float(rng.uniform(0.1, 0.35)))


def _pale(color: Color, rng: Rng) -> Color:
    red, green, blue = (min(value * float(rng.uniform(0.85, 1.1)), 230.0) for value in color)
    return red, green, blue


def _lines(printed: Print, size: tuple[int, int], corner: tuple[int, int], rng: Rng) -> Lines:
    short = min(size)
    start = [
        (at + off) % printed.gap / short for at, off in zip(corner, printed.offset, strict=True)
    ]
    return Lines(
        printed.kind,
        printed.gap / short,
        float(rng.uniform(0.018, 0.04)) * printed.gap / short,
        _pale(sampling.line_color(rng), rng),
        start=(start[0], start[1]),
    )


def _frames(layout: Layout, size: tuple[int, int], width: float) -> FloatImage:
    """The printed lines of boxes, combs and tables: float32 (height, width), 0 to 1."""
    fine = 4
    canvas = np.zeros((size[0] * fine, size[1] * fine), np.uint8)
    for segment in layout.printed:
        x, y, to_x, to_y = (round((value + 0.5) * fine) for value in segment)
        cv2.line(canvas, (x, y), (to_x, to_y), 255, max(round(width * fine), 1))
    small = np.asarray(cv2.resize(canvas, size[::-1], interpolation=cv2.INTER_AREA), np.float32)
    return small / np.float32(255)


def _scanned(picture: ColorImage, rng: Rng) -> ColorImage:
    """Mild: nearly even light, nearly sharp; a third of the pictures as they are."""
    if rng.random() < 0.33:
        return picture
    lit = Light(
        level=float(rng.uniform(0.85, 1.03)),
        gradient=float(rng.uniform(0, 0.2)),
        vignette=float(rng.uniform(0, 0.15)),
        unevenness=float(rng.uniform(0, 0.02)),
    )
    defocus = float(rng.uniform(0, 0.8)) / min(picture.shape[:2])
    camera = Camera(defocus, noise=float(rng.uniform(0, 4)), quality=int(rng.integers(70, 96)))
    return photograph(light(picture, lit, rng), camera, rng)


def _phone_picture(
    layout: Layout, picture: ColorImage, mask: FloatImage, height: float, rng: Rng
) -> Page:
    """The sheet on a desk or filling the picture, askew, in any light."""
    size = (mask.shape[0], mask.shape[1])
    if rng.random() < 0.4:
        sides = [SIDES[i] for i in rng.permutation(4)[: rng.integers(1, 5)]]
        depth = 0.35 * height / min(size)
        picture = lay_desk(picture, sides, depth, DESKS[rng.integers(len(DESKS))], rng)
    matrix = _askew(size, 0.3 * height, rng)
    whole = cv2.warpPerspective(picture, matrix, size[::-1], borderMode=cv2.BORDER_REPLICATE)
    picture = np.asarray(whole, np.uint8)
    askew = np.asarray(cv2.warpPerspective(mask, matrix, size[::-1]), np.float32)
    picture = light(picture, sampling.light(rng), rng)
    gain = sampling.shade(rng)
    picture = picture if gain is None else shade(picture, gain)
    camera = sampling.camera(rng, 0.04 * height, min(size))
    return _page(layout, photograph(picture, camera, rng), askew, matrix)


def _askew(size: tuple[int, int], most: float, rng: Rng) -> Matrix:
    """The 3x3 matrix that moves each corner of a page by up to `most` pixels each way."""
    height, width = size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shifted = corners + rng.uniform(-most, most, (4, 2)).astype(np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners, shifted), np.float64)


def _page(layout: Layout, picture: ColorImage, mask: FloatImage, matrix: Matrix) -> Page:
    lines = tuple(
        Line(
            tuple(
                Number(tuple(_character(p, matrix) for p in group.characters), group.cell)
                for group in row
            )
        )
        for row in layout.rows
    )
    return Page(picture, np.rint(mask * 255).astype(np.uint8), lines)


def _character(placed: Placed, matrix: Matrix) -> Character:
    """The character with the box of its ink after the matrix moved it."""
    rows, columns = np.nonzero(placed.mask > INKED)
    # The corners of the pixels, not their middles, so that a box holds all of each.
    near = np.stack([columns + placed.x, rows + placed.y], 1).astype(np.float64) - 0.5
    points = np.concatenate([near, near + 1])[None]
    at = np.asarray(cv2.perspectiveTransform(points, matrix))[0] + 0.5
    x, y = np.floor(at.min(0) + 1e-6).astype(int)
    right, bottom = np.ceil(at.max(0) - 1e-6).astype(int)
    return Character(placed.char, (int(x), int(y), int(right - x), int(bottom - y)))
