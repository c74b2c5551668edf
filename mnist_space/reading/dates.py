"""The slashes of dates, told from 1s by where they stand in a number and how they lean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mnist_space.reading.segmentation import Group
from mnist_space.reading.signs import LEANS, Row, extra_lean

SPACE = 0.7  # of a digit's height: a wider gap ends a number
DAY, YEAR = (1, 2), (2, 4)  # digits of a day or a month, of a year
LONG = 8  # marks: a shorter date may as well be a number with two 1s
ALIKE = 0.05  # tangent: a stroke that leans as much less may be written like a slash
UPRIGHT = 0.2  # tangent: so much less than a slash leans a 1 that is another kind of stroke
DOUBT = 0.05  # the same: more than the hand's own slant, a 1 in such a place may be a slash


def date_slashes(groups: Sequence[Group], rows: Sequence[Row]) -> dict[int, bool]:
    """Find what may be the slashes of dates as 12/05/2026.

    Args:
        groups: the marks of one line, from left to right.
        rows: where the digits beside each stand.

    Returns:
        by its place in the line, whether each surely is one: it leans more than the other straight
        strokes of the line, and much more than they or the hand do.
    """
    pairs = zip(groups, rows, strict=True)
    leans = {i: lean for i, pair in enumerate(pairs) if (lean := extra_lean(*pair)) is not None}
    found: dict[int, bool] = {}
    for number, first, second in _dates(groups, rows, [i for i in leans if leans[i] > DOUBT]):
        least = min(leans[first], leans[second])
        others = [lean for i, lean in leans.items() if i not in (first, second)]
        before = max(others, default=-1.0)
        leaning = least > LEANS[0] or (others and least > before + UPRIGHT)
        sure = bool(leaning and least > before + ALIKE and len(number) >= LONG)
        found |= {first: sure, second: sure}
    return found


def _dates(
    groups: Sequence[Group], rows: Sequence[Row], strokes: Sequence[int]
) -> Iterator[tuple[range, int, int]]:
    """Numbers that two strokes part into day, month and year."""
    for number in _numbers(groups, rows):
        inside = [i for i in strokes if i in number]
        for first in inside:
            for second in inside:
                parts = (first - number.start, second - first - 1, number.stop - second - 1)
                if parts[0] in DAY and parts[1] in DAY and parts[2] in YEAR:
                    yield number, first, second


def _numbers(groups: Sequence[Group], rows: Sequence[Row]) -> Iterator[range]:
    """The places of the marks that stand close together."""
    start = 0
    for i, (left, right) in enumerate(pairwise(groups), 1):
        if right.x - left.x - left.ink.shape[1] >= SPACE * rows[i].height:
            yield range(start, i)
            start = i
    yield range(start, len(groups))
