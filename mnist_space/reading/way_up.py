"""Which way up a page lies, by its own digits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mnist_space.reading.digit_search import Judge
from mnist_space.reading.lines import usual_size
from mnist_space.reading.segmentation import Group

LEAST = 3  # marks: fewer do not tell
MOST = 12  # marks that are looked at, the largest of usual size
ALIKE = 0.5, 2.0  # of the usual side: what is smaller or larger is no digit
RANGE = -4.0, 6.0  # of scores: one odd mark does not decide
LEGIBLE = 2.0  # mean score of digits that are the right way up, at least
UPRIGHT = 3.0  # mean score from which on a page does not lie on its side
# On 63 drawn pages as they lie, the difference was at least 1 the other way.
SURER = 0.5  # how much higher the mean score of a page must be when it is turned


def way_up(groups: Sequence[Group], judge: Judge) -> int:
    """Return by how many degrees counter-clockwise a page is to be turned: 0, 90, 180 or 270.

    Digits that lie on their side or on their head look less like digits, all together.

    Args:
        groups: what may be digits on the page as it lies.
        judge: gives the digit score of pictures.
    """
    usual = usual_size(groups)
    marks = [group for group in groups if ALIKE[0] * usual <= group.side <= ALIKE[1] * usual]
    marks = sorted(marks, key=lambda group: -group.side)[:MOST]
    if len(marks) < LEAST:
        return 0
    means = {degrees: _mean_score(marks, degrees, judge) for degrees in (0, 180)}
    if means[0] < UPRIGHT:
        means |= {degrees: _mean_score(marks, degrees, judge) for degrees in (90, 270)}
    best = max(means, key=lambda degrees: means[degrees])
    return best if means[best] >= max(LEGIBLE, means[0] + SURER) else 0


def _mean_score(marks: Sequence[Group], degrees: int, judge: Judge) -> float:
    pictures = [np.rot90(mark.picture(), degrees // 90) for mark in marks]
    return float(np.mean(np.clip(judge([np.ascontiguousarray(p) for p in pictures]), *RANGE)))
