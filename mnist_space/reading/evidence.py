"""Whether a picture holds a digit at all: the network's score, and what lies around the ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.artifact import OddsWeights
from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.preprocessing.toolbox.pieces import INK

AROUND = 0.25  # of the digit's longer side: how far its surroundings reach
FEATURES = ("score", "one", "explained", "near", "roughness", "one_at_frame", "one_roughness")
FAINTEST = 1.0  # gray levels, so that even ground has a logarithm


@dataclass(frozen=True)
class Evidence:
    """What the picture says beside the 28 x 28 pixels that the network sees.

    Attributes:
        explained: the digit's share of all ink that the page steps left.
        near: the same within its surroundings.
        roughness: natural logarithm of what is no ink around the digit (standard deviation), as a
            fraction of the ink's strength.
        at_frame: 1 where the digit touches the frame of the picture, else 0.
        removed: ink that steps took away from its surroundings, as a fraction of the digit's.
    """

    explained: float
    near: float
    roughness: float
    at_frame: float
    removed: float = 0.0


CLEAN = Evidence(explained=1.0, near=1.0, roughness=float(np.log(FAINTEST / 255)), at_frame=0.0)
"""A digit alone on even ground, as MNIST's are."""


def find_evidence(page: Sequence[TraceEntry], digit: Sequence[TraceEntry]) -> Evidence:
    """Measure what lies around the digit.

    Args:
        page: the trace of the page steps. Of the images as large as the last one, and without
            colours as it is, the first is the relief, in which ink and its surroundings have gray
            levels; the next has all ink, and what later steps take from it they have removed.
        digit: the trace of the digit steps. The last image as large as the page is the digit alone.
    """
    left = page[-1].image
    relief, every = relief_and_ink(page)
    same = [entry.image for entry in digit if entry.image.shape == left.shape]
    own = _ink(same[-1] if same else left)
    x, y, width, height = cv2.boundingRect(own)
    if not width:
        return CLEAN
    place = _surroundings((x, y, width, height), left.shape)
    mine, rest = cv2.countNonZero(own), _ink(left)
    removed = cv2.countNonZero(cv2.subtract(_ink(every[place]), rest[place]))
    rows, columns = left.shape
    return Evidence(
        explained=mine / max(mine, cv2.countNonZero(rest)),
        near=mine / max(mine, cv2.countNonZero(rest[place])),
        roughness=_roughness(relief[place], every[place], own[place]),
        at_frame=float(x <= 0 or y <= 0 or x + width >= columns or y + height >= rows),
        removed=removed / mine,
    )


def relief_and_ink(page: Sequence[TraceEntry]) -> tuple[GrayImage, GrayImage]:
    """Return what the page steps found before they took ink away: its gray levels, and all ink.

    Args:
        page: the trace of the page steps, see `find_evidence`.
    """
    grays = [entry.image for entry in page if entry.image.shape == page[-1].image.shape]
    return grays[0], grays[min(1, len(grays) - 1)]


def features(
    scores: NDArray[np.float32], labels: NDArray[np.int64], evidence: Sequence[Evidence]
) -> NDArray[np.float32]:
    """Return what the log-odds of a digit are a weighted sum of: float32 (N, len(FEATURES)).

    Args:
        scores: the network's own log-odds (N,): see `digit_score`.
        labels: what it reads (N,); a bare stroke, which is read as a 1, needs more evidence.
        evidence: of each picture.
    """
    around = np.array([(e.explained, e.near, e.roughness) for e in evidence], np.float32)
    is_one = (labels == 1).astype(np.float32)
    at_frame = is_one * np.array([e.at_frame for e in evidence], np.float32)
    around = around.reshape(-1, 3)
    return np.column_stack([scores, is_one, around, at_frame, is_one * around[:, 2]])


def digit_odds(rows: NDArray[np.float32], weights: OddsWeights | None) -> NDArray[np.float32]:
    """Return the log-odds (N,) that each picture holds a digit.

    Args:
        rows: as `features` gives them.
        weights: of a logistic regression; None: the network's score alone.
    """
    if weights is None:
        return rows[:, 0]
    factors = np.array([getattr(weights, name) for name in FEATURES], np.float32)
    result: NDArray[np.float32] = rows @ factors + np.float32(weights.constant)
    return result


def _ink(image: GrayImage) -> GrayImage:
    return np.asarray(cv2.threshold(image, INK, 1, cv2.THRESH_BINARY)[1], np.uint8)


def _surroundings(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> tuple[slice, slice]:
    x, y, width, height = box
    margin = 2 + int(AROUND * max(width, height))
    rows = slice(max(0, y - margin), min(shape[0], y + height + margin))
    return rows, slice(max(0, x - margin), min(shape[1], x + width + margin))


def _roughness(relief: GrayImage, every: GrayImage, own: GrayImage) -> float:
    """See `Evidence.roughness`; soft edges of the ink are no roughness."""
    ground = (cv2.dilate(every, np.ones((3, 3), np.uint8)) == 0).astype(np.uint8)
    deviation = float(cv2.meanStdDev(relief, mask=ground)[1][0, 0])
    strength = cv2.mean(relief, own)[0]
    return float(np.log((deviation + FAINTEST) / max(strength, FAINTEST)))
