"""What makes a number doubtful though each of its digits is sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.digit_search import Mark
from mnist_space.reading.lost import left_out
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.numbers import CERTAIN, has_odd_sign, uncertain
from mnist_space.reading.segmentation import Group

SIZES = 0.57, 2.2  # of the usual height in its line: 7s and 9s may have long tails
STEP = 0.4  # of the ink's contrast: how much the two sides of a stroke differ in brightness
BARE = 0.35  # width by height of a stroke that may be an edge
HIDDEN = 0.4  # of a digit's side: how far an edge that holds ink beside it is no bare edge
SIDE = 3  # pixels, at least: how far beside the stroke its sides are compared
# Of 2,636 accepted numbers (15 pages of each kind of benchmarks/pages.py, seeds 601 to 604), 11 of
# 72 wrong and 1 right one have such digits.
OVER = 0.4  # of a digit's side: two neighbours of which one begins so long before the other ends
LOWER = 0.3  # of a digit's side: so much lower stands one of them
NEAR = 1.0  # of a digit's side: what lies no farther may belong to its number


class Sentence(NamedTuple):
    """How a doubt is told: of one mark, and of a page with their number."""

    one: str
    many: str


SIZE = Sentence(
    "A digit is much larger or smaller than those beside it.",
    "Digits much larger or smaller than those beside them: {}.",
)
EDGE = Sentence(
    "A stroke may be the edge of something.", "Strokes that may be the edge of something: {}."
)
WOVEN = Sentence(
    "Two lines may be read as one.", "Digits that lie over those before them in their line: {}."
)
SLASH = Sentence("A stroke may be a slash or a 1.", "Strokes that may be slashes or 1s: {}.")
BESIDE = Sentence("An edge beside it has other ink.", "Edges that other ink runs into: {}.")
LEFT_OUT = Sentence(
    "Ink beside it, as large as a digit, is no part of any.",
    "Ink as large as a digit that is no part of any: {}.",
)
UNREAD = "A mark beside it was not read."
SIGN = "Signs where no number has them: {}."


@dataclass(frozen=True)
class Doubts:
    """What is odd about a page.

    Attributes:
        marks: a sentence for each mark that is odd, or has something odd beside it, by its box.
        page: what there is on the page, a sentence each.
    """

    marks: Mapping[Box, str]
    page: tuple[str, ...]


def doubted(reading: NumberReading) -> NumberReading:
    """Return a reading as it is, or refused where it is probably not right as a whole.

    Args:
        reading: what counts of all readings of a picture; this is no reason for another one.
    """
    if not reading.accepted:
        return reading
    reasons = list(reading.doubts)
    if reading.confidence < CERTAIN:
        reasons.append(uncertain(reading.confidence))
    odd = sum(map(has_odd_sign, reading.text.split()))
    if odd:
        reasons.append(SIGN.format(odd))
    if not reasons:
        numbers = [number for line in reading.lines for number in line.numbers]
        reasons = list(dict.fromkeys(number.reason for number in numbers if number.reason))
    return replace(reading, accepted=not reasons, reason=" ".join(reasons) or None)


def find_doubts(
    lines: Sequence[Sequence[Mark]],
    trace: Sequence[TraceEntry],
    every: GrayImage,
    edges: Sequence[Group] = (),
    strays: Sequence[Box] = (),
) -> Doubts:
    """Tell what is odd about the marks of a page.

    Args:
        lines: the marks that are read, line by line.
        trace: the page steps; the brightness of the paper is taken from the first image with
            colours that is as large as `every`.
        every: uint8 (H, W), all ink that is no frame.
        edges: what was taken for edges of paper, and is not read.
        strays: the boxes of marks that are not read, which the answer tells anyway.
    """
    digits = [[mark for mark in line if mark.is_read and not mark.sign] for line in lines]
    marks = [mark for line in digits for mark in line]
    own = {
        SIZE: [mark for line in digits for mark in _odd_sizes(line)],
        EDGE: list(_edges(marks, trace, every)),
        WOVEN: [mark for line in digits for pair in pairwise(line) for mark in _woven(*pair)],
        SLASH: [mark for line in lines for mark in line if not mark.is_sure],
    }
    beside = {
        BESIDE: [edge for edge in edges if _holds_more(edge, marks)],
        LEFT_OUT: left_out(every, [mark.group for line in lines for mark in line]),
    }
    found = dict.fromkeys(near(marks, strays), UNREAD)
    for sentence, groups in beside.items():
        found |= dict.fromkeys(near(marks, [group.box for group in groups]), sentence.one)
    for sentence, odd in own.items():
        found |= dict.fromkeys([mark.group.box for mark in odd], sentence.one)
    counts = {s.many: len(odd) for s, odd in (own | beside).items()}
    page = tuple(sentence.format(count) for sentence, count in counts.items() if count)
    return Doubts(found, page)


def near(marks: Iterable[Mark], boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes of the marks that have one of these boxes beside them in their line.

    Args:
        marks: digits of a page.
        boxes: of what else is there, in pixels as well.
    """
    if not boxes:
        return []
    others = np.array(boxes, float)
    starts, ends = others[:, :2], others[:, :2] + others[:, 2:]
    found = []
    for mark in marks:
        x, y, width, height = mark.group.box
        reach = np.array([NEAR * mark.side, 0.0])
        low, high = np.array([x, y]) - reach, np.array([x + width, y + height]) + reach
        if ((ends > low) & (starts < high)).all(axis=1).any():
            found.append(mark.group.box)
    return found


