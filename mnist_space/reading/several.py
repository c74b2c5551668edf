"""Whether a picture holds more than one digit."""

from __future__ import annotations

from itertools import combinations

import cv2

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.reading.digit_search import Judge, scores_of
from mnist_space.reading.segmentation import Group, find_groups

ALIKE = 0.6  # the sides of two digits in one picture, at least
BARE = 0.2  # width by length; a mark as narrow as this is one stroke
EDGE = 1.3  # a bare stroke so many times as long as any digit is none; around plots 1.36 to 1.65


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
    scored = zip(large, scores_of(large, judge), strict=True)
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
