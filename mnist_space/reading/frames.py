"""Printed frames around digits: boxes, combs, tables; pieces of ink that are made of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.lines import Line, erase_level_line, find_level_lines
from mnist_space.preprocessing.toolbox.pieces import INK, Pieces, find_pieces, keep_pieces

SMALLEST = 10  # pixels: the shorter side of the least frame, a comb without the digits on it
MOST = 60  # pieces that are looked at, the largest first: 2 ms each
PAD = 4  # pixels around the page and each piece, in which a line may lie beside its last row
LENGTH, SLOPE = 0.8, 0.12  # of a line: least part of the frame's side, tangent of its lean
THICK = 0.06  # of the frame's shorter side: a thicker line is a stroke
ABOVE = 2  # pixels: how much higher than others a tooth may be
TOOTH = 2.5  # times as high as a line may be thick: the least tooth of a comb
BOX = 2  # upright lines of a box that stands alone
FIELD = 2.2  # of a digit's height: a wider field holds a number
PITCH = 1.6  # of a box' width: boxes further apart are not those of one number
THICKEST = 10  # pixels, of any line: the thick ones of a sudoku on a photo have 7
REST = 0.3  # of a cell: what is smaller and was part of the frame is a rest of it


@dataclass(frozen=True)
class Frame:
    """A frame of straight lines.

    Attributes:
        x, y, width, height: its box in pixels of the page, with a margin of `PAD`.
        level, upright: its lines, in pixels of the box; upright ones as x(y).
        top: row of the box from which on the upright lines run: the teeth of a comb are short.
    """

    x: int
    y: int
    width: int
    height: int
    level: tuple[Line, ...]
    upright: tuple[Line, ...]
    top: int = 0

    @property
    def is_comb(self) -> bool:
        """Whether it is open above."""
        return len(self.level) == 1

    @property
    def thickest(self) -> float:
        """Pixels: a thicker line is a stroke."""
        # A comb is as low as its teeth are short, whatever its lines are like.
        high = self.field if self.is_comb else self.height - 2 * PAD
        return _thickest(high, self.width - 2 * PAD)

    @property
    def field(self) -> float:
        """Width of its usual field, pixels."""
        return _usual_gap(self.upright, self.height, self.width)

    @property
    def cell(self) -> float:
        """Shorter side of its usual cell, pixels."""
        return min(_usual_gap(self.level, self.width, self.height), self.field)

    def row(self, x: float, y: float) -> int | None:
        """The row, from 0 on, in which a point of the page lies; None: it lies outside."""
        return _between(self.level, y - self.y, x - self.x, self.width)

    def column(self, x: float, y: float) -> int | None:
        """The column, from 0 on, in which a point of the page lies; None: it lies outside."""
        return _between(self.upright, x - self.x, y - self.y, self.height)


def _between(lines: tuple[Line, ...], across: float, along: float, length: int) -> int | None:
    """After which of some lines as long as this a place lies; None: beyond their ends."""
    places = sorted(line.at(along) for line in lines)
    after = int(np.searchsorted(places, across))
    return after - 1 if 0 <= along <= length and 0 < after < len(places) else None


def _thickest(height: float, width: float) -> float:
    return float(np.clip(THICK * min(height, width), 2, THICKEST))


def _usual_gap(lines: tuple[Line, ...], length: int, side: int) -> float:
    places = sorted(line.at(length / 2) for line in lines)
    gaps = [right - left for left, right in pairwise(places)]
    return float(np.median(gaps)) if gaps else float(side)


def field_width(frames: Sequence[Frame]) -> float:
    """Return the usual distance in pixels from one field of the frames to the next; 0 for none."""
    starts = sorted(frame.x for frame in frames if len(frame.upright) == BOX)
    apart = [right - left for left, right in pairwise(starts)]
    if apart:
        return float(np.median(apart))
    return float(np.median([frame.field for frame in frames])) if frames else 0.0


def hold_one_each(frames: Sequence[Frame], marks: Sequence[tuple[float, float]]) -> bool:
    """Tell whether there are boxes close to each other that hold at most one mark each.

    Args:
        frames: of a page.
        marks: their middles, x and y in pixels.
    """
    boxes = [frame for frame in frames if len(frame.upright) == BOX and not frame.is_comb]
    if len(boxes) < 2 or field_width(boxes) > PITCH * np.median([box.width for box in boxes]):
        return False
    held = [sum(box.column(*mark) == box.row(*mark) == 0 for mark in marks) for box in boxes]
    return max(held) == 1


def without_frames(page: GrayImage) -> tuple[GrayImage, list[Frame]]:
    """Take the frames from a page.

    Args:
        page: uint8 (H, W), ink on 0.

    Returns:
        the page without them, the page itself where there is none; and the frames.
    """
    padded = np.pad(page, PAD)
    frames = []
    result = padded.copy()
    for window, own, frame in _framed(padded):
        frames.append(frame)
        place = result[window]
        np.copyto(place, np.uint8(0), where=cv2.dilate(own, np.ones((3, 3), np.uint8)) > 0)
        np.maximum(place, _rest(own, frame), out=place)
        if frame.is_comb:
            np.copyto(place, _without_teeth(place, frame))
    return (result[PAD:-PAD, PAD:-PAD] if frames else page), frames


def find_frames(page: GrayImage) -> list[Frame]:
    """Return the frames of a page, uint8 (H, W), without taking them away."""
    return [frame for _, _, frame in _framed(np.pad(page, PAD))]


def _framed(padded: GrayImage) -> Iterator[tuple[tuple[slice, slice], GrayImage, Frame]]:
    """The frames of a padded page, each with its window and its ink alone."""
    pieces = find_pieces(padded)
    low, high = pieces.boxes[:, :2], pieces.boxes[:, :2] + pieces.boxes[:, 2:]
    # Squared paper goes on at both sides.
    size = np.array(padded.shape[::-1])
    through = ((low <= PAD) & (high >= size - PAD)).any(axis=1)
    large = np.flatnonzero((pieces.boxes[:, 2:].min(axis=1, initial=10**6) >= SMALLEST) & ~through)
    for piece in large[np.argsort(-pieces.sides[large])][:MOST]:
        x, y, width, height = map(int, pieces.boxes[piece])
        window = slice(y - PAD, y + height + PAD), slice(x - PAD, x + width + PAD)
        own = np.where(pieces.labels[window] == piece + 1, padded[window], np.uint8(0))
        frame = _frame(own, x - 2 * PAD, y - 2 * PAD)
        if frame:
            yield window, own, frame


def _frame(own: GrayImage, x: int, y: int) -> Frame | None:
    """The frame that a piece of ink is made of, if any."""
    height, width = own.shape
    limit = _thickest(height - 2 * PAD, width - 2 * PAD)
    level = _level_lines(own, limit)
    if not level:
        return None
    upright, top = _upright_lines(own, limit), 0
    if len(upright) < 2:
        level, top = level[:1], _teeth(own, level[0])
        foot = min(level[0].at(PAD), level[0].at(width - PAD))
        upright = _upright_lines(own[top:], limit) if foot - top >= TOOTH * limit else []
        # The stroke of a digit on the line goes on above the teeth.
        upright = [line for line in upright if not _goes_on(own, line, top, limit)]
    if len(upright) < 2:
        return None
    return Frame(x, y, width, height, tuple(level), tuple(upright), top)


def _level_lines(own: GrayImage, limit: float) -> list[Line]:
    # The margin is no part of a line's length.
    length = LENGTH * (1 - 2 * PAD / own.shape[1])
    return find_level_lines(own, length, SLOPE, limit) if length > 0 else []


def _upright_lines(own: GrayImage, limit: float) -> list[Line]:
    return _level_lines(np.ascontiguousarray(own.T), limit)


def _goes_on(own: GrayImage, line: Line, top: int, limit: float) -> bool:
    """Tell whether there is ink above the tooth that begins at row `top`."""
    rows = slice(max(0, top - ABOVE - 2), max(0, top - ABOVE))
    x = round(line.at(0))
    return bool((own[rows, max(0, x - int(limit)) : x + int(limit) + 1] > INK).any())


def _teeth(own: GrayImage, line: Line) -> int:
    """The row at which the teeth at both ends of a comb's line begin."""
    height, width = own.shape
    near = PAD + max(3, round(0.03 * width))
    tops = []
    for columns, end in ((slice(0, near), PAD), (slice(width - near, width), width - PAD)):
        foot = int(np.clip(round(line.at(end)), 0, height - 1))
        rows = own[: foot + 1, columns].max(axis=1) > INK
        gaps = np.flatnonzero(~rows[::-1])
        # The ink may lie a little beside the straight line.
        gaps = gaps[gaps > 3]
        tops.append(foot + 1 - int(gaps[0]) if len(gaps) else 0)
    return max(tops)


