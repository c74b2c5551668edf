"""Where the digits are: from the ink of a page to one group of ink a digit, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.pieces import INK, Pieces, find_pieces

MAX_GROUPS = 100
MARGIN = 0.15  # of a group's longer side, left free around it so that nothing touches the frame

# All in units of the usual height of a digit on the page.
SMALLEST = 0.35  # a piece less high and wide is a part of a digit, a comma or a speck
PART_REACH = 0.3  # a part belongs to a digit as near as this
LINE_DRIFT = 0.6  # a neighbour in the same line is at most this much higher or lower
LINE_REACH = 4.0  # and at most this far away

APART = 0.25  # of the smaller side: free space between digits that stand on each other
STEEPEST = np.deg2rad(50)  # steeper is no slant: digits below each other


@dataclass(frozen=True)
class Group:
    """The ink that is taken for one digit.

    Attributes:
        ink: uint8 (h, w), 0 = ground, this group's ink alone.
        x, y: where its upper left corner lies on the page, in pixels.
    """

    ink: GrayImage
    x: int
    y: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The box on the page: x, y, width, height in pixels."""
        height, width = self.ink.shape
        return self.x, self.y, width, height

    @property
    def side(self) -> int:
        """Longer side of the box, pixels."""
        return max(self.box[2:])

    def breadth(self, lean: float) -> int:
        """Width in pixels along a slant: `lean` is the shift to the right per height."""
        rows, columns = np.nonzero(self.ink > INK)
        return 1 + int(np.ptp(columns + lean * rows)) if len(rows) else 0

    def touches(self, width: int, height: int) -> bool:
        """Tell whether the box touches the frame of a page of this size."""
        x, y, w, h = self.box
        return x < 1 or y < 1 or x + w >= width or y + h >= height

    def is_apart(self, other: Group) -> bool:
        """Tell whether there is free space between the boxes: any beside, some above."""
        (x0, y0, w0, h0), (x1, y1, w1, h1) = self.box, other.box
        beside = max(x0, x1) >= min(x0 + w0, x1 + w1)
        gap = max(y0, y1) - min(y0 + h0, y1 + h1)
        return beside or gap > APART * min(self.side, other.side)

    def picture(self, turn: float = 0.0) -> GrayImage:
        """Return the ink with a free margin on every side, for the digit steps.

        Args:
            turn: degrees counter-clockwise by which it is turned first.
        """
        height, width = self.ink.shape
        margin = 2 + round(MARGIN * max(height, width))
        if turn:
            margin += (round(np.hypot(height, width)) - min(height, width)) // 2
        padded = cv2.copyMakeBorder(self.ink, *[margin] * 4, cv2.BORDER_CONSTANT, value=0)
        if not turn:
            return padded
        size = padded.shape[1], padded.shape[0]
        rotation = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), turn, 1)
        return cv2.warpAffine(padded, rotation, size, flags=cv2.INTER_LINEAR)

    def part(self, mask: NDArray[Any]) -> Group | None:
        """Return the ink where `mask` (h, w) is set, cropped; None where there is none."""
        kept = np.where(mask, self.ink, np.uint8(0))
        left, top, width, height = cv2.boundingRect((kept > INK).astype(np.uint8))
        if not width:
            return None
        crop = kept[top : top + height, left : left + width].copy()
        return Group(crop, self.x + left, self.y + top)

    def joined(self, other: Group) -> Group:
        """Return the ink of both groups as one."""
        left, top = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.ink.shape[1], other.x + other.ink.shape[1])
        bottom = max(self.y + self.ink.shape[0], other.y + other.ink.shape[0])
        ink = np.zeros((bottom - top, right - left), np.uint8)
        for group in (self, other):
            x, y, width, height = group.box
            place = ink[y - top : y - top + height, x - left : x - left + width]
            np.maximum(place, group.ink, out=place)
        return Group(ink, left, top)


def find_groups(page: GrayImage) -> list[Group]:
    """Find the groups of ink that may be digits, at most the MAX_GROUPS largest, in any order.

    The usual height is the median over the pieces that are at least half as high as the largest
    ones. A small piece is put to the digit that it is near to; other small pieces are dropped.

    Args:
        page: uint8 (H, W), 0 = ground, as the page steps of a pipeline give it.
    """
    pieces = find_pieces(page)
    if not len(pieces):
        return []
    usual = usual_height(pieces)
    large = np.flatnonzero(pieces.sides >= SMALLEST * usual)
    order = large[np.argsort(-pieces.areas[large])][:MAX_GROUPS]
    owner = _owners(pieces, order, PART_REACH * usual)
    return [_group(page, pieces, np.flatnonzero(owner == main)) for main in order]


def usual_height(pieces: Pieces) -> float:
    """Return the usual longer side of a digit in pixels, given the pieces of a page."""
    sides = pieces.sides[~pieces.touches_frame] if not pieces.touches_frame.all() else pieces.sides
    # The third largest: one large blot does not turn all digits into specks.
    top = np.sort(sides)[-min(3, len(sides))]
    return float(np.median(sides[sides >= 0.5 * top]))


