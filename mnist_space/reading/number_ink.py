"""The ink of a page that may be digits, once its printed frames are taken away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.preprocessing.toolbox.pieces import find_pieces, keep_pieces
from mnist_space.reading.evidence import relief_and_ink
from mnist_space.reading.frames import Frame, without_frames
from mnist_space.reading.thin_lines import THINNEST, pen_width, thin_lines, without_thin_lines

LARGEST = 2.0  # times a cell: a larger piece of ink in a frame is no digit


def number_ink(page: Sequence[TraceEntry]) -> tuple[GrayImage, GrayImage, list[Frame]]:
    """Return the ink that may be digits, all ink but the frames, both uint8 (H, W), and these.

    Args:
        page: the trace of the page steps.
    """
    left, every = page[-1].image, relief_and_ink(page)[1]
    without, frames = without_frames(every)
    pen = pen_width(left)
    pen = pen if pen >= THINNEST else pen_width(without)
    lines = thin_lines(every, pen)
    left, without = (without_thin_lines(ink, lines, pen) for ink in (left, without))
    if not frames:
        return left, without, frames
    ink, inside = left.copy(), np.zeros(left.shape, np.bool_)
    for frame in frames:
        rows = slice(max(0, frame.y), max(0, frame.y + frame.height))
        window = rows, slice(max(0, frame.x), frame.x + frame.width)
        ink[window] = without[window]
        inside[window] = True
    # A digit may stand out of its comb; what is much larger was taken away for another reason.
    pieces = find_pieces(without)
    within = np.isin(np.arange(1, len(pieces) + 1), pieces.labels[inside])
    small = pieces.sides <= LARGEST * max(frame.cell for frame in frames)
    return np.maximum(ink, keep_pieces(without, pieces, within & small)), without, frames
