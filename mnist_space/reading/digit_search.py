"""Find the digits on a page with the network as the judge of where one ends and the next begins.

Segmentation by recognition, as in LeCun et al. 1998, section V: ink is cut in many ways, each part
is scored, and the cuts whose parts look most like digits win.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import cv2
import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.reading.segmentation import Group, find_groups, lean_cuts, reading_order

Judge = Callable[[Sequence[GrayImage]], Sequence[float]]
"""Takes pictures (H, W) of ink on 0 and gives the digit score of each."""

MAX_SPLITS = 12  # groups that are cut: each costs up to 84 parts, about 0.1 s
LEANS = (0.0, 0.35, -0.35)  # upright first; then as people slant
WIDE = 0.55  # a group narrower than this fraction of its height is not cut
ONE_STROKE = 0.3  # nor one that is narrower than this along some slant: it is a thick stroke
SLANTS = (0.0, 0.35, -0.35, 0.5, -0.5)
ALIKE = 0.6  # the sides of two digits in one picture, at least
BARE = 0.2  # width by length; a mark as narrow as this is one stroke
EDGE = 1.3  # a bare stroke so many times as long as any digit is none; around plots 1.36 to 1.65
SPECK = 0.4  # of the usual side of a digit; what is smaller is none
SLANT = 8.0  # degrees; lines that are turned more are read upright and turned back


@dataclass(frozen=True)
class Mark:
    """One group of ink, how it is turned for reading, its digit score, and whether it is read."""

    group: Group
    turn: float
    score: float
    is_read: bool = True

    @property
    def picture(self) -> GrayImage:
        """The ink, turned level, with a free margin: for the digit steps."""
        return self.group.picture(self.turn)

    @property
    def side(self) -> int:
        """Longer side of the box, pixels."""
        return self.group.side


def find_digits(groups: Sequence[Group], judge: Judge, threshold: float) -> list[list[Mark]]:
    """Find what may be digits on a page, in lines from top to bottom, each from left to right.

    Args:
        groups: the ink of the page, as `find_groups` gives it.
        judge: gives the digit score of pictures.
        threshold: the least score of a digit.
    """
    joined = [_join_parts(line, judge, threshold) for line in reading_order(groups)]
    parts = _split_touching([group for line in joined for group in line], judge, threshold)
    return [_turned(line, judge) for line in reading_order(parts)]


def holds_several(page: GrayImage, judge: Judge, threshold: float) -> bool:
    """Tell whether a page holds two digits side by side or one above the other.

    What touches the frame is a neighbour's rest, what overlaps is a broken digit, and a bare stroke
    that is longer than any digit is an edge.

    Args:
        page: uint8 (H, W), 0 = ground, as the page steps of a pipeline give it.
        judge: gives the digit score of pictures.
        threshold: the least score of a digit.
    """
    height, width = page.shape
    if cv2.connectedComponents(page, connectivity=8)[0] <= 2:
        return False
    whole = [group for group in find_groups(page) if not group.touches(width, height)]
    usual = max((group.side for group in whole), default=0)
    large = [group for group in whole if group.side >= ALIKE * usual]
    if not any(first.is_apart(second) for first, second in combinations(large, 2)):
        return False
    scored = zip(large, _scores(large, judge), strict=True)
    digits = _without_edges([group for group, score in scored if score >= threshold])
    return any(first.is_apart(second) for first, second in combinations(digits, 2))


def _without_edges(digits: list[Group]) -> list[Group]:
    bare = [min(group.box[2:]) < BARE * group.side for group in digits]
    longest = max((g.side for g, stroke in zip(digits, bare, strict=True) if not stroke), default=0)
    return [
        group
        for group, stroke in zip(digits, bare, strict=True)
        if not (stroke and longest and group.side > EDGE * longest)
    ]


def _scores(groups: Sequence[Group], judge: Judge) -> list[float]:
    return list(judge([group.picture() for group in groups])) if groups else []


def _join_parts(line: list[Group], judge: Judge, threshold: float) -> list[Group]:
    """Join neighbours that are no digits by themselves but are one together."""
    usual = float(np.median([group.side for group in line]))
    scores = _scores(line, judge)
    near = [
        i
        for i, (left, right) in enumerate(pairwise(line))
        if _gap(left, right) <= 0.25 * usual and min(scores[i : i + 2]) < threshold
    ]
    together = [line[i].joined(line[i + 1]) for i in near]
    best = dict(zip(near, zip(_scores(together, judge), together, strict=True), strict=True))
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
    x, _, width, _ = left.box
    return right.x - (x + width)


def _split_touching(groups: list[Group], judge: Judge, threshold: float) -> list[Group]:
    """Cut each group that is no digit where all its parts are."""
    result: list[Group] = []
    left = MAX_SPLITS
    for group, score in zip(groups, _scores(groups, judge), strict=True):
        parts: list[Group] = []
        if score < threshold and left and _is_wide(group):
            left -= 1
            parts = _best_parts(group, judge, threshold)
        result += parts or [group]
    return result


def _is_wide(group: Group) -> bool:
    """Tell whether there may be two digits side by side."""
    height, width = group.ink.shape
    narrowest = min(map(group.breadth, SLANTS))
    return bool(width >= WIDE * height and narrowest >= ONE_STROKE * height)


def _best_parts(group: Group, judge: Judge, threshold: float) -> list[Group]:
    for lean in LEANS:
        lattice = lean_cuts(group, lean)
        names = list(lattice)
        scores = dict(zip(names, _scores([lattice[n] for n in names], judge), strict=True))
        worst, path = _best_path(scores)
        if len(path) > 1 and worst >= threshold:
            return [lattice[step] for step in path]
    return []


def _best_path(scores: dict[tuple[int, int], float]) -> tuple[float, list[tuple[int, int]]]:
    """From the first cut to the last: the path whose worst part has the highest score."""
    last = max(end for _, end in scores)
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (np.inf, [])}
    for end in range(1, last + 1):
        options = [
            (min(best[start][0], scores[start, end]), [*best[start][1], (start, end)])
            for start in range(end)
            if start in best and (start, end) in scores
        ]
        if options:
            best[end] = max(options, key=lambda option: option[0])
    return best.get(last, (-np.inf, []))


def _turned(line: list[Group], judge: Judge) -> list[Mark]:
    """Score a line as it stands and, where it slants, turned level; keep what reads better."""
    ways = [0.0]
    angle = _angle(line)
    if abs(angle) >= SLANT:
        ways.append(angle)
    scored = [(list(judge([group.picture(way) for group in line])), way) for way in ways]
    scores, way = max(scored, key=lambda item: sum(item[0]))
    return [Mark(group, way, score) for group, score in zip(line, scores, strict=True)]


def _angle(line: list[Group]) -> float:
    """How much a line of at least three groups falls to the right, in degrees."""
    if len(line) < 3:
        return 0.0
    x = np.array([group.x + group.ink.shape[1] / 2 for group in line])
    y = np.array([group.y + group.ink.shape[0] / 2 for group in line])
    slope = np.polyfit(x, y, 1)[0] if np.ptp(x) else 0.0
    return float(np.clip(np.rad2deg(np.arctan(slope)), -45, 45))


def digit_lines(lines: Sequence[Sequence[Mark]], threshold: float) -> list[list[Mark]]:
    """Keep the lines that hold a digit, with all that stands in them but specks.

    Read are the digits, and what is unsure but as large as a digit.

    Args:
        lines: as `find_digits` gives them.
        threshold: the least score of a digit.
    """
    sides = [mark.side for line in lines for mark in line if mark.score >= threshold]
    if not sides:
        return []
    usual = float(np.median(sides))

    def told(mark: Mark) -> Mark:
        least, most = (SPECK, 4.0) if mark.score >= threshold else (0.6, 2.0)
        return replace(mark, is_read=least * usual <= mark.side <= most * usual)

    with_digit = [line for line in lines if any(mark.score >= threshold for mark in line)]
    return [[told(mark) for mark in line if mark.side >= SPECK * usual] for line in with_digit]