def _odd_sizes(digits: Sequence[Mark]) -> list[Mark]:
    heights = [mark.group.ink.shape[0] for mark in digits]
    usual = float(np.median(heights)) if heights else 0.0
    least, most = SIZES[0] * usual, SIZES[1] * usual
    return [
        mark for mark, height in zip(digits, heights, strict=True) if not least <= height <= most
    ]


def _woven(left: Mark, right: Mark) -> tuple[Mark, ...]:
    """Two neighbours that may stand in two lines: one above the other, at least in part."""
    x, _, width, _ = left.group.box
    over, side = x + width - right.group.box[0], min(left.side, right.side)
    lower = abs(left.group.middle[1] - right.group.middle[1])
    return (left, right) if over > OVER * side and lower > LOWER * side else ()


def _holds_more(edge: Group, marks: Sequence[Mark]) -> bool:
    """Tell whether an edge has ink beside it for about the length of a digit."""
    ink = edge.ink > INK if edge.ink.shape[0] >= edge.ink.shape[1] else edge.ink.T > INK
    runs = ink[:, 0].astype(np.int64) + (ink[:, 1:] & ~ink[:, :-1]).sum(axis=1)
    usual = float(np.median([mark.side for mark in marks])) if marks else np.inf
    return bool((runs > 1).sum() >= HIDDEN * usual)


def _edges(marks: Sequence[Mark], trace: Sequence[TraceEntry], every: GrayImage) -> Iterator[Mark]:
    shape = every.shape
    colours = [e.image for e in trace if e.image.ndim == 3 and e.image.shape[:2] == shape]
    bare = [m for m in marks if m.group.ink.shape[1] < BARE * m.group.ink.shape[0]]
    if not colours or not bare:
        return
    gray = colours[0].max(axis=2)
    ground = cv2.dilate(every, np.ones((3, 3), np.uint8)) <= INK
    yield from (mark for mark in bare if _step(mark, gray, ground) > STEP)


def _step(mark: Mark, gray: NDArray[np.uint8], ground: NDArray[np.bool_]) -> float:
    """How much the ground differs between the two sides of a stroke, of the ink's contrast."""
    x, y, width, height = mark.group.box
    near = max(SIDE, round(mark.group.stroke) + 2)
    rows = slice(y, y + height)
    means = []
    for columns in (slice(max(0, x - near), x), slice(x + width, x + width + near)):
        beside = gray[rows, columns][ground[rows, columns]]
        if len(beside) < height:
            return 0.0
        means.append(float(beside.mean()))
    ink = float(gray[rows, x : x + width][mark.group.ink > INK].mean())
    return abs(means[0] - means[1]) / max(1.0, abs(sum(means) / 2 - ink))