def _rest(own: GrayImage, frame: Frame) -> GrayImage:
    """What is left of a frame's piece without its lines: digits that touched it."""
    for line in frame.level:
        own = erase_level_line(own, line, frame.thickest)
    turned = np.ascontiguousarray(own[frame.top :].T)
    for line in frame.upright:
        turned = erase_level_line(turned, line, frame.thickest)
    own = np.concatenate([own[: frame.top], turned.T])
    pieces = find_pieces(own)
    return keep_pieces(own, pieces, ~_is_rest(pieces, frame))


def _is_rest(pieces: Pieces, frame: Frame) -> NDArray[np.bool_]:
    """Which pieces are rests of lines: small ones, and straight ones along the frame's own box."""
    low, sizes = pieces.boxes[:, :2] - PAD, pieces.boxes[:, 2:]
    high, size = low + sizes, np.array([frame.width, frame.height]) - 2 * PAD
    near = min(2 * frame.thickest + 2, REST * frame.cell)
    at_edge = ((high <= near) | (low >= size - near)).any(axis=1)
    thin = sizes.min(axis=1, initial=10**6) <= near
    small = pieces.sides < REST * frame.cell
    return np.asarray(small | (at_edge & thin), np.bool_)


def _without_teeth(window: GrayImage, frame: Frame) -> GrayImage:
    """Take what is left of the teeth of a comb, or stood apart from them."""
    pieces = find_pieces(window)
    thin = pieces.boxes[:, 2] <= 2 * frame.thickest + 2
    short = pieces.boxes[:, 3] <= 1.2 * (frame.height - frame.top)
    low = pieces.boxes[:, 1] >= max(1, frame.top - 3)
    middles = pieces.boxes[:, 0] + pieces.boxes[:, 2] / 2
    places = np.array([line.at(0) for line in frame.upright])
    near = abs(middles[:, np.newaxis] - places).min(axis=1, initial=np.inf) <= frame.thickest + 2
    tooth: NDArray[np.bool_] = np.logical_and(thin & short, low & near)
    return keep_pieces(window, pieces, np.logical_not(tooth))
