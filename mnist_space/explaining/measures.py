"""What can be measured of a picture, given where its ink is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage, GrayImage
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.preprocessing.toolbox.pieces import INK

LINE_STEPS = {"remove_grid", "remove_lines"}
CORE = 75  # percentile: the middle of a stroke, not its soft edge
RING = 0.06  # of the picture's shorter side: how far around the ink its paper is looked at
EDGE = 2  # pixels beside the ink that are its soft edge
BORDER = 1 / 6  # of a side: how deep the strip at each side is
BOX = 20  # pixels: MNIST's digits are as large
SIDES = ("left", "right", "top", "bottom")
MIDDLE = "middle"


@dataclass(frozen=True)
class Measures:
    """What was measured of one picture with ink on it.

    Attributes:
        side: the longer side of the digit, pixels of the picture as given.
        offset: from the picture's middle to the digit's centre of mass, pixels of the picture as
            given: to the right, down.
        shorter: the shorter side of the picture as given, pixels.
        contrast: how much lighter than its paper the ink is, gray levels; negative: darker.
        pen: width of the strokes in a digit 20 pixels large, as MNIST's are.
        lines: share of the picture's columns, or of its rows if that is more, in which something
            was taken away as a line, 0 to 1.
        wide: width over height of the digit.
        pieces: how many pieces the ink has that are not much smaller than the largest.
        shade: light on the paper at each side of the picture and in its middle, over that of the
            lightest of them.
    """

    side: float
    offset: tuple[float, float]
    shorter: int
    contrast: float
    pen: float
    lines: float
    wide: float
    pieces: int
    shade: dict[str, float]


def measure(
    image: ColorImage, page: Sequence[TraceEntry], digit: Sequence[TraceEntry]
) -> Measures | None:
    """Measure a picture by what its steps found; None where they found no ink.

    Args:
        image: uint8 (H, W, 3), as decoded.
        page, digit: its trace: of the page steps and of the digit steps.
    """
    left = page[-1].image
    same = [entry.image for entry in takewhile(lambda e: e.image.shape == left.shape, digit)]
    own, every = _mask(same[-1] if same else left), _mask(left)
    if not own.any():
        return None
    height, width = image.shape[:2]
    scale = width / left.shape[1]
    gray = _gray(image, page)
    box = cv2.boundingRect(own)
    moments = cv2.moments(own, binaryImage=True)
    x, y = (moments[axis] / moments["m00"] + 0.5 for axis in ("m10", "m01"))
    offset = (x - left.shape[1] / 2) * scale, (y - left.shape[0] / 2) * scale
    return Measures(
        side=max(box[2:]) * scale,
        offset=offset,
        shorter=min(height, width),
        contrast=_contrast(gray, own, every),
        pen=_pen(own),
        lines=_lines(page),
        wide=box[2] / box[3],
        pieces=_pieces(every),
        shade=_shade(gray, every),
    )


def _gray(image: ColorImage, page: Sequence[TraceEntry]) -> GrayImage:
    """The picture's brightness in the size of the page: its steps have reduced it already."""
    shape = page[-1].image.shape
    sized = [entry.image for entry in page if entry.image.shape == (*shape, 3)]
    fitting = sized[0] if sized else cv2.resize(image, shape[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(fitting, cv2.COLOR_RGB2GRAY), np.uint8)


def _mask(image: GrayImage) -> GrayImage:
    return np.asarray(cv2.threshold(image, INK, 1, cv2.THRESH_BINARY)[1], np.uint8)


def _grown(mask: GrayImage, by: int) -> GrayImage:
    return np.asarray(cv2.dilate(mask, np.ones((2 * by + 1, 2 * by + 1), np.uint8)), np.uint8)


def _contrast(gray: GrayImage, own: GrayImage, every: GrayImage) -> float:
    """The ink's core over the paper close by; see `Measures.contrast`."""
    reach = EDGE + max(2, round(RING * min(own.shape)))
    x, y, width, height = cv2.boundingRect(own)
    margin = reach + EDGE
    near = np.s_[max(0, y - margin) : y + height + margin, max(0, x - margin) : x + width + margin]
    gray, own, every = gray[near], own[near], every[near]
    ring = (_grown(own, reach) > 0) & (_grown(every, EDGE) == 0)
    paper = float(np.median(gray[ring if ring.any() else own == 0])) if (own == 0).any() else 0.0
    differences = gray[own > 0].astype(np.float32) - paper
    lighter = float(np.median(differences)) > 0
    return float(np.percentile(differences, CORE if lighter else 100 - CORE))


def _pen(own: GrayImage) -> float:
    """Twice the mean of the distance transform on the ridges, as `even_stroke` measures it."""
    x, y, width, height = cv2.boundingRect(own)
    factor = 6 * BOX / max(width, height)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    large = cv2.resize(255 * own[y : y + height, x : x + width], size)
    mask = (np.pad(np.asarray(large), 2) > 127).astype(np.uint8)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    ridge = (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8))) & (mask > 0)
    return 2 * float(inside[ridge].mean()) / 6 if ridge.any() else 0.0


def _pieces(every: GrayImage) -> int:
    areas = cv2.connectedComponentsWithStats(every, connectivity=8)[2][1:, cv2.CC_STAT_AREA]
    return int((areas >= areas.max() / 10).sum())


def _lines(page: Sequence[TraceEntry]) -> float:
    """See `Measures.lines`."""
    longest = 0.0
    for before, after in pairwise(page):
        if after.step in LINE_STEPS and before.image.shape == after.image.shape:
            taken = _mask(before.image) & (1 - _mask(after.image))
            for axis in (0, 1):
                longest = max(longest, float(taken.any(axis=axis).mean()))
    return longest


def _shade(gray: GrayImage, every: GrayImage) -> dict[str, float]:
    """See `Measures.shade`."""
    paper = _grown(every, EDGE) == 0
    rows, columns = (max(1, round(BORDER * side)) for side in gray.shape)
    strips = np.s_[:, :columns], np.s_[:, -columns:], np.s_[:rows], np.s_[-rows:]
    middle = np.s_[2 * rows : -2 * rows or None, 2 * columns : -2 * columns or None]
    lights = [_median(gray[strip][paper[strip]], 255.0) for strip in strips]
    lights.append(_median(gray[middle][paper[middle]], 0.0))
    most = max(*lights, 1.0)
    return dict(zip((*SIDES, MIDDLE), (light / most for light in lights), strict=True))


def _median(values: NDArray[np.uint8], otherwise: float) -> float:
    return float(np.median(values)) if values.size else otherwise
