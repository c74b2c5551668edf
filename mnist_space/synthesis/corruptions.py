"""The fifteen corruptions of MNIST-C (Mu and Gilmer 2019, arXiv:1906.02337), at any strength.

An own implementation with NumPy and OpenCV. Strength 1 is the severity of the paper, whose
parameter each function names; 0 leaves the digits as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.corruption_drawings import (
    FloatImages,
    blur,
    dotted_lines,
    fog_maps,
    zigzags,
)

Digits = NDArray[np.uint8]
Corruption = Callable[[FloatImages, float, np.random.Generator], FloatImages]

SIDE = 28
_MIDDLE = (SIDE - 1) / 2


def corrupt(images: Digits, name: str, strength: float, rng: np.random.Generator) -> Digits:
    """Corrupt every digit, each in its own random way.

    Args:
        images: uint8 (N, 28, 28); not written to.
        name: one of `CORRUPTIONS`.
        strength: 0 or more; 0 gives a copy, 1 the severity of the paper.
        rng: all chance comes from it: the same state gives the same pictures.

    Returns:
        uint8 (N, 28, 28).

    Raises:
        ValueError: no such corruption, a negative strength, or images of another form.
    """
    if name not in CORRUPTIONS:
        raise ValueError(f"No corruption {name!r}. There are: {', '.join(CORRUPTIONS)}.")
    if not 0 <= strength < np.inf:
        raise ValueError(f"The strength of a corruption is 0 or more, not {strength}.")
    if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE):
        raise ValueError(f"Digits are uint8 (N, 28, 28), not {images.dtype} {images.shape}.")
    if strength == 0 or len(images) == 0:
        return images.copy()
    level = images.astype(np.float32) / np.float32(255)
    changed = np.clip(CORRUPTIONS[name](level, strength, rng), 0, 1)
    return np.asarray(np.rint(changed * np.float32(255)), np.uint8)


def shot_noise(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Poisson noise of 3 photons at full brightness; its deviation grows with the strength."""
    photons = 3 / strength**2
    return (rng.poisson(level * photons) / photons).astype(np.float32)


