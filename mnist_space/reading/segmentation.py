"""Where the digits are: from the ink of a page to one group of ink a digit, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.pieces import INK, Pieces, find_pieces
from mnist_space.reading.dots import MAX_DOTS, dot_partners

MAX_GROUPS = 500  # marks of a page, the largest first
# The boxes of all marks, in areas of the page: slanting lines and frames in frames take dozens. Of
# 108 drawn pages and photos the most was 1.3.
MAX_AREA = 3
MAX_PARTS = 2000  # small pieces that may belong to them: 1 s with as many marks
MARGIN = 0.15  # of a group's longer side, left free around it so that nothing touches the frame

# All in units of the usual height of a digit on the page.
SMALLEST = 0.35  # a piece less high and wide is a part of a digit, a comma or a speck
PART_REACH = 0.3  # a part belongs to a digit as near as this

LONG = 1.6  # width by height: what is longer is a row of digits that touch
ROW_HEIGHT = 0.6  # of the highest piece: what is lower is a dash, such as the bar of a 5
APART = 0.25  # of the smaller side: free space between digits that stand on each other


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
    def middle(self) -> tuple[float, float]:
        """Middle of the box on the page: x, y in pixels."""
        height, width = self.ink.shape
        return self.x + width / 2, self.y + height / 2

    @property
    def side(self) -> int:
        """Longer side of the box, pixels."""
        return max(self.box[2:])

    @cached_property
    def stroke(self) -> float:
        """Width of its strokes in pixels: twice the largest distance of ink to its edge."""
        ink = cv2.copyMakeBorder(self.ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        mask = cv2.threshold(ink, INK, 1, cv2.THRESH_BINARY)[1]
        return 2 * float(cv2.distanceTransform(mask, cv2.DIST_L2, 3).max())

    @property
    def diameter(self) -> float:
        """Of a disc with as much ink, pixels."""
        return float(np.sqrt(4 / np.pi * np.count_nonzero(self.ink > INK)))

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
    """Find the groups of ink that may be digits, in any order: see `chosen_groups`."""
    return chosen_groups(page)[0]


def chosen_groups(page: GrayImage) -> tuple[list[Group], bool]:
    """Find the groups of ink that may be digits, in any order, and tell whether some are left out.

    Of too many the MAX_GROUPS largest are there, of too large ones the smallest. The usual height
    is the median over the pieces that are at least half as high as the largest ones. A small piece
    is put to the digit that it is near to; other small pieces are dropped.

    Args:
        page: uint8 (H, W), 0 = ground, as the page steps of a pipeline give it.
    """
    pieces = find_pieces(page)
    if not len(pieces):
        return [], False
    usual = usual_height(pieces)
    large = np.flatnonzero(pieces.sides >= SMALLEST * usual)
    order = _affordable(pieces, large[np.argsort(-pieces.areas[large])][:MAX_GROUPS])
    if not len(order):
        return [], True
    owner = _owners(pieces, order, PART_REACH * usual)
    groups = [_group(page, pieces, np.flatnonzero(owner == main)) for main in order]
    return groups, len(order) < len(large) or len(order) == MAX_GROUPS


def _affordable(pieces: Pieces, order: NDArray[Any]) -> NDArray[np.intp]:
    """Those of some pieces, in their order, whose boxes have MAX_AREA times the page's pixels."""
    areas = pieces.boxes[order, 2:].prod(axis=1)
    smallest = np.argsort(areas, kind="stable")
    fits = np.cumsum(areas[smallest]) <= MAX_AREA * pieces.labels.size
    return np.asarray(order[np.sort(smallest[fits])], np.intp)


def sizes_of(boxes: NDArray[Any]) -> NDArray[Any]:
    """Return how large marks are as digits (N,): the longer side, or the height of a long row.

    Args:
        boxes: (N, 4): x, y, width, height in pixels; N is at least 1.
    """
    wide, high = boxes[:, 2], boxes[:, 3]
    is_row = (wide > LONG * high) & (high >= ROW_HEIGHT * high.max())
    return np.where(is_row, high, np.maximum(wide, high))


