"""Ruled lines on paper: where they run, and how to erase them without the strokes across them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.images import GrayImage
from mnist_space.preprocessing.pieces import INK

REDUCED_SIDE = 480  # lines are looked for at this size: 1 to 3 ms
THICKER = 1.6  # a run of ink this many times as thick as the line is a stroke across it


@dataclass(frozen=True)
class Line:
    """A straight line y(x) = y0 + slope * x, in pixels."""

    y0: float
    slope: float


def find_level_lines(image: GrayImage, length: float, slope: float) -> list[Line]:
    """Find lines that run from left to right by the probabilistic Hough transform (Matas 2000).

    Args:
        image: uint8 (H, W), ink on 0.
        length: least length, fraction of W; gaps up to a tenth of it are bridged.
        slope: largest |dy / dx|.
    """
    factor = max(1, round(max(image.shape) / REDUCED_SIDE))
    # A maximum, not a mean: a line one pixel thick must survive the reduction.
    peaks = cv2.dilate(image, np.ones((factor, factor), np.uint8))[::factor, ::factor]
    reach = int(length * peaks.shape[1])
    mask = cv2.threshold(peaks, INK, 255, cv2.THRESH_BINARY)[1]
    found = cv2.HoughLinesP(mask, 1, np.pi / 360, max(1, reach // 2), None, reach, reach // 10)
    if found is None:
        return []
    lines = []
    for x0, y0, x1, y1 in np.asarray(found).reshape(-1, 4).astype(float) * factor:
        if abs(y1 - y0) <= slope * abs(x1 - x0):
            steepness = (y1 - y0) / (x1 - x0)
            lines.append(Line(y0 - steepness * x0, steepness))
    return lines


def erase_level_line(image: GrayImage, line: Line, limit: float) -> GrayImage:
    """Erase a line, except where a stroke crosses it.

    As staff lines are removed from sheet music: a column loses the run of ink that is nearest to
    the line if the run is about as thick as the line is elsewhere.

    Args:
        image: uint8 (H, W), ink on 0.
        line: where it runs.
        limit: pixels; a thicker line is a stroke and stays. Twice that near the frame, where the
            edges of grid cells and of paper are.
    """
    height, width = image.shape
    columns = np.arange(width)
    centre = np.rint(line.y0 + line.slope * columns).astype(int)
    rows = centre + np.arange(-int(2 * limit) - 3, int(2 * limit) + 4)[:, np.newaxis]
    inside = (rows >= 0) & (rows < height)
    band = (image[rows.clip(0, height - 1), columns] > INK) & inside
    top, thickness = _nearest_runs(band)
    if not thickness.any():
        return image
    usual = float(np.median(thickness[thickness > 0]))
    at_frame = min(centre.min(), height - 1 - centre.max()) < 0.15 * height
    if usual > (2 if at_frame else 1) * limit:
        return image
    step = np.arange(len(rows))[:, np.newaxis]
    # One pixel more on both sides takes the line's soft edge along.
    erase = (step >= top - 1) & (step <= top + thickness) & inside
    erase &= (thickness > 0) & (thickness <= THICKER * usual + 1)
    result = image.copy()
    result[rows[erase], np.broadcast_to(columns, rows.shape)[erase]] = 0
    return result


def _nearest_runs(band: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row and length of the run of True nearest to the middle row, per column (0: none)."""
    rows = np.arange(len(band))[:, np.newaxis]
    distance = np.where(band, abs(rows - len(band) // 2), len(band))
    start = distance.argmin(axis=0)
    above = np.where(~band & (rows < start), rows, -1).max(axis=0)
    below = np.where(~band & (rows > start), rows, len(band)).min(axis=0)
    return above + 1, np.where(band.any(axis=0), below - above - 1, 0)