def impulse_noise(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Salt and pepper on 0.17 of the pixels, half of them white."""
    amount = min(0.17 * strength, 1.0)
    chance = rng.random(level.shape, np.float32)
    return np.where(chance < amount / 2, 0, np.where(chance < amount, 1, level)).astype(np.float32)


def glass_blur(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Blur of 0.7 pixels, neighbours swapped twice at random (half of the time), blur again."""
    pixels = blur(level, 0.7 * strength).reshape(len(level), -1).T.copy()
    everyone = np.arange(len(level))
    for _ in range(2):
        for place in np.flatnonzero(_INNER)[::-1]:
            swapped = everyone[rng.random(len(level), np.float32) < 0.5 * strength]
            step = rng.integers(0, 4, len(swapped))
            other = place - SIDE * (step >> 1) - (step & 1)
            mine = pixels[place, swapped]
            pixels[place, swapped] = pixels[other, swapped]
            pixels[other, swapped] = mine
    return blur(np.ascontiguousarray(pixels.T).reshape(level.shape), 0.7 * strength)


_INNER = np.pad(np.ones((SIDE - 2, SIDE - 2), bool), ((2, 0), (2, 0)))


def motion_blur(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """A trail to one side, Gaussian with a deviation of 3 pixels, at -45 to 45 degrees."""
    sigma = 3 * strength
    reach = int(np.ceil(3.5 * sigma))
    angle = rng.uniform(-np.pi / 4, np.pi / 4, (len(level), 1, 1))
    weights = np.exp(-0.5 * (np.arange(reach + 1) / sigma) ** 2)
    picture = np.arange(len(level))[:, None, None]
    row, column = np.mgrid[:SIDE, :SIDE]
    trail = np.zeros_like(level)
    for distance, weight in enumerate((weights / weights.sum()).astype(np.float32)):
        down = np.rint(distance * np.sin(angle)).astype(np.intp)
        right = np.rint(distance * np.cos(angle)).astype(np.intp)
        source = np.clip(row + down, 0, SIDE - 1), np.clip(column + right, 0, SIDE - 1)
        trail += weight * level[picture, *source]
    return trail


def shear(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Upright lines lean by 0.4 radians to either side."""
    angle = 0.4 * strength * _signs(rng, len(level))
    ones, zeros = np.ones_like(angle), np.zeros_like(angle)
    return _warped(level, np.array([[ones, -np.sin(angle)], [zeros, np.cos(angle)]]))


def scale(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Shrunk to 0.7 of the size."""
    factor = 1 / max(1 - 0.3 * strength, 0.05)
    return _warped(level, np.broadcast_to(np.eye(2)[..., None] * factor, (2, 2, len(level))))


def rotate(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Turned by 0.4 radians (23 degrees) to either side."""
    angle = 0.4 * strength * _signs(rng, len(level))
    return _warped(
        level, np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    )


def brightness(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Half of full brightness added."""
    return level + np.float32(0.5 * strength)


def translate(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Moved by 3 pixels along both axes."""
    straight = np.broadcast_to(np.eye(2)[..., None], (2, 2, len(level)))
    shift = 3 * strength * np.stack([_signs(rng, len(level)), _signs(rng, len(level))])
    return _warped(level, straight, shift)


def stripe(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """The left and the right quarter inverted."""
    striped = level.copy()
    for part in (striped[..., : SIDE // 4], striped[..., -SIDE // 4 :]):
        part += np.float32(min(strength, 1.0)) * (1 - 2 * part)
    return striped


def fog(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Plasma of three times the digit's brightness laid over it, then dimmed to the old maximum."""
    thickness = np.float32(3 * strength)
    peak = level.max(axis=(1, 2), keepdims=True)
    veiled = level + thickness * fog_maps(len(level), rng)
    return np.asarray(veiled * peak / (peak + thickness), np.float32)


def spatter(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Dark grey drops: blurred noise above its mean, where it covers more than 0.8 of a place."""
    liquid = blur(rng.normal(0.65, 0.3, level.shape).astype(np.float32), 1)
    drops = blur((liquid > 0.65).astype(np.float32), 1.5)
    drops[drops < 1 - 0.2 * strength] = 0
    return level + drops * (np.float32(63 / 255) - level)


def dotted_line(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """A dotted line from side to side, 2.3 pixels to where its brightness ends."""
    return level + dotted_lines(len(level), 2.3 * strength, rng)


def zigzag(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """A zigzag from side to side, teeth 2 pixels high and 4 long, of the same line."""
    return level + zigzags(len(level), 2.3 * strength, rng)


def canny_edges(level: FloatImages, strength: float, rng: np.random.Generator) -> FloatImages:
    """Canny's edges: blur of 1 pixel, thresholds 0.1 and 0.2 of full brightness."""
    soft = np.rint(blur(level, 1) * np.float32(255)).astype(np.uint8)
    edges = np.stack([cv2.Canny(one, 25.5, 51, L2gradient=True) for one in soft])
    mixed = level + np.float32(min(strength, 1.0)) * (edges / np.float32(255) - level)
    return np.asarray(mixed, np.float32)


def _signs(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """1 or -1 for each digit: float64 (N,)."""
    return rng.choice([-1.0, 1.0], count)


def _warped(
    level: FloatImages, linear: NDArray[np.float64], shift: NDArray[np.float64] | None = None
) -> FloatImages:
    """Each pixel from where `linear` (2, 2, N) and `shift` (2, N) map it; the middle stays."""
    middle = np.full(2, _MIDDLE)
    offset = middle[:, None] - np.einsum("ijn,j->in", linear, middle)
    matrices = np.concatenate([linear, (offset if shift is None else offset + shift)[:, None]], 1)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = [
        cv2.warpAffine(one, matrices[..., i], (SIDE, SIDE), flags=flags)
        for i, one in enumerate(level)
    ]
    return np.asarray(warped, np.float32)


CORRUPTIONS: Mapping[str, Corruption] = {
    function.__name__: function
    for function in (
        shot_noise,
        impulse_noise,
        glass_blur,
        motion_blur,
        shear,
        scale,
        rotate,
        brightness,
        translate,
        stripe,
        fog,
        spatter,
        dotted_line,
        zigzag,
        canny_edges,
    )
}
"""The corruptions by name, in the order of the paper: each takes and gives float32 (N, 28, 28)."""
