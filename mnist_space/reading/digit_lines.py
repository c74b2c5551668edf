"""What stands in a line: its digits, the signs between them, and marks that were not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.pieces import Pieces
from mnist_space.reading.digit_search import Mark
from mnist_space.reading.line_signs import with_signs
from mnist_space.reading.segmentation import Group, pieces_apart
from mnist_space.reading.signs import row_finder

SPECK = 0.25  # of the usual side of a digit; what is smaller is a sign or nothing
BARE = 0.2  # width by length of a stroke
PRINTED = 0.6  # of the pen's width: a thinner line is printed
LONG = 1.6  # of the usual side: a longer bare stroke is an edge
SMALL, LARGE = 0.4, 4.0  # of the usual side: the least and the largest digit
UNSURE = 0.6, 2.0  # the same of what is no sure digit
BESIDE = 1.5  # of a digit's height: how far before or behind a line its signs may stand
# On 104 drawn pages this holds 127 of 137 dots and dashes and 2 of 100 specks.
THIN, DOT = 0.4, 0.55  # of the pen's width: the least width and diameter of a sign
GRAIN = 2  # pixels: what is smaller is no sign


def free_pieces(ink: GrayImage, pieces: Pieces, groups: Sequence[Group]) -> list[Group]:
    """Return the pieces of ink that belong to no group and are not larger than the largest.

    Args:
        ink: uint8 (H, W), all ink of the page.
        pieces: its pieces.
        groups: what may be digits.
    """
    if not groups:
        return []
    owned = np.zeros_like(ink)
    for group in groups:
        x, y, width, height = group.box
        place = owned[y : y + height, x : x + width]
        np.maximum(place, group.ink, out=place)
    largest = max(group.side for group in groups)
    return [piece for piece in pieces_apart(ink, pieces, owned, GRAIN) if piece.side <= largest]


def without_edges(
    lines: Sequence[Sequence[Mark]], frame: tuple[int, int], threshold: float
) -> list[list[Mark]]:
    """Take the edges of paper and the rests of printed lines from the lines of a page.

    Args:
        lines: as `find_digits` gives them.
        frame: width and height of the page.
        threshold: the least score of a digit.
    """
    usual = _usual_side(lines, threshold)
    pen = _pen([mark.group for line in lines for mark in line])
    kept = [[mark for mark in line if not is_edge(mark.group, usual, pen, frame)] for line in lines]
    return [line for line in kept if line]


def _usual_side(lines: Sequence[Sequence[Mark]], threshold: float) -> float:
    """Median side of the digits in pixels; infinite where there are none."""
    sides = [mark.side for line in lines for mark in line if mark.score >= threshold]
    return float(np.median(sides)) if sides else np.inf


def _pen(groups: Sequence[Group]) -> float:
    """Usual width of the strokes in pixels; 0 where there are none."""
    return float(np.median([group.stroke for group in groups] or [0.0]))


def digit_lines(
    lines: Sequence[Sequence[Mark]], free: Sequence[Group], threshold: float
) -> list[list[Mark]]:
    """Keep the lines that hold a digit, with all that stands in them but specks.

    Read are the digits, the signs between them, and what is unsure but as large as a digit.

    Args:
        lines: as `find_digits` gives them.
        free: pieces that may be signs.
        threshold: the least score of a digit.
    """
    usual, result = _usual_side(lines, threshold), []
    places = np.array([piece.middle for piece in free]).reshape(-1, 2)
    left = np.ones(len(free), np.bool_)
    for line in lines:
        digits = [mark.group for mark in line if mark.score >= threshold]
        if digits:
            near = np.flatnonzero(left & _is_beside(places, line, digits, usual))
            left[near] = False
            pen = _pen(digits)
            beside = _as_thick([free[int(i)] for i in near], pen)
            every = sorted([*line, *beside], key=lambda mark: mark.group.middle[0])
            told = [_told(m, usual, threshold) for m in with_signs(every, digits, pen, threshold)]
            kept = [m.sign or m.side >= SPECK * usual or _may_be_sign(m, told) for m in told]
            result.append([*compress(told, kept)])
    return result


def _may_be_sign(mark: Mark, line: Sequence[Mark]) -> bool:
    """Tell whether a mark as thick as the pen stands free between two digits of its line."""
    if mark.score > -np.inf:
        return False
    x, _, width, _ = mark.group.box
    digits = [other.group for other in line if other.is_read and not other.sign]
    before = [group.x + group.ink.shape[1] <= x for group in digits]
    after = [group.x >= x + width for group in digits]
    free = all(a or b for a, b in zip(before, after, strict=True))
    return any(before) and any(after) and free


def _told(mark: Mark, usual: float, threshold: float) -> Mark:
    """The mark, not read where it has another size than digits."""
    least, most = (SMALL, LARGE) if mark.score >= threshold else UNSURE
    fits = least * usual <= mark.side <= most * usual
    return replace(mark, is_read=mark.is_read and fits)


def stray_marks(lines: Sequence[Sequence[Mark]], threshold: float) -> list[Group]:
    """Return the marks as large as digits, or as rows of them, that stand in a line without any.

    Args:
        lines: as `find_digits` gives them.
        threshold: the least score of a digit.
    """
    usual = _usual_side(lines, threshold)
    if np.isinf(usual):  # of a page without a digit, what is as large as its other marks
        usual = float(np.median([mark.side for line in lines for mark in line] or [0]))
    return [
        mark.group
        for line in lines
        if all(mark.score < threshold for mark in line)
        for mark in line
        if UNSURE[0] * usual <= mark.side and _is_digit_high(mark.group, usual)
    ]


def _is_digit_high(group: Group, usual: float) -> bool:
    """Tell whether a mark is no larger than digits are, or as high and longer: a row of them."""
    return group.side <= UNSURE[1] * usual or SMALL <= group.box[3] / usual <= UNSURE[1]


def is_edge(group: Group, usual: float, pen: float, frame: tuple[int, int]) -> bool:
    """Tell whether a bare stroke is a paper's edge or the rest of a printed line, not a 1.

    Args:
        group: its ink.
        usual: side of a digit, pixels.
        pen: usual width of the strokes, pixels.
        frame: width and height of the page.
    """
    bare = min(group.box[2:]) < BARE * group.side
    printed = group.stroke < PRINTED * pen or group.touches(*frame)
    return bare and (printed or group.side > LONG * usual)


def _is_beside(
    places: NDArray[np.float64], line: Sequence[Mark], digits: Sequence[Group], usual: float
) -> NDArray[np.bool_]:
    """Which places (N, 2), x and y, are those of signs in a line or a little before or behind."""
    x, y = places.T
    start = min(mark.group.x for mark in line) - BESIDE * usual
    end = max(mark.group.x + mark.group.ink.shape[1] for mark in line) + BESIDE * usual
    top = min(group.y - 0.5 * group.ink.shape[0] for group in digits)
    bottom = max(group.y + 1.5 * group.ink.shape[0] for group in digits)
    # Most pieces of a page are far away, which is told soonest.
    beside = (start <= x) & (x <= end) & (top <= y) & (y <= bottom)
    row_at = row_finder(digits, 0.0)
    for i in np.flatnonzero(beside):
        beside[i] = row_at(x[i]).holds(y[i])
    return np.asarray(beside, np.bool_)


def _as_thick(pieces: Sequence[Group], pen: float) -> list[Mark]:
    """The marks of those pieces that are as thick as the strokes of a line."""
    return [
        Mark(piece, 0.0, -np.inf, is_read=False)
        for piece in pieces
        if piece.stroke >= THIN * pen and piece.diameter >= DOT * pen
    ]
