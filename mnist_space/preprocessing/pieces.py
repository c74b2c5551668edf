"""Connected pieces of ink: what several steps and the segmentation look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.images import GrayImage

INK = 60  # a stroke's soft edge below this belongs to no piece

_NEIGHBOURS = np.ones((3, 3), np.uint8)


@dataclass(frozen=True)
class Pieces:
    """The 8-connected pieces of ink of one picture.

    Attributes:
        labels: int32 (H, W), 0 = ground, i + 1 = piece i.
        boxes: int32 (N, 4): x, y, width, height in pixels.
        areas: int32 (N,): pixels.
        centers: float64 (N, 2): x, y of the centre of the piece's pixels.
        touches_frame: bool (N,).
    """

    labels: NDArray[Any]
    boxes: NDArray[Any]
    areas: NDArray[Any]
    centers: NDArray[Any]
    touches_frame: NDArray[Any]

    def __len__(self) -> int:
        return len(self.areas)

    @property
    def sides(self) -> NDArray[np.int32]:
        """Longer side of each box (N,), pixels."""
        sides: NDArray[np.int32] = self.boxes[:, 2:].max(axis=1, initial=0)
        return sides

    def gaps(self, box: NDArray[Any]) -> NDArray[np.int32]:
        """Larger of the level and the upright gap between each piece and `box`, 0 if they meet."""
        low = np.maximum(self.boxes[:, :2], box[:2])
        high = np.minimum(self.boxes[:, :2] + self.boxes[:, 2:], box[:2] + box[2:])
        gaps: NDArray[np.int32] = (low - high).max(axis=1, initial=0).clip(0)
        return gaps


def find_pieces(image: GrayImage) -> Pieces:
    """Find the pieces of ink of a picture, uint8 (H, W)."""
    mask = cv2.threshold(image, INK, 255, cv2.THRESH_BINARY)[1]
    found = cv2.connectedComponentsWithStats(mask, connectivity=8)
    labels, stats, centers = map(np.asarray, found[1:])
    boxes = stats[1:, :4]
    x, y, width, height = boxes.T
    touches = (x < 1) | (y < 1) | (x + width >= image.shape[1]) | (y + height >= image.shape[0])
    return Pieces(labels, boxes, stats[1:, cv2.CC_STAT_AREA], centers[1:], touches)


def keep_pieces(image: GrayImage, pieces: Pieces, keep: NDArray[np.bool_]) -> GrayImage:
    """Set to 0 all but the pieces with keep[i] and the soft edge, one pixel wide, around them."""
    chosen = np.concatenate([[False], keep]).astype(np.uint8)
    kept = chosen[pieces.labels]
    edge = cv2.dilate(kept, _NEIGHBOURS) & (pieces.labels == 0)
    return image * (kept | edge)