def _owners(pieces: Pieces, mains: NDArray[Any], reach: float) -> NDArray[np.int64]:
    """For each piece, the main piece it belongs to: itself, the nearest within reach, or -1."""
    owner = np.full(len(pieces), -1)
    owner[mains] = mains
    gaps = np.stack([pieces.gaps(pieces.boxes[main]) for main in mains])
    for piece in np.flatnonzero(owner < 0):
        nearest = int(gaps[:, piece].argmin())
        small = pieces.sides[piece] < pieces.sides[mains[nearest]]
        if gaps[nearest, piece] <= reach and small and not pieces.touches_frame[piece]:
            owner[piece] = mains[nearest]
    return owner


def _group(page: GrayImage, pieces: Pieces, members: NDArray[Any]) -> Group:
    corners = pieces.boxes[members]
    left, top = corners[:, :2].min(axis=0)
    right, bottom = (corners[:, :2] + corners[:, 2:]).max(axis=0)
    window = slice(int(top), int(bottom)), slice(int(left), int(right))
    inside = np.isin(pieces.labels[window], members + 1)
    return Group(np.where(inside, page[window], np.uint8(0)), int(left), int(top))


def reading_order(groups: Sequence[Group]) -> list[list[Group]]:
    """Sort groups into lines, top to bottom, each from left to right.

    A group's neighbour is the next one to the right that is neither much higher nor lower, seen
    along the page's own slant.

    Args:
        groups: in any order.
    """
    if not groups:
        return []
    boxes = np.array([group.box for group in groups], float)
    usual = float(np.median(boxes[:, 2:].max(axis=1)))
    centers = boxes[:, :2] + boxes[:, 2:] / 2
    slant = _slant(centers)
    level = centers @ np.array([[np.cos(slant), -np.sin(slant)], [np.sin(slant), np.cos(slant)]])
    line = np.arange(len(groups))
    for left in np.argsort(level[:, 0]):
        right = _right_neighbour(level, int(left), usual)
        if right is not None:
            line[line == line[right]] = line[left]
    chains = [np.flatnonzero(line == name) for name in np.unique(line)]
    chains.sort(key=lambda chain: float(level[chain, 1].mean()))
    return [[groups[i] for i in chain[np.argsort(level[chain, 0])]] for chain in chains]


def _slant(centers: NDArray[Any]) -> float:
    """Angle of the lines in radians, positive downwards: the median way to the nearest group."""
    if len(centers) < 3:
        return 0.0
    ways = centers - centers[:, np.newaxis]
    distance = np.hypot(ways[..., 0], ways[..., 1]) + np.where(ways[..., 0] > 0, 0, np.inf)
    nearest = distance.argmin(axis=1)
    to_right = ways[np.arange(len(centers)), nearest][np.isfinite(distance.min(axis=1))]
    if not len(to_right):
        return 0.0
    angle = float(np.median(np.arctan2(to_right[:, 1], to_right[:, 0])))
    return angle if abs(angle) <= STEEPEST else 0.0


def _right_neighbour(centers: NDArray[Any], index: int, usual: float) -> int | None:
    across, down = (centers - centers[index]).T
    drift = LINE_DRIFT * np.maximum(usual, 0.5 * across)
    near = (across > 0) & (across <= LINE_REACH * usual) & (abs(down) <= drift)
    if not near.any():
        return None
    return int(np.where(near, across + abs(down), np.inf).argmin())


def lean_cuts(group: Group, lean: float, most: int = 6) -> dict[tuple[int, int], Group]:
    """Cut a group along straight lines in all ways.

    Args:
        group: the ink of touching digits.
        lean: how far the cuts lean to the right, horizontal shift per height.
        most: how many cuts, those through least ink, at least a tenth of the height apart.

    Returns:
        The part between cut i and cut j, by (i, j); cut 0 is the left edge, the last the right.
    """
    height, width = group.ink.shape
    shift = lean * (np.arange(height)[:, np.newaxis] - height / 2)
    position = np.arange(width) + shift
    crossed = _profile(group.ink, position)
    chosen: list[int] = []
    for column in np.argsort(crossed, kind="stable")[: np.isfinite(crossed).sum()]:
        if all(abs(column - other) > 0.1 * height for other in chosen) and len(chosen) < most:
            chosen.append(int(column))
    edges = [-np.inf, *sorted(chosen), np.inf]
    parts = {
        (i, j): group.part((position >= edges[i]) & (position < edges[j]))
        for i in range(len(edges))
        for j in range(i + 1, len(edges))
    }
    return {key: part for key, part in parts.items() if part and _is_tall(part, group)}


def _profile(ink: GrayImage, position: NDArray[Any]) -> NDArray[np.float64]:
    """Ink on a cut through each column; infinite near the left and the right edge."""
    width = ink.shape[1]
    columns = np.rint(position[ink > INK]).astype(int)
    counts = np.bincount(columns[(columns >= 0) & (columns < width)], minlength=width)
    edge = max(1, round(0.1 * width))
    profile = np.full(width, np.inf)
    profile[edge : width - edge] = counts[edge : width - edge]
    return profile


def _is_tall(part: Group, whole: Group) -> bool:
    return part.ink.shape[0] >= 0.5 * whole.ink.shape[0]
