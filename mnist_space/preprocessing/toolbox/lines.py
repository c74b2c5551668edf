"""Ruled lines on paper: where they run, and how to erase them without the strokes across them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.pieces import INK

REDUCED_SIDE = 360  # lines are looked for at this size: 1 to 3 ms
VOTES = 0.5  # share of a line's columns that fall on one straight line of pixels
MOST_VOTED = 300  # candidates looked at, which is some 30 lines with their near doubles
STEADY = 0.6  # least share of the columns in which a line is as thick as it usually is
UNSTEADY = 0.35  # of that thickness: how far a column may differ from it
APART = 4  # reduced pixels between two lines at both ends of the picture
CLOSE = 8  # pixels from a line's middle: nearly all of its columns end there
THICKER = 1.6  # a run of ink this many times as thick as the line is a stroke across it


@dataclass(frozen=True)
class Line:
    """A straight line y(x) = y0 + slope * x, in pixels."""

    y0: float
    slope: float

    def at(self, x: float) -> float:
        """Return y at `x`."""
        return self.y0 + self.slope * x


def without_lines(image: GrayImage, length: float, slope: float, limit: float) -> GrayImage:
    """Erase the lines that cross a picture, level or upright, but for the strokes across them.

    Args:
        image: uint8 (H, W), ink on 0.
        length: share of the picture's side along which a line must have ink.
        slope: largest tangent of its angle.
        limit: pixels; a thicker line is a stroke and stays.

    Returns:
        uint8 (H, W); the image itself where there is no line.
    """
    result = _without_level_lines(image, length, slope, limit)
    turned = np.ascontiguousarray(result.T)
    without = _without_level_lines(turned, length, slope, limit)
    return result if without is turned else np.ascontiguousarray(without.T)


def _without_level_lines(image: GrayImage, length: float, slope: float, limit: float) -> GrayImage:
    for line in find_level_lines(image, length, slope, limit):
        image = erase_level_line(image, line, limit)
    return image


def find_level_lines(image: GrayImage, length: float, slope: float, limit: float) -> list[Line]:
    """Find lines that run from left to right, by the Hough transform over nearly level lines.

    Args:
        image: uint8 (H, W), ink on 0.
        length: share of the W columns in which a line must have ink.
        slope: largest |dy / dx|.
        limit: pixels; ink more than twice as thick (from top to bottom) is no part of a line.
    """
    factor = max(1, round(max(image.shape) / REDUCED_SIDE))
    # A maximum, not a mean: a line one pixel thick must survive the reduction.
    peaks = cv2.dilate(image, np.ones((factor, factor), np.uint8))[::factor, ::factor]
    mask = cv2.threshold(peaks, INK, 255, cv2.THRESH_BINARY)[1]
    if _columns(mask) < length * mask.shape[1]:
        return []
    column = np.ones((int(2 * limit / factor) + 3, 1), np.uint8)
    thick = cv2.morphologyEx(mask, cv2.MORPH_OPEN, column)
    thin = cv2.subtract(mask, thick)
    if _columns(thin) < length * thin.shape[1]:
        return []
    lean, width = np.arctan(slope), thin.shape[1]
    found = cv2.HoughLines(
        thin, 1, np.pi / 360, int(VOTES * length * width),
        min_theta=np.pi / 2 - lean, max_theta=np.pi / 2 + lean,
    )  # fmt: skip
    near = cv2.dilate(thin, np.ones((3, 1), np.uint8))
    if found is None:
        return []
    rho, theta = np.asarray(found).reshape(-1, 2)[:MOST_VOTED].T
    starts, slopes = (
        (rho / np.sin(theta)).astype(float) * factor,
        (-1 / np.tan(theta)).astype(float),
    )
    voted = [Line(*line) for line in zip(starts.tolist(), slopes.tolist(), strict=True)]
    ends = starts + slopes * image.shape[1]
    known = np.zeros(len(voted), np.bool_)
    lines: list[Line] = []
    for i, line in enumerate(voted):
        if not known[i] and _coverage(near, line, factor) >= length:
            lines.append(line)
            known |= _close(starts - starts[i], ends - ends[i], APART * factor)
    return lines


def _columns(mask: GrayImage) -> int:
    """How many columns have ink."""
    return int(np.count_nonzero(mask.max(axis=0)))


def _close(
    left: NDArray[np.float64], right: NDArray[np.float64], distance: float
) -> NDArray[np.bool_]:
    """Which lines meet another one inside of the picture or run beside it, told by both ends."""
    beside: NDArray[np.bool_] = np.minimum(abs(left), abs(right)) < distance
    return beside | (left * right <= 0)


def _coverage(mask: GrayImage, line: Line, factor: int) -> float:
    """Share of the columns in which the line meets the mask, which is reduced by `factor`."""
    columns = np.arange(mask.shape[1])
    rows = np.rint(line.y0 / factor + line.slope * columns).astype(int)
    inside = (rows >= 0) & (rows < len(mask))
    return float(np.count_nonzero(mask[rows[inside], columns[inside]]) / len(columns))


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
    centre = np.rint(line.y0 + line.slope * np.arange(width)).astype(int)
    reach = int(2 * limit) + 3
    top, thickness = _nearest_runs(image, centre, reach)
    if not thickness.any():
        return image
    usual = float(np.median(thickness[thickness > 0]))
    steady = (thickness > 0) & (abs(thickness - usual) <= UNSTEADY * usual + 1)
    if steady.mean() < STEADY:
        return image
    at_frame = min(centre.min(), height - 1 - centre.max()) < 0.15 * height
    if usual > (2 if at_frame else 1) * limit:
        return image
    columns = np.flatnonzero((thickness > 0) & (thickness <= THICKER * usual + 1))
    top, thickness, centre = top[columns], thickness[columns], centre[columns]
    # One pixel more on both sides takes the line's soft edge along.
    step = np.arange(-1, thickness.max(initial=0) + 1)[:, np.newaxis]
    rows = centre + top + step
    erase = (step <= thickness) & (abs(top + step) <= reach) & (rows >= 0) & (rows < height)
    result = image.copy()
    result[rows[erase], np.broadcast_to(columns, rows.shape)[erase]] = 0
    return result


def _nearest_runs(
    image: GrayImage, centre: NDArray[np.int64], reach: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row, from the centre on, and length of the nearest run of ink, per column (0: none)."""
    columns = np.arange(len(centre))
    top, thickness, whole = _runs_within(image, columns, centre, min(CLOSE, reach))
    cut = np.flatnonzero(~whole)
    if reach > CLOSE and len(cut):
        top[cut], thickness[cut], _ = _runs_within(image, cut, centre[cut], reach)
    return top, thickness


