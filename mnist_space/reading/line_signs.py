"""The signs among the marks of one line: points, dashes, slashes, colons, per cent signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from mnist_space.reading.dates import date_slashes
from mnist_space.reading.digit_search import Mark
from mnist_space.reading.percent import is_percent
from mnist_space.reading.segmentation import Group
from mnist_space.reading.signs import LEANS, Row, is_slash, row_finder, sign_of, slant_of


def with_signs(
    line: list[Mark], digits: Sequence[Group], pen: float, threshold: float
) -> list[Mark]:
    """Return the marks of a line with the signs among them told.

    Args:
        line: its marks from left to right.
        digits: the ink of those that are digits, at least one.
        pen: usual width of their strokes, pixels.
        threshold: the least score of a digit.
    """
    slants = [slant_of(group) for group in digits]
    slant = float(np.median(slants)) if len(slants) > 1 else 0.0
    row_at = row_finder(digits, slant)
    rows = [row_at(mark.group.middle[0]) for mark in line]
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
