"""Digits that steps took away whole: the digits of a comb are specks beside its line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import cv2
import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.pieces import INK, Pieces, find_pieces
from mnist_space.reading.digit_search import Judge
from mnist_space.reading.dots import COLON_DOT, MAX_DOTS, dot_partners
from mnist_space.reading.segmentation import Group, pieces_apart

LEAST, PART = 8, 0.015  # pixels, of the page's longer side: what is smaller is a speck
MOST = 40  # pieces that are looked at, the largest first
BARE = 0.25  # width by length: as narrow a piece may be a rest of a ruled line
SMALL = 0.5  # of the largest piece's side: what is larger was taken for a line
ALIKE = 0.5, 2.0  # of the usual side of the digits that come back
# Of 587 drawn pages that are accepted without this, it refuses 7 of 39 wrong and 4 of 548 right.
LEFT = 0.6  # of the usual side of a digit: ink as large that is no part of any mark
AROUND = 0.12  # of the same: what lies so near to a mark is a part of it
PEN = 0.65, 2.5  # of the pen's width: printed lines are thinner, shade is wider


def with_lost_digits(
    ink: GrayImage, every: GrayImage, pieces: Pieces, judge: Judge, threshold: float
) -> GrayImage:
    """Put digits back that are missing, and with them the bare strokes that are as large.

    What lies beside all that the steps left is another thing: the printed text around a sudoku.

    Args:
        ink: uint8 (H, W), what the page steps left.
        every: uint8 (H, W), all ink that is no frame.
        pieces: those of all this ink.
        judge: gives the digit score of pictures.
        threshold: the least score of a digit.
    """
    least = max(LEAST, PART * max(every.shape))
    x, y, width, height = cv2.boundingRect(cv2.threshold(ink, INK, 1, cv2.THRESH_BINARY)[1])
    near = (
        piece
        for piece in pieces_apart(every, pieces, ink, least)
        if x <= piece.middle[0] <= x + width
        and y - piece.side <= piece.middle[1] <= y + height + piece.side
    )
    gone = list(islice(near, MOST))
    full = [piece for piece in gone if min(piece.box[2:]) >= BARE * piece.side]
    if not full:
        return ink
    scores = judge([piece.picture() for piece in full])
    sides = [piece.side for piece, score in zip(full, scores, strict=True) if score >= threshold]
    if not sides:
        return ink
    usual, result = float(np.median(sides)), ink.copy()
    for piece in gone:
        if ALIKE[0] * usual <= piece.side <= ALIKE[1] * usual:
            x, y, width, height = piece.box
            place = result[y : y + height, x : x + width]
            np.maximum(place, piece.ink, out=place)
    return result


def with_lost_dots(ink: GrayImage, every: GrayImage, pieces: Pieces) -> GrayImage:
    """Put the dots of colons back of which the steps left the other one.

    Args:
        ink: uint8 (H, W), what the page steps left.
        every: uint8 (H, W), all ink that is no frame.
        pieces: those of all this ink.
    """
    kept = np.zeros(len(pieces) + 1, np.bool_)
    kept[pieces.labels[ink > INK]] = True
    if not kept[1:].any() or kept[1:].all():
        return ink
    sides = pieces.sides
    usual = float(np.median(sides[kept[1:]]))
    small = np.flatnonzero(sides <= COLON_DOT * usual)
    dots = small[np.argsort(-pieces.areas[small], kind="stable")][:MAX_DOTS]
    partners = dot_partners(pieces.boxes[dots], usual)
    back = dots[~kept[1:][dots] & partners[:, kept[1:][dots]].any(axis=1)]
    return np.where(np.isin(pieces.labels, back + 1), every, ink) if len(back) else ink


def is_speckled(pieces: Pieces, ink: GrayImage) -> bool:
    """Tell whether small pieces that the steps took away have more ink than all that they left.

    Args:
        pieces: those of all ink that is no frame.
        ink: uint8 (H, W), what the page steps left.
    """
    left = int(np.count_nonzero(ink > INK))
    gone = np.ones(len(pieces) + 1, bool)
    gone[pieces.labels[ink > INK]] = False
    small = pieces.sides < SMALL * pieces.sides.max(initial=0)
    return int(pieces.areas[gone[1:] & small].sum()) > left


def left_out(every: GrayImage, marks: Sequence[Group]) -> list[Group]:
    """Return ink as large as a digit, and as thick as its strokes, that is no part of any mark.

    Args:
        every: uint8 (H, W), all ink that is no frame.
        marks: what was found in the lines of a page.
    """
    if not marks:
        return []
    usual = float(np.median([mark.side for mark in marks]))
    pen = float(np.median([mark.stroke for mark in marks]))
    rest, margin = every.copy(), max(2, int(AROUND * usual))
    for x, y, width, height in (mark.box for mark in marks):
        rows = slice(max(0, y - margin), y + height + margin)
        rest[rows, max(0, x - margin) : x + width + margin] = 0
    left = pieces_apart(rest, find_pieces(rest), np.zeros_like(rest), LEFT * usual)
    return [piece for piece in islice(left, MOST) if PEN[0] * pen <= piece.stroke <= PEN[1] * pen]
