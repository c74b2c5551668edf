"""The middle lines of a digit's strokes, as points joined by edges."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FINE = 4
_INK_LEVEL = 0.16
_SMOOTHINGS = 6


@dataclass(frozen=True, eq=False)
class Strokes:
    """Middle lines of a digit.

    Attributes:
        points: float32 (N, 2), x and y in MNIST pixels.
        edges: int (E, 2), indices of joined points; a lone point is joined to itself.
    """

    points: NDArray[np.float32]
    edges: NDArray[np.intp]


def fine_level(digit: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The ink of a digit (uint8 (S, S), S >= 28) on a grid of four points to a MNIST pixel.

    Returns:
        float32 (112, 112), 0 to 1 but for the overshoot of cubic interpolation.
    """
    level = digit.astype(np.float32) / np.float32(255)
    way = cv2.INTER_CUBIC if len(digit) < 28 * FINE else cv2.INTER_AREA
    return np.asarray(cv2.resize(level, (28 * FINE, 28 * FINE), interpolation=way), np.float32)


def find_strokes(level: NDArray[np.float32]) -> Strokes:
    """Thin a digit, as `fine_level` gives it, to its smooth middle lines.

    What is brighter than its surroundings is a stroke, so that small holes stay open.
    """
    # 0.3 s of computing to import: the app draws these pictures only when somebody asks for them.
    from skimage.morphology import skeletonize

    near = np.asarray(cv2.GaussianBlur(level, (0, 0), 0.35 * FINE), np.float32)
    wide = np.asarray(cv2.GaussianBlur(level, (0, 0), 1.3 * FINE), np.float32)
    # Of 300 test digits Lee's way leaves 2.03 ends each, Zhang's 2.21: spurs at bumps of the ink.
    middle = skeletonize(near - 0.4 * wide > _INK_LEVEL, method="lee")
    pixels = np.argwhere(middle)[:, ::-1]
    points = ((pixels + 0.5) / FINE - 0.5).astype(np.float32)
    return _smoothed(points, _joined(pixels))


def _joined(pixels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Join pixels that touch; at their corners only where no pixel lies beside both."""
    apart = np.abs(pixels[:, None] - pixels[None])
    beside = (apart.sum(-1) == 1).astype(np.float32)
    cornered = (apart.max(-1) == 1) & (beside == 0) & (beside @ beside == 0)
    joined = (beside > 0) | cornered
    lone = np.flatnonzero(~joined.any(1))
    return np.concatenate([np.argwhere(np.triu(joined)), np.column_stack([lone, lone])])


def _smoothed(points: NDArray[np.float32], edges: NDArray[np.intp]) -> Strokes:
    """Move each point towards its neighbours; ends and lone points stay."""
    joined = np.zeros((len(points), len(points)), np.float32)
    joined[edges[:, 0], edges[:, 1]] = joined[edges[:, 1], edges[:, 0]] = 1
    degree = joined.sum(1)
    inner = degree > 1
    mean = joined[inner] / degree[inner, None]
    for _ in range(_SMOOTHINGS):
        points[inner] = 0.5 * (points[inner] + mean @ points)
    return Strokes(points, edges)
