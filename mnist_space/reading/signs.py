"""The signs of numbers, told by where they stand beside the digits and what shape they have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.segmentation import Group

# All lengths in heights of the digits beside.
DOT = 0.32  # longest side of a point
# Of 196 drawn points none is more than 0.03 higher than the pen is wide; of 71 commas none is less
# than 0.13, or less than 1.24 times as high as wide.
COMMA, ROUND = 0.08, 1.1
LOW = 0.68  # from here on down stands a point
MIDDLE = 0.2, 0.8  # where a minus or a plus stands
DASH = 0.15, 1.3  # its least and largest length
FLAT = 1.8  # times as long as thick
TILT = 0.08  # of its height: how far a plus' level stroke may go up or down
PLUS = 0.25, 0.72, 0.9  # the least side of a plus, its largest height and width
TALL = 0.98  # a slash is at least as high as a digit
LEANS = 0.2, 0.4  # tangent: more than the hand's own slant; so much more, and none of them is a 1
STRAIGHT = 0.09  # of its length: how far a slash bends
OUTSIDE = 0.05  # of a slash's ink: the most that lies farther aside


@dataclass(frozen=True)
class Row:
    """Where the digits beside a mark stand.

    Attributes:
        top, height: of the digits, pixels.
        slant: of the hand, shift to the right per height.
    """

    top: float
    height: float
    slant: float

    def holds(self, y: float) -> bool:
        """Tell whether a sign may stand so far down the page."""
        return self.top - 0.2 * self.height <= y <= self.top + 1.35 * self.height


def row_finder(digits: Sequence[Group], slant: float) -> Callable[[float], Row]:
    """Return what tells where the digits nearest to a column stand.

    Args:
        digits: of one line, at least one.
        slant: of the hand.
    """
    heights = np.array([group.ink.shape[0] for group in digits])
    whole = heights >= 0.7 * np.median(heights)
    height = float(np.median(heights[whole]))
    tops = np.array([group.y for group in digits])[whole]
    middles = np.array([group.middle[0] for group in digits])[whole]
    centers = tops + heights[whole] / 2

    def row_at(x: float) -> Row:
        near = np.argsort(abs(middles - x), kind="stable")[:2]
        return Row(float(centers[near].mean()) - height / 2, height, slant)

    return row_at


def slant_of(group: Group) -> float:
    """Shift to the right per height of a group's ink, by its moments."""
    rows, columns = np.nonzero(group.ink > INK)
    return -slope_of(rows, columns)


def slope_of(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> float:
    """Return the least-squares slope of columns over rows; 0 where all lie in one row."""
    if len(rows) < 2:
        return 0.0
    above = rows - rows.mean()
    spread = float((above**2).sum())
    return float((above * (columns - columns.mean())).sum()) / spread if spread else 0.0


def sign_of(mark: Group, row: Row, pen: float) -> str | None:
    """Tell which sign a mark is: one of . , - + / or None.

    Args:
        mark: its ink.
        row: where the digits beside it stand.
        pen: usual width of their strokes, pixels.
    """
    _, y, width, height = mark.box
    wide, high = width / row.height, height / row.height
    low = (y + height / 2 - row.top) / row.height
    is_flat = wide >= DASH[0] and wide >= FLAT * high
    if max(wide, high) <= DOT and low >= LOW and not (is_flat and low <= MIDDLE[1]):
        longer = height - pen > COMMA * row.height
        return "," if longer and high > ROUND * wide else "."
    if wide <= DOT and high <= 1.5 * DOT and low >= LOW + 0.15:
        return ","
    if is_minus(mark, row):
        return "-"
    fits = PLUS[0] <= high <= PLUS[1] and PLUS[0] <= wide <= PLUS[2]
    if fits and MIDDLE[0] <= low <= MIDDLE[1] and is_cross(mark):
        return "+"
    return "/" if is_slash(mark, row) else None


def is_minus(mark: Group, row: Row) -> bool:
    """Tell whether a mark is flat and stands half way up."""
    _, y, width, height = mark.box
    wide, low = width / row.height, (y + height / 2 - row.top) / row.height
    is_dash = width >= FLAT * height and DASH[0] <= wide <= DASH[1]
    return is_dash and MIDDLE[0] <= low <= MIDDLE[1]


def is_minus_beside(mark: Group, digit: Group) -> bool:
    """Tell whether a mark is a minus that stands free before a digit or behind it."""
    before = mark.x + mark.ink.shape[1] < digit.x
    behind = mark.x > digit.x + digit.ink.shape[1]
    return (before or behind) and is_minus(mark, Row(digit.y, digit.ink.shape[0], 0.0))


def is_slash(mark: Group, row: Row, leans: float = LEANS[0]) -> bool:
    """Tell whether a mark is a straight stroke that leans so much more than the hand does."""
    extra = extra_lean(mark, row)
    return extra is not None and extra > leans


def extra_lean(mark: Group, row: Row) -> float | None:
    """Return how much more than the hand a stroke as high as a digit leans, None if none is there.

    Args:
        mark: its ink.
        row: where the digits beside it stand.
    """
    if mark.ink.shape[0] < TALL * row.height:
        return None
    lean = lean_of(mark)
    return None if lean is None else lean - row.slant


def lean_of(mark: Group) -> float | None:
    """Return the shift to the right per height of a straight stroke, None for any other mark."""
    rows, columns = np.nonzero(mark.ink > INK)
    if len(rows) < 2:
        return None
    slope = slope_of(rows, columns)
    aside = columns - columns.mean() - slope * (rows - rows.mean())
    height = mark.ink.shape[0]
    reach = len(rows) / height / 2 + STRAIGHT * height
    return -slope if np.count_nonzero(abs(aside) > reach) <= OUTSIDE * len(rows) else None


def is_cross(mark: Group) -> bool:
    """Tell whether a mark is one level stroke and an upright one, with nothing in the corners."""
    ink = mark.ink > INK
    height, width = ink.shape
    rows, columns = max(1, height // 4), max(1, width // 4)
    corners = (
        ink[:rows, :columns], ink[:rows, -columns:], ink[-rows:, :columns], ink[-rows:, -columns:]
    )  # fmt: skip
    if max(float(corner.mean()) for corner in corners) > 0.15:
        return False
    return _has_level_stroke(ink) and _has_level_stroke(ink.T)


def _has_level_stroke(ink: NDArray[np.bool_]) -> bool:
    """Tell whether a stroke, perhaps a little tilted, runs through the middle of some ink."""
    height = len(ink)
    reach = np.ones((1 + 2 * round(TILT * height), 1), np.uint8)
    covered = cv2.dilate(ink.astype(np.uint8), reach).mean(axis=1)
    middle = float(np.flatnonzero(covered == covered.max()).mean())
    return 0.2 <= middle / height <= 0.8 and bool(covered.max() > 0.75)
