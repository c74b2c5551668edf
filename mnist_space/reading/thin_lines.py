"""Lines much thinner than the pen: what earlier steps left of a page's ruling."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.pieces import INK, Pieces, find_pieces, keep_pieces

# Of 305 cells on 30 drawn tables 295 are read without such lines, 280 with them; of 61 numbers on
# squared paper 54 and 53.
THIN = 0.5  # of the pen's width: what is thicker is a stroke
THINNEST = 2.5  # pixels: of a thinner pen no line can be told
LONG = 10.0  # times the pen's width: the least line
GAP = 3.0  # times the pen's width: how far apart its parts may be, as under a stroke
MOSTLY = 0.5  # of its length: the least share in which it has ink
REST = 0.75  # of the pen's width: what hung on a line and is thinner is a rest of it
FINE = 4.0  # pixels: of a thicker pen's page, lines are looked for in fewer columns
AROUND = np.ones((3, 3), np.uint8)


def pen_width(ink: GrayImage) -> float:
    """Return the width in pixels of the strokes that have half of the ink; 0 where there is none.

    What goes on beyond the frame of the picture is no stroke: a desk, or the ruling itself.

    Args:
        ink: uint8 (H, W), ink on 0.
    """
    mask = cv2.threshold(ink, INK, 1, cv2.THRESH_BINARY)[1]
    mask = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    cv2.floodFill(mask, None, (0, 0), 0, flags=8)
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    # The middle of a stroke, where its edges are farthest: each with the ink beside it.
    middle = (mask > 0) & (distance >= cv2.dilate(distance, AROUND))
    widths = np.sort(2 * distance[middle] - 1)
    if not len(widths):
        return 0.0
    share = np.cumsum(widths)
    return float(widths[np.searchsorted(share, share[-1] / 2)])


def thin_lines(ink: GrayImage, pen: float) -> GrayImage:
    """Find the level and upright lines that are much thinner than the pen.

    Strokes across them are no part of them.

    Args:
        ink: uint8 (H, W), all ink of the page on 0, in which lines are least broken.
        pen: width of the strokes, pixels.

    Returns:
        uint8 (H, W), 255 on 0.
    """
    if pen < THINNEST:
        return np.zeros_like(ink)
    mask = cv2.threshold(ink, INK, 255, cv2.THRESH_BINARY)[1]
    strokes = _strokes(mask, pen, THIN)
    thin = cv2.subtract(mask, strokes)
    level, upright = _level_lines(thin, pen), _level_lines(np.ascontiguousarray(thin.T), pen)
    lines = cv2.bitwise_or(level, np.ascontiguousarray(upright.T))
    # Its soft edge is a line's, but not that of a stroke across it.
    return cv2.subtract(cv2.dilate(lines, AROUND), cv2.dilate(strokes, AROUND))


def without_thin_lines(ink: GrayImage, lines: GrayImage, pen: float) -> GrayImage:
    """Take lines from ink, and what is left of them.

    Args:
        ink: uint8 (H, W), ink on 0.
        lines: as `thin_lines` gives them.
        pen: width of the strokes, pixels.
    """
    if not lines.any():
        return ink
    ink = cv2.subtract(ink, lines)
    pieces = find_pieces(ink)
    beside = _held(pieces, cv2.dilate(lines, AROUND))
    thick = _held(pieces, _strokes(cv2.threshold(ink, INK, 255, cv2.THRESH_BINARY)[1], pen, REST))
    return keep_pieces(ink, pieces, ~beside | thick)


def _strokes(mask: GrayImage, pen: float, least: float) -> GrayImage:
    """The ink that is no thinner than a part of the pen's width."""
    side = int(least * pen) + 1
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))


def _level_lines(thin: GrayImage, pen: float) -> GrayImage:
    """Thin ink that runs on from left to right, in parts or whole."""
    factor = max(1, int(pen / FINE))
    length, gap = (np.ones((1, int(part * pen / factor)), np.uint8) for part in (LONG, GAP))
    # A line that is not quite level goes on in the next row.
    band = cv2.dilate(thin, np.ones((3, factor), np.uint8))[:, ::factor]
    whole = cv2.morphologyEx(band, cv2.MORPH_CLOSE, gap)
    whole = cv2.morphologyEx(whole, cv2.MORPH_OPEN, length)
    # The ends of strokes in a row are thin, too, but far apart.
    mostly = cv2.threshold(cv2.blur(band, length.shape[::-1]), int(MOSTLY * 255), 255, 0)[1]
    lines = cv2.bitwise_and(whole, cv2.dilate(mostly, length))
    return cv2.bitwise_and(thin, lines.repeat(factor, axis=1)[:, : thin.shape[1]])


def _held(pieces: Pieces, mask: GrayImage) -> NDArray[np.bool_]:
    """Which pieces have ink within a mask."""
    held = np.zeros(len(pieces) + 1, np.bool_)
    held[pieces.labels[mask > 0]] = True
    return held[1:]
