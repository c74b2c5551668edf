"""What stands in a line: its digits, the signs between them, and marks that were not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import compress

import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.pieces import Pieces
from mnist_space.reading.dates import date_slashes
from mnist_space.reading.digit_search import Mark
from mnist_space.reading.percent import is_percent
from mnist_space.reading.segmentation import Group, pieces_apart
from mnist_space.reading.signs import LEANS, Row, is_slash, row_at, sign_of, slant_of

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
    usual, left, result = _usual_side(lines, threshold), list(free), []
    for line in lines:
        digits = [mark.group for mark in line if mark.score >= threshold]
        if digits:
            beside, left = _beside(left, line, digits, usual)
            every = sorted([*line, *beside], key=lambda mark: mark.group.middle[0])
            told = [_told(m, usual, threshold) for m in _with_signs(every, digits, threshold)]
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
    """Return the marks as large as digits that stand in a line without any.

    Args:
        lines: as `find_digits` gives them.
        threshold: the least score of a digit.
    """
    usual = _usual_side(lines, threshold)
    return [
        mark.group
        for line in lines
        if all(mark.score < threshold for mark in line)
        for mark in line
        if UNSURE[0] * usual <= mark.side <= UNSURE[1] * usual
    ]


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


def _beside(
    free: list[Group], line: Sequence[Mark], digits: Sequence[Group], usual: float
) -> tuple[list[Mark], list[Group]]:
    """The free pieces that stand in a line and are as thick as its strokes; and the others."""
    start = min(mark.group.x for mark in line) - BESIDE * usual
    end = max(mark.group.x + mark.group.ink.shape[1] for mark in line) + BESIDE * usual
    top = min(group.y - 0.5 * group.ink.shape[0] for group in digits)
    bottom = max(group.y + 1.5 * group.ink.shape[0] for group in digits)
    pen = _pen(digits)
    inside: list[Mark] = []
    outside: list[Group] = []
    for piece in free:
        x, y = piece.middle
        # Most pieces of a page are far away, which is told soonest.
        if not (start <= x <= end and top <= y <= bottom and row_at(digits, x, 0.0).holds(y)):
            outside.append(piece)
        elif piece.stroke >= THIN * pen and piece.diameter >= DOT * pen:
            inside.append(Mark(piece, 0.0, -np.inf, is_read=False))
    return inside, outside


def _with_signs(line: list[Mark], digits: Sequence[Group], threshold: float) -> list[Mark]:
    slants = [slant_of(group) for group in digits]
    slant = float(np.median(slants)) if len(slants) > 1 else 0.0
    rows = [row_at(digits, mark.group.middle[0], slant) for mark in line]
    pen = _pen(digits)
    signs = [sign_of(mark.group, row, pen) for mark, row in zip(line, rows, strict=True)]
    dated = date_slashes([mark.group for mark in line], rows)
    result: list[Mark] = []
    for i, (mark, row, sign) in enumerate(zip(line, rows, signs, strict=True)):
        parts = _percent_parts(result, mark, row)
        if parts:
            whole = reduce(Group.joined, [part.group for part in parts])
            result[len(result) + 1 - len(parts) :] = [replace(mark, group=whole, sign="%")]
            continue
        if i in dated:
            sign, mark = "/", replace(mark, is_sure=dated[i])
        elif sign == "/":
            sign = None
            if 0 < i < len(line) - 1 and is_slash(mark.group, row, LEANS[1]):
                mark = replace(mark, is_read=False)
        elif sign == "+" and mark.score >= threshold:
            sign = sign if _starts(line, i, row.height) else None
        elif mark.score >= threshold and sign != ",":  # so small and low there is no digit
            sign = None
        elif sign == "-" and any(_encloses(digit, mark.group) for digit in digits):
            sign = None  # the dot in a 0
        result.append(replace(mark, sign=sign))
    return _colons(result)


def _percent_parts(line: Sequence[Mark], mark: Mark, row: Row) -> Sequence[Mark]:
    """The last marks of a line and the next one that make a per cent sign together; or none."""
    for count in (2, 1):
        parts = [*line[-count:], mark]
        if len(parts) == count + 1 and is_percent([part.group for part in parts], row):
            return parts
    return ()


def _encloses(digit: Group, mark: Group) -> bool:
    """Tell whether a mark lies within the box of a digit."""
    (x0, y0, w0, h0), (x1, y1, w1, h1) = digit.box, mark.box
    return x0 <= x1 and y0 <= y1 and x1 + w1 <= x0 + w0 and y1 + h1 <= y0 + h0


def _starts(line: list[Mark], i: int, height: float) -> bool:
    """Tell whether a mark begins a number."""
    if i == 0:
        return True
    before, mark = line[i - 1].group, line[i].group
    return bool(mark.x - before.x - before.ink.shape[1] >= 0.7 * height)


def _above(first: Mark, second: Mark) -> bool:
    (x0, _, w0, _), (x1, _, w1, _) = first.group.box, second.group.box
    return min(x0 + w0, x1 + w1) - max(x0, x1) > -0.5 * max(w0, w1)


def _colons(line: list[Mark]) -> list[Mark]:
    """Join a point with the dot above it."""
    result: list[Mark] = []
    for mark in line:
        before = result[-1] if result else None
        if before and _above(before, mark) and _is_colon(before, mark):
            result[-1] = replace(mark, group=before.group.joined(mark.group), sign=":")
        else:
            result.append(mark)
    return result


def _is_colon(first: Mark, second: Mark) -> bool:
    """Tell whether one of two marks is a point and the other a dot as large above it."""
    upper, lower = sorted((first, second), key=lambda mark: mark.group.y)
    if upper.score > -np.inf or lower.score > -np.inf:
        return False
    gap = lower.group.y - upper.group.y - upper.group.ink.shape[0]
    alike = 0.4 <= upper.side / lower.side <= 2.5
    return alike and gap > 0