def usual_height(pieces: Pieces) -> float:
    """Return the usual longer side of a digit in pixels, given the pieces of a page."""
    sizes = sizes_of(pieces.boxes)
    if not pieces.touches_frame.all():
        sizes = sizes[~pieces.touches_frame]
    # The third largest: one large blot does not turn all digits into specks.
    top = np.sort(sizes)[-min(3, len(sizes))]
    return float(np.median(sizes[sizes >= 0.5 * top]))


def _owners(pieces: Pieces, mains: NDArray[Any], reach: float) -> NDArray[np.int64]:
    """For each piece, the main piece it belongs to: itself, the nearest within reach, or -1."""
    owner = np.full(len(pieces), -1)
    owner[mains] = mains
    rest = np.flatnonzero(owner < 0)
    rest = rest[np.argsort(-pieces.areas[rest], kind="stable")][:MAX_PARTS]
    gaps = np.stack([pieces.gaps(pieces.boxes[main], rest) for main in mains])
    least = gaps.min(axis=0)
    colons = _dot_pairs(pieces, rest[least <= 2 * reach][:MAX_DOTS], reach / PART_REACH)
    sides, touches = pieces.sides, pieces.touches_frame
    for i in np.flatnonzero(least <= reach):
        piece, main = rest[i], mains[int(gaps[:, i].argmin())]
        small = sides[piece] < sides[main] and not touches[piece]
        sign = colons[piece] or _may_be_sign(pieces.boxes[piece], pieces.boxes[main])
        if small and not sign:
            owner[piece] = main
    return owner


def _may_be_sign(piece: NDArray[Any], main: NDArray[Any]) -> bool:
    """Tell whether a small piece beside a digit stands where a point or a dash does."""
    x, y, width, height = map(int, piece)
    left, top, wide, high = map(int, main)
    beside = x + width / 2 >= left + wide or x + width / 2 <= left
    low = y + height / 2 >= top + 0.68 * high
    dash = width >= 1.8 * height and y + height / 2 >= top + 0.25 * high
    return beside and (low or dash)


def _dot_pairs(pieces: Pieces, small: NDArray[Any], usual: float) -> NDArray[np.bool_]:
    """Which small pieces are one above the other as the dots of a colon are (N,)."""
    result = np.zeros(len(pieces), bool)
    result[small] = dot_partners(pieces.boxes[small], usual).any(axis=1)
    return result


def _group(page: GrayImage, pieces: Pieces, members: NDArray[Any]) -> Group:
    corners = pieces.boxes[members]
    left, top = corners[:, :2].min(axis=0)
    right, bottom = (corners[:, :2] + corners[:, 2:]).max(axis=0)
    window = slice(int(top), int(bottom)), slice(int(left), int(right))
    labels = pieces.labels[window]
    # Of one piece, as most groups are, in a tenth of the time.
    inside = labels == members[0] + 1 if len(members) == 1 else np.isin(labels, members + 1)
    return Group(np.where(inside, page[window], np.uint8(0)), int(left), int(top))


def pieces_apart(ink: GrayImage, pieces: Pieces, other: GrayImage, least: float) -> Iterator[Group]:
    """Give the pieces of ink that share no pixel with other ink, at most the 1,000 largest.

    Args:
        ink: uint8 (H, W).
        pieces: its pieces.
        other: uint8 (H, W).
        least: longer side of a piece, pixels.
    """
    free = np.ones(len(pieces) + 1, bool)
    free[pieces.labels[other > INK]] = False
    chosen = np.flatnonzero(free[1:] & (pieces.sides >= least))
    chosen = chosen[np.argsort(-pieces.areas[chosen], kind="stable")][: 2 * MAX_GROUPS]
    return (_group(ink, pieces, np.array([i])) for i in _affordable(pieces, chosen))
