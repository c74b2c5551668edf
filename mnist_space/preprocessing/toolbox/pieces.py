"""Connected pieces of ink: what several steps and the segmentation look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage

INK = 60  # a stroke's soft edge below this belongs to no piece
DENSE = 0.15  # share of ink from which on OpenCV measures pieces sooner: blots in half the time

_NEIGHBOURS = np.ones((3, 3), np.uint8)


@dataclass(frozen=True)
class Pieces:
    """The 8-connected pieces of ink of one picture.

    Attributes:
        labels: int32 (H, W), 0 = ground, i + 1 = piece i.
        boxes: int64 (N, 4): x, y, width, height in pixels.
        areas: int32 (N,): pixels.
        centers: float64 (N, 2): x, y of the centre of the piece's pixels.
        contacts: int64 (N,): pixels on the picture's frame.
    """

    labels: NDArray[Any]
    boxes: NDArray[Any]
    areas: NDArray[Any]
    centers: NDArray[Any]
    contacts: NDArray[Any]

    def __len__(self) -> int:
        return len(self.areas)

    @property
    def touches_frame(self) -> NDArray[np.bool_]:
        """Which pieces touch the picture's frame (N,)."""
        touches: NDArray[np.bool_] = self.contacts > 0
        return touches

    @property
    def sides(self) -> NDArray[np.int64]:
        """Longer side of each box (N,), pixels."""
        sides: NDArray[np.int64] = self.boxes[:, 2:].max(axis=1, initial=0)
        return sides

    def gaps(self, box: NDArray[Any], which: NDArray[Any] | None = None) -> NDArray[np.int64]:
        """Larger of the level and the upright gap between pieces and `box`, 0 if they meet.

        Args:
            box: x, y, width, height.
            which: numbers of the pieces (M,); None: all of them.
        """
        boxes = self.boxes if which is None else self.boxes[which]
        low = np.maximum(boxes[:, :2], box[:2])
        high = np.minimum(boxes[:, :2] + boxes[:, 2:], box[:2] + box[2:])
        gaps: NDArray[np.int64] = (low - high).max(axis=1, initial=0).clip(0)
        return gaps


def find_pieces(image: GrayImage) -> Pieces:
    """Find the pieces of ink of a picture, uint8 (H, W)."""
    mask = cv2.threshold(image, INK, 255, cv2.THRESH_BINARY)[1]
    x, y, width, height = cv2.boundingRect(mask)
    inked = slice(y, y + height), slice(x, x + width)
    # Looking at the ink's box alone halves the time of a usual drawing.
    if not width:
        return _no_pieces(image)
    labels = np.zeros(image.shape, np.int32)
    labels[inked], boxes, areas, centers = _measured(mask[inked])
    frame = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    contacts = np.bincount(frame, minlength=len(areas) + 1)[1:]
    at = np.array([x, y, 0, 0])
    return Pieces(labels, boxes + at, areas, centers + at[:2], contacts)


def largest_side(image: GrayImage) -> int:
    """Longer side of the largest piece's box in pixels, 0 where there is none.

    From the outer outlines, in a fifth of the time of `find_pieces`: what a hole holds is smaller.

    Args:
        image: uint8 (H, W).
    """
    mask = cv2.threshold(image, INK, 255, cv2.THRESH_BINARY)[1]
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return max((max(cv2.boundingRect(outline)[2:]) for outline in outlines), default=0)


def _measured(mask: GrayImage) -> tuple[NDArray[Any], ...]:
    """Labels, boxes, areas and centres of the pieces of a mask that is cut to its box."""
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    if count == 2:
        # One piece, as most digits are: what is measured of the mask takes a third of the time.
        moments = cv2.moments(mask, binaryImage=True)
        center = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
        box = np.array([[0, 0, mask.shape[1], mask.shape[0]]], np.int32)
        return labels, box, np.array([cv2.countNonZero(mask)], np.int32), np.array([center])
    if cv2.countNonZero(mask) > DENSE * mask.size:
        labels, found, centers = cv2.connectedComponentsWithStats(mask, connectivity=8)[1:]
        return labels, found[1:, :4], found[1:, cv2.CC_STAT_AREA], centers[1:]
    return labels, *_statistics(mask, np.asarray(labels), count)


def _statistics(mask: GrayImage, labels: NDArray[Any], count: int) -> tuple[NDArray[Any], ...]:
    """Boxes, areas and centres of the pieces 1 to count - 1.

    As connectedComponentsWithStats has them, in a fifth of the time where little is ink: only that
    is looked at.
    """
    inked = np.flatnonzero(np.ascontiguousarray(mask).view(np.bool_))
    rows, columns = np.divmod(inked, labels.shape[1])
    own = labels.ravel().take(inked)
    areas = np.bincount(own, minlength=count)[1:]
    order, first = np.argsort(own, kind="stable"), np.cumsum(areas) - areas
    boxes = np.empty((count - 1, 4), np.int32)
    centers = np.empty((count - 1, 2))
    for axis, places in enumerate((columns[order], rows[order])):
        boxes[:, axis] = np.minimum.reduceat(places, first)
        boxes[:, 2 + axis] = np.maximum.reduceat(places, first) + 1 - boxes[:, axis]
        centers[:, axis] = np.add.reduceat(places, first) / areas
    return boxes, areas.astype(np.int32), centers


def _no_pieces(image: GrayImage) -> Pieces:
    none = np.zeros(0, np.int64)
    labels = np.zeros(image.shape, np.int32)
    return Pieces(labels, np.zeros((0, 4), np.int64), none, np.zeros((0, 2)), none)


def keep_pieces(image: GrayImage, pieces: Pieces, keep: NDArray[np.bool_]) -> GrayImage:
    """Set to 0 all but the pieces with keep[i] and the soft edge, one pixel wide, around them."""
    if keep.all():
        # The usual case, which needs no look at the labels: a third of the time.
        mask = cv2.threshold(image, INK, 255, cv2.THRESH_BINARY)[1]
        return cv2.bitwise_and(image, cv2.dilate(mask, _NEIGHBOURS))
    chosen = np.concatenate([[False], keep]).astype(np.uint8)
    kept = chosen.take(pieces.labels)
    edge = cv2.dilate(kept, _NEIGHBOURS) & (pieces.labels == 0)
    return image * (kept | edge)
