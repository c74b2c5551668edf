"""Boxes of marks on a page."""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[int, int, int, int]
"""x, y, width, height, in pixels of the picture."""


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all of them, at least one."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    bottom = max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
