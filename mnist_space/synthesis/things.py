"""Pictures of things and textures without any writing: shapes, patterns, edges, as photos show."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis.camera import Camera, Light, light, photograph
from mnist_space.synthesis.noise import grain, soft_field

SIDES = 48, 400  # pixels: of a cutting
SCENE = 2.5  # how much larger than the cutting the scene is that it is cut from, at most
Rng = np.random.Generator


def thing_picture(rng: Rng) -> ColorImage:
    """Return a square cutting of a scene of things, uint8 (S, S, 3), 48 to 400 pixels large."""
    side = int(np.exp(rng.uniform(*np.log(SIDES))))
    whole = round(side * rng.uniform(1, SCENE))
    scene = _ground(whole, rng)
    for _ in range(rng.integers(0, 14)):
        scene = _with_shape(scene, rng)
    if rng.random() < 0.35:
        scene = _with_pattern(scene, rng)
    x, y = rng.integers(0, whole - side + 1, 2)
    cut = np.ascontiguousarray(scene[y : y + side, x : x + side])
    lit = Light(gradient=float(rng.uniform(0, 0.5)), unevenness=float(rng.uniform(0, 0.08)))
    blur, noise = float(rng.uniform(0, 0.012)), float(rng.uniform(0, 6))
    return photograph(light(cut, lit, rng), Camera(blur, noise=noise, quality=85), rng)


def _color(rng: Rng) -> NDArray[np.float32]:
    tone = rng.uniform(20, 235) + rng.normal(0, 30, 3)
    return np.clip(tone, 0, 255).astype(np.float32)


def _ground(side: int, rng: Rng) -> ColorImage:
    """A colour that changes softly, with a texture of one or two scales."""
    field = soft_field((side, side), int(rng.integers(2, 6)), rng) * rng.uniform(0, 25)
    for blur in rng.choice((0.0, 1.0, 3.0, 8.0), rng.integers(0, 3), replace=False):
        field = field + grain((side, side), rng, float(blur)) * rng.uniform(1, 22)
    return _bytes(_color(rng) + field[..., np.newaxis])


def _bytes(picture: NDArray[Any]) -> ColorImage:
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def _with_shape(scene: ColorImage, rng: Rng) -> ColorImage:
    """A polygon, an ellipse or a broad line of one softly shaded colour."""
    side = len(scene)
    mask = np.zeros((side, side), np.uint8)
    middle = rng.uniform(-0.1, 1.1, 2) * side
    kind = rng.integers(3)
    if kind == 0:
        spread = rng.normal(0, rng.uniform(0.05, 0.4) * side, (int(rng.integers(3, 7)), 2))
        cv2.fillPoly(mask, [(middle + spread).astype(np.int32)], (255,), cv2.LINE_AA)
    elif kind == 1:
        axes, turn = rng.uniform(0.04, 0.8, 2) * side, float(rng.uniform(0, 180))
        cv2.ellipse(mask, (middle.tolist(), axes.tolist(), turn), (255,), -1, cv2.LINE_AA)
    else:
        end = rng.uniform(-0.2, 1.2, 2) * side
        width = 1 + int(rng.uniform(0.005, 0.12) * side)
        ends = np.array([middle, end], np.int32)
        cv2.polylines(mask, [ends], False, (255,), width, cv2.LINE_AA)
    share = (mask / np.float32(255))[..., np.newaxis]
    shading = soft_field((side, side), 3, rng)[..., np.newaxis] * rng.uniform(0, 25)
    return _bytes(scene * (1 - share) + (_color(rng) + shading) * share)


def _with_pattern(scene: ColorImage, rng: Rng) -> ColorImage:
    """Stripes, checks or bars over a part of the scene, as of cloth, blinds, bricks or keys."""
    side = len(scene)
    turn, period = rng.uniform(0, np.pi), rng.uniform(0.03, 0.4) * side
    row, column = np.mgrid[0:side, 0:side].astype(np.float32)
    along = row * np.sin(turn) + column * np.cos(turn)
    across = column * np.sin(turn) - row * np.cos(turn)
    wave = np.sin(2 * np.pi * along / period)
    if rng.random() < 0.4:
        wave = wave * np.sin(2 * np.pi * across / (period * rng.uniform(0.5, 2)))
    sharp = np.tanh(wave * rng.uniform(0.5, 8))[..., np.newaxis] * rng.uniform(8, 70)
    left, right = np.sort(rng.uniform(-0.2, 1.2, 2)) * side
    part = ((column > left) & (column < right))[..., np.newaxis]
    return _bytes(scene + sharp * part)