def _runs_within(
    image: GrayImage, columns: NDArray[np.int64], centre: NDArray[np.int64], reach: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The same from `reach` rows above the centre to as many below, and which runs end there."""
    ink = _windows(image, columns, centre, reach)
    middle, last = reach + 1, 2 * reach + 2
    each, places = np.arange(len(ink)), np.arange(last + 1, dtype=np.int16)
    up, down = ink[:, middle::-1].argmax(axis=1), ink[:, middle:].argmax(axis=1)
    is_up, is_down = ink[each, middle - up], ink[each, middle + down]
    start = np.where(is_up & ~(is_down & (down < up)), middle - up, middle + down)
    at = start.astype(np.int16)[:, np.newaxis]
    above = last - (~ink & (places < at))[:, ::-1].argmax(axis=1)
    below = (~ink & (places > at)).argmax(axis=1)
    found = is_up | is_down
    whole = found & (above > 0) & (below < last)
    return above + 1 - middle, np.where(found, below - above - 1, 0), whole


def _windows(
    image: GrayImage, columns: NDArray[np.int64], centre: NDArray[np.int64], reach: int
) -> NDArray[np.bool_]:
    """Where there is ink around the centre of each column: (N, 2 * reach + 3), never at the ends.

    Turned, so that what is looked through lies in one piece of memory: a sixth of the time.
    """
    low, high = int(centre.min()) - reach - 1, int(centre.max()) + reach + 2
    first, end = max(0, low), min(len(image), high)
    if first >= end:
        return np.zeros((len(columns), 2 * reach + 3), np.bool_)
    band = cv2.threshold(cv2.transpose(image[first:end]), INK, 1, cv2.THRESH_BINARY)[1]
    band = cv2.copyMakeBorder(band, 0, 0, first - low, high - end, cv2.BORDER_CONSTANT, value=0)
    every = np.lib.stride_tricks.sliding_window_view(np.asarray(band).ravel(), 2 * reach + 3)
    ink = every[columns * band.shape[1] + centre - reach - 1 - low].view(np.bool_)
    ink[:, 0] = ink[:, -1] = False
    return ink
