"""What makes a number doubtful though each of its digits is sure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.digit_search import Mark
from mnist_space.reading.lost import left_out
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.segmentation import Group

# A page that is wrong and accepted is taken to cost as much as ten that are refused. Of 587 drawn
# pages that are accepted without these (20 of each kind of benchmarks/pages.py, seeds 301 and 302),
# 39 of them wrong, CERTAIN refuses 20 wrong and 64 right ones; 0.7 would refuse 9 and 22, 0.85
# 23 and 96. Of the 10 wrong and 25 right ones that were read again, AGAIN refuses 7 and 6.
CERTAIN = 0.8  # the least probability that all digits are right
AGAIN = 0.9  # the least confidence of a digit where the picture was read again
SIZES = 0.57, 2.2  # of the usual height in its line: 7s and 9s may have long tails
STEP = 0.4  # of the ink's contrast: how much the two sides of a stroke differ in brightness
BARE = 0.35  # width by height of a stroke that may be an edge
HIDDEN = 0.4  # of a digit's side: how far an edge that holds ink beside it is no bare edge
SIDE = 3  # pixels, at least: how far beside the stroke its sides are compared

UNCERTAIN = "All digits are right with a probability of {:.0%} only."
UNSURE = "Digits that may be others, of a picture that was read again: {}."
SIZE = "Digits much larger or smaller than those beside them: {}."
EDGE = "Strokes that may be the edge of something: {}."
BESIDE = "Edges that other ink runs into: {}."
SIGN = "Signs where no number has them: {}."
LEFT_OUT = "Ink as large as a digit that is no part of any: {}."

ODD_SIGN = re.compile(r"^[.,:/%]|[.,:/+-]$|[.,:/]{2}")


def doubted(reading: NumberReading) -> NumberReading:
    """Return a reading as it is, or refused where it is probably not right as a whole.

    Args:
        reading: what counts of all readings of a picture; this is no reason for another one.
    """
    if not reading.accepted:
        return reading
    reasons = list(reading.doubts)
    if reading.confidence < CERTAIN:
        reasons.append(UNCERTAIN.format(reading.confidence))
    unsure = sum(digit.confidence < AGAIN for _, digit in reading.digits)
    if reading.reading and unsure:
        reasons.append(UNSURE.format(unsure))
    odd = sum(bool(ODD_SIGN.search(text)) for text in reading.text.split())
    if odd:
        reasons.append(SIGN.format(odd))
    return replace(reading, accepted=not reasons, reason=" ".join(reasons) or None)


def find_doubts(
    lines: Sequence[Sequence[Mark]],
    trace: Sequence[TraceEntry],
    every: GrayImage,
    edges: Sequence[Group] = (),
) -> tuple[str, ...]:
    """Tell what is odd about the marks of a page, a sentence each.

    Args:
        lines: the marks that are read, line by line.
        trace: the page steps; the brightness of the paper is taken from the first image with
            colours that is as large as `every`.
        every: uint8 (H, W), all ink that is no frame.
        edges: what was taken for edges of paper, and is not read.
    """
    digits = [[mark for mark in line if mark.is_read and not mark.sign] for line in lines]
    marks = [mark for line in digits for mark in line]
    counts = {
        SIZE: sum(map(_odd_sizes, digits)),
        EDGE: sum(_edges(marks, trace, every)),
        BESIDE: sum(_holds_more(edge, marks) for edge in edges),
        LEFT_OUT: len(left_out(every, [mark.group for line in lines for mark in line])),
    }
    return tuple(sentence.format(count) for sentence, count in counts.items() if count)


def _odd_sizes(digits: Sequence[Mark]) -> int:
    heights = np.array([mark.group.ink.shape[0] for mark in digits])
    if not len(heights):
        return 0
    sizes = heights / np.median(heights)
    return int(((sizes < SIZES[0]) | (sizes > SIZES[1])).sum())


def _holds_more(edge: Group, marks: Sequence[Mark]) -> bool:
    """Tell whether an edge has ink beside it for about the length of a digit."""
    ink = edge.ink > INK if edge.ink.shape[0] >= edge.ink.shape[1] else edge.ink.T > INK
    runs = ink[:, 0].astype(np.int64) + (ink[:, 1:] & ~ink[:, :-1]).sum(axis=1)
    usual = float(np.median([mark.side for mark in marks])) if marks else np.inf
    return bool((runs > 1).sum() >= HIDDEN * usual)


def _edges(marks: Sequence[Mark], trace: Sequence[TraceEntry], every: GrayImage) -> Iterator[bool]:
    shape = every.shape
    colours = [e.image for e in trace if e.image.ndim == 3 and e.image.shape[:2] == shape]
    bare = [m for m in marks if m.group.ink.shape[1] < BARE * m.group.ink.shape[0]]
    if not colours or not bare:
        return
    gray = colours[0].max(axis=2)
    ground = cv2.dilate(every, np.ones((3, 3), np.uint8)) <= INK
    for mark in bare:
        yield _step(mark, gray, ground) > STEP


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
