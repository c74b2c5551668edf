"""Find the digits on a page with the network as the judge of where one ends and the next begins.

Segmentation by recognition, as in LeCun et al. 1998, section V: ink is cut in many ways, each part
is scored, and the cuts whose parts look most like digits win.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.reading.cuts import Parts, Step, find_cuts, reduced
from mnist_space.reading.judge import MOST_LOOKS
from mnist_space.reading.lattice import best_way
from mnist_space.reading.lines import reading_order, usual_size
from mnist_space.reading.segmentation import Group
from mnist_space.reading.signs import is_cross, is_minus_beside

Judge = Callable[[Sequence[GrayImage]], Sequence[float]]
"""Takes pictures (H, W) of ink on 0 and gives the digit score of each."""

LARGEST = 4.0  # times the usual height: a higher group is no row of digits
MAX_SPLITS = 30  # groups of a page that are cut
MOST_IN_VAIN = 8  # of them, where none has a digit, nor the page another
WIDE = 0.55  # a group narrower than this fraction of its height is not cut
NARROW = 0.4  # width by height: a narrower digit may be a 1
LONGEST = 40  # nor one so many times as wide as high: it takes more cuts than there are
# On 132 drawn pages 18 single marks and 3 of 36 pieces of touching digits are no wider. Of these,
# 17 score -3.6 or more, a per cent sign and the three less than -5.6. Such a mark is not cut.
SINGLE = 1.65  # times the width of the page's digits
ALMOST = -4.5  # log-odds
ONE_STROKE = 0.3  # nor one that is narrower than this along some slant: it is a thick stroke
SLANTS = (0.0, 0.35, -0.35, 0.5, -0.5)
RULED = 0.04  # width by length: narrower is a line
SLANT = 8.0  # degrees; lines that are turned more are read upright and turned back

Order = Callable[[Sequence[Group]], list[list[Group]]]
"""Sorts groups into lines, top to bottom, each from left to right."""


@dataclass(frozen=True)
class Mark:
    """One group of ink.

    Attributes:
        group: the ink.
        turn: degrees counter-clockwise by which it is turned for reading.
        score: its digit score.
        is_read: whether it is taken for a digit.
        sign: the sign that it is read as.
        is_sure: whether the sign can be nothing else.
    """

    group: Group
    turn: float
    score: float
    is_read: bool = True
    sign: str | None = None
    is_sure: bool = True

    @property
    def picture(self) -> GrayImage:
        """The ink, turned level, with a free margin: for the digit steps."""
        return self.group.picture(self.turn)

    @property
    def side(self) -> int:
        """Longer side of the box, pixels."""
        return self.group.side


def find_digits(
    groups: Sequence[Group], judge: Judge, threshold: float, order: Order = reading_order
) -> list[list[Mark]]:
    """Find what may be digits on a page, in lines from top to bottom, each from left to right.

    Args:
        groups: the ink of the page, as `find_groups` gives it.
        judge: gives the digit score of pictures.
        threshold: the least score of a digit.
        order: sorts groups into lines.
    """
    # What stands alone is most likely a digit, and is looked at before parts and pairs are.
    scores_of(groups, judge)
    joined = [_join_parts(line, judge, threshold) for line in order(groups)]
    parts = _split_touching([group for line in joined for group in line], judge, threshold)
    return [_turned(line, judge) for line in order(parts)]


def scores_of(groups: Sequence[Group], judge: Judge, turn: float = 0.0) -> list[float]:
    """Return the score of each group; a ruled line is not even looked at.

    Args:
        groups: the ink.
        judge: gives the digit score of pictures.
        turn: degrees counter-clockwise by which they are turned first.
    """
    short = [min(group.box[2:]) >= RULED * group.side for group in groups]
    pictures = [
        group.picture(turn) for group, is_short in zip(groups, short, strict=True) if is_short
    ]
    scores = iter(judge(pictures) if pictures else [])
    return [next(scores) if is_short else -np.inf for is_short in short]


def _join_parts(line: list[Group], judge: Judge, threshold: float) -> list[Group]:
    """Join neighbours that are no digits by themselves but are one together."""
    usual = usual_size(line)
    scores = scores_of(line, judge)
    near = [
        i
        for i, (left, right) in enumerate(pairwise(line))
        if _gap(left, right) <= 0.25 * usual
        and min(scores[i : i + 2]) < threshold
        and not (scores[i + 1] >= threshold and is_minus_beside(left, right))
        and not (scores[i] >= threshold and is_minus_beside(right, left))
    ]
    together = [line[i].joined(line[i + 1]) for i in near]
    best = dict(zip(near, zip(scores_of(together, judge), together, strict=True), strict=True))
    result: list[Group] = []
    skip = False
    for i, group in enumerate(line):
        score, pair = best.get(i, (-np.inf, group))
        if skip:
            skip = False
        elif score >= threshold and pair.side <= 1.5 * usual:
            result.append(pair)
            skip = True
        else:
            result.append(group)
    return result


def _gap(left: Group, right: Group) -> int:
    """Level gap between two groups in pixels; negative where they overlap."""
    return right.x - left.x - left.box[2]


def _split_touching(groups: list[Group], judge: Judge, threshold: float) -> list[Group]:
    """Cut each group that is no digit where its parts are."""
    result: list[Group] = []
    left, looked = MAX_SPLITS, 0
    highest = LARGEST * float(np.median([group.box[3] for group in groups])) if groups else 0
    scores = scores_of(groups, judge)
    narrow = SINGLE * _usual_width(groups, scores, threshold)
    found = any(score >= threshold for score in scores)
    for group, score in zip(groups, scores, strict=True):
        best: list[Group] = []
        is_single = group.box[2] <= narrow and score >= ALMOST
        is_hopeless = not found and left == MAX_SPLITS - MOST_IN_VAIN
        may_be_cut = left and looked < MOST_LOOKS and not is_single and not is_hopeless
        if score < threshold and may_be_cut and group.box[3] <= highest and _is_wide(group):
            best, looks = _best_parts(group, judge, threshold, MOST_LOOKS - looked)
            left, looked, found = left - 1, looked + looks, found or bool(best)
        result += best or [group]
    return result


def _usual_width(groups: Sequence[Group], scores: Sequence[float], threshold: float) -> float:
    """Median width in pixels of the digits that are no 1; 0 where there are none."""
    digits = [group.box for group, score in zip(groups, scores, strict=True) if score >= threshold]
    wide = [width for _, _, width, height in digits if width > NARROW * height]
    return float(np.median(wide)) if wide else 0.0


def _is_wide(group: Group) -> bool:
    """Tell whether there may be two digits side by side."""
    height, width = group.ink.shape
    if not WIDE * height <= width <= LONGEST * height or is_cross(group):
        return False
    return bool(min(map(group.breadth, SLANTS)) >= ONE_STROKE * height)


def _best_parts(group: Group, judge: Judge, threshold: float, most: int) -> tuple[list[Group], int]:
    """The parts of a group that are most likely each a digit, and how many were looked at.

    There are none where no part is a digit. What lies between two digits and is none stays one
    part, but ligatures, which are left out.
    """
    cuts = find_cuts(group)
    small, places = reduced(group, cuts)
    way = best_way(small, places, partial(scores_of, judge=judge), most)
    result: list[list[Step]] = []
    for step in way.steps:
        is_digit = way.scores[step] >= threshold
        if result and not is_digit and way.scores[result[-1][0]] < threshold:
            result[-1].append(step)
        else:
            result.append([step])
    if not any(way.scores[steps[0]] >= threshold for steps in result):
        return [], way.looks
    whole = Parts(group, cuts)
    kept = [steps for steps in result if any(step not in way.ligatures for step in steps)]
    return [part for steps in kept if (part := whole.joined(steps))], way.looks


def _turned(line: list[Group], judge: Judge) -> list[Mark]:
    """Score a line as it stands and, where it slants, turned level; keep what reads better."""
    ways = [0.0]
    angle = _angle(line)
    if abs(angle) >= SLANT:
        ways.append(angle)
    scored = [(scores_of(line, judge, way), way) for way in ways]
    scores, way = max(scored, key=lambda item: sum(item[0]))
    return [Mark(group, way, score) for group, score in zip(line, scores, strict=True)]


def _angle(line: list[Group]) -> float:
    """How much a line of at least three groups falls to the right, in degrees."""
    if len(line) < 3:
        return 0.0
    x, y = np.array([group.middle for group in line]).T
    slope = np.polyfit(x, y, 1)[0] if np.ptp(x) else 0.0
    return float(np.clip(np.rad2deg(np.arctan(slope)), -45, 45))
