"""Pictures of things that are no digit: wood, cloth, stones, leaves, soft shapes, edges."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis.camera import Camera, Light, light, photograph
from mnist_space.synthesis.noise import grain, soft_field
from mnist_space.synthesis.writing import Color

Rng = np.random.Generator
Size = tuple[int, int]

SIZE: Size = (480, 640)
_CAMERA = Camera(defocus=0.002, noise=4, quality=85)


def wood(rng: Rng) -> ColorImage:
    """Rings that run along a board, and knots."""
    row, column = _grid(rng)
    knots = sum(np.exp(-np.hypot(row - y, column - x) / 40) for x, y in rng.uniform(0, 500, (2, 2)))
    rings = np.sin(row / rng.uniform(4, 14) + 3 * soft_field(SIZE, 5, rng) + 12 * knots)
    return _taken(rings * 0.15 + grain(SIZE, rng) * 0.03, rng)


def cloth(rng: Rng) -> ColorImage:
    """A weave, at times with checks."""
    row, column = _grid(rng)
    thread = rng.uniform(1, 5)
    weave = np.sin(row / thread) * np.sin(column / thread)
    checks = np.sign(np.sin(row / (thread * 12))) + np.sign(np.sin(column / (thread * 12)))
    return _taken(0.15 * weave + rng.uniform(0, 0.2) * checks, rng)


def stones(rng: Rng) -> ColorImage:
    """Stones or tiles: cells with dark joints between them."""
    middles = rng.uniform(0, 1, (int(rng.integers(12, 90)), 2)) * SIZE
    row, column = np.mgrid[0:120, 0:160] * 4.0
    away = np.hypot(row[..., None] - middles[:, 0], column[..., None] - middles[:, 1])
    first, second = np.partition(away, 1, axis=2)[..., :2].transpose(2, 0, 1)
    level = rng.normal(0, 0.15, len(middles))[away.argmin(axis=2)]
    cells = np.where(second - first < rng.uniform(4, 12), -0.5, level)
    field = np.asarray(cv2.resize(cells, SIZE[::-1]), np.float32)
    return _taken(field + grain(SIZE, rng, 1.5) * 0.05, rng)


def leaves(rng: Rng) -> ColorImage:
    """Leaves, grains or hair: many thin ellipses, one over the other."""
    field = np.zeros(SIZE, np.float32)
    for _ in range(int(rng.integers(60, 400))):
        x, y = int(rng.uniform(0, SIZE[1])), int(rng.uniform(0, SIZE[0]))
        axes = int(rng.uniform(8, 60)), int(rng.uniform(1, 14))
        cv2.ellipse(field, (x, y), axes, rng.uniform(0, 180), 0, 360, rng.normal(0, 0.3), -1)
    return _taken(field, rng)


def soft_shapes(rng: Rng) -> ColorImage:
    """A blurred background: discs of light and slow changes."""
    field = soft_field(SIZE, int(rng.integers(3, 9)), rng) * np.float32(0.2)
    for _ in range(int(rng.integers(0, 14))):
        x, y = int(rng.uniform(0, SIZE[1])), int(rng.uniform(0, SIZE[0]))
        cv2.circle(field, (x, y), int(rng.uniform(8, 70)), rng.normal(0, 0.4), -1)
    soft = cv2.GaussianBlur(field, (0, 0), rng.uniform(2, 12))
    return _taken(np.asarray(soft, np.float32), rng)


def edges(rng: Rng) -> ColorImage:
    """Walls, furniture, window frames: areas with long straight edges, and bars."""
    field = np.zeros(SIZE, np.float32)
    for _ in range(int(rng.integers(3, 9))):
        corners = rng.uniform(-0.2, 1.2, (4, 2)) * SIZE[::-1]
        cv2.fillConvexPoly(field, cv2.convexHull(corners.astype(np.int32)), rng.normal(0, 0.35))
    for _ in range(int(rng.integers(0, 5))):
        start, end = (rng.uniform(-0.1, 1.1, (2, 2)) * SIZE[::-1]).astype(int).tolist()
        cv2.line(field, start, end, rng.normal(0, 0.5), int(rng.integers(1, 14)), cv2.LINE_AA)
    return _taken(field, rng)


def crumbs(rng: Rng) -> ColorImage:
    """Plaster, gravel or foam: noise of one size."""
    field = grain(SIZE, rng, blur=float(rng.choice([0, 1.5])))
    if rng.random() < 0.5:
        large = cv2.resize(field[:60, :80], SIZE[::-1], interpolation=cv2.INTER_CUBIC)
        field = np.asarray(large, np.float32)
    return _taken(field * rng.uniform(0.08, 0.25), rng)


def blank_page(rng: Rng) -> ColorImage:
    """Paper with nothing on it, in the light of a room."""
    return _taken(grain(SIZE, rng, 1.5) * 0.01, rng)


def _grid(rng: Rng) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pixels along two axes that are turned by a random angle."""
    row, column = np.mgrid[0 : SIZE[0], 0 : SIZE[1]]
    angle = rng.uniform(0, np.pi)
    return (
        row * np.cos(angle) - column * np.sin(angle),
        column * np.cos(angle) + row * np.sin(angle),
    )


def _taken(field: NDArray[np.floating], rng: Rng) -> ColorImage:
    """A field of brightness around 0 as a photo between two random colours."""
    color: Color = tuple(rng.uniform(60, 220, 3).tolist())
    bright = (1 + np.asarray(field, np.float32))[..., None] * np.array(color, np.float32)
    setting = Light(gradient=float(rng.uniform(0, 0.5)), vignette=float(rng.uniform(0, 0.6)))
    return photograph(light(np.clip(bright, 0, 255).astype(np.uint8), setting, rng), _CAMERA, rng)


TEXTURES: Mapping[str, Callable[[Rng], ColorImage]] = {
    texture.__name__: texture
    for texture in (wood, cloth, stones, leaves, soft_shapes, edges, crumbs, blank_page)
}
"""A generator gives a picture of each: uint8 (480, 640, 3) RGB."""
