"""One writer's characters, in pixels of the page: digits, the signs of numbers, letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.alphabet import ALPHABET
from mnist_space.synthesis.curves import Rng, Strokes, Style, curve, line, ring
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.strokes import Stroke

Digit = NDArray[np.uint8]
Way = Callable[[Rng], Strokes]

INKED = 0.1
"""From this cover on (0 to 1) a pixel belongs to a character."""

SIGNS: dict[str, Strokes] = {
    ".": [line((0, 3.85), (0.12, 3.97))],
    ",": [curve((0.2, 3.7), (0.28, 4.1), (-0.1, 4.7))],
    "-": [line((0, 2.2), (1.5, 2.15))],
    "+": [line((0, 2.2), (1.9, 2.15)), line((0.95, 1.2), (0.95, 3.2))],
    "/": [line((1.7, -0.1), (0, 4.3))],
    ":": [line((0, 1.5), (0.1, 1.6)), line((0, 3.5), (0.1, 3.6))],
    "%": [
        ring((0.6, 0.8), (0.55, 0.7), -90, -370),
        line((2.6, 0.1), (0.4, 4)),
        ring((2.4, 3.2), (0.55, 0.7), -90, -370),
    ],
}
"""Signs of numbers as strokes of points, y from 0 at a digit's top to 4 on the line."""

_CANDIDATES, _SAMPLES = 12, 3
# MNIST has specks beside some digits; the bar of a 5 that stands apart has an eighth or more.
_SPECK = 0.12


@dataclass(frozen=True, eq=False)
class Supply:
    """What digits are written with.

    Attributes:
        name: whom the pages are for; pages of two names share no random numbers.
        images: uint8 (N, 28, 28), ink 255, some of each digit.
        labels: uint8 (N,), 0 to 9.
        ways: drawn ways of writing; for training none of those that are held out.
    """

    name: Literal["train", "validation", "test"]
    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    ways: tuple[Style, ...]


@dataclass(frozen=True, eq=False)
class Hand:
    """A writer with a pen.

    Attributes:
        height: of a digit, in pixels.
        pen: width of the strokes, in pixels.
        slant: horizontal shift per height; positive leans to the right.
        stretch: width over height, relative to a digit's own.
        unsteady: standard deviation of the heights, as a fraction of `height`.
        tail: how far 7 and 9 reach below the line, as a fraction of `height`.
        samples: of each digit 0 to 9 some that look like one writer's, uint8 (28, 28).
        ways: of each digit the drawn way that is written instead, or None.
    """

    height: float
    pen: float
    slant: float
    stretch: float
    unsteady: float
    tail: float
    samples: tuple[tuple[Digit, ...], ...]
    ways: tuple[Way | None, ...]


@dataclass(frozen=True, eq=False)
class Drawn:
    """One character's ink.

    Attributes:
        mask: float32 (H, W), 0 to 1, cut to its ink.
        top: row of its first line, counted from the line that is written on; mostly below 0.
    """

    mask: FloatImage
    top: int


def choose_hand(supply: Supply, rng: Rng) -> Hand:
    """A writer whose digits are 26 to 64 pixels high."""
    height = float(np.exp(rng.uniform(np.log(26), np.log(64))))
    share = float(np.clip(np.exp(rng.normal(np.log(0.085), 0.35)), 0.04, 0.16))
    leaning = float(rng.beta(4, 4))
    styled = rng.random(10) < (0.5 if rng.random() < 0.3 else 0.08)
    return Hand(
        height,
        max(share * height, 1.3),
        slant=(leaning - 0.5) * 0.7,
        stretch=float(rng.uniform(0.85, 1.15)),
        unsteady=float(rng.uniform(0.02, 0.08)),
        tail=0.0,
        samples=tuple(_alike(supply, digit, leaning, rng) for digit in range(10)),
        ways=tuple(_way(supply, digit, rng) if styled[digit] else None for digit in range(10)),
    )


def _alike(supply: Supply, digit: int, leaning: float, rng: Rng) -> tuple[Digit, ...]:
    """Some samples that lean as a share `leaning` (0 to 1) of all writers of this digit does."""
    chosen = rng.choice(np.flatnonzero(supply.labels == digit), _CANDIDATES)
    images = sorted((_without_specks(supply.images[i]) for i in chosen), key=_lean)
    if digit in (6, 8, 9):
        images = [image for image in images if _has_hole(image)] or images
    first = round(leaning * max(len(images) - _SAMPLES, 0))
    return tuple(images[first : first + _SAMPLES])


def _has_hole(digit: Digit) -> bool:
    """Whether a loop is open: a fifth of MNIST's 6s have one full of ink, thinned to a stroke."""
    ink = (digit > 100).astype(np.uint8)
    _, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return tree is not None and bool((tree[0, :, 3] >= 0).any())


def _without_specks(digit: Digit) -> Digit:
    """A digit without small pieces of ink apart from it."""
    count, pieces = cv2.connectedComponents((digit > 60).astype(np.uint8))
    inks = np.array([digit[pieces == i].sum() for i in range(1, count)])
    large = np.isin(pieces, 1 + np.flatnonzero(inks >= _SPECK * inks.sum()))
    near = cv2.dilate(large.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.where(near, digit, np.uint8(0))


def _lean(digit: Digit) -> float:
    """Horizontal shift per height of the ink, from its moments; positive leans to the right."""
    moments = cv2.moments(digit)
    return -moments["mu11"] / max(moments["mu02"], 1)


def _way(supply: Supply, digit: int, rng: Rng) -> Way | None:
    own = [way for label, _, way in supply.ways if label == digit]
    return own[rng.integers(len(own))] if own else None


def draw_character(char: str, hand: Hand, rng: Rng) -> Drawn:
    """Write one digit, one of `SIGNS` or a letter of `ALPHABET`."""
    height = hand.height * float(np.clip(rng.normal(1, hand.unsteady), 0.6, 1.5))
    if char.isdigit():
        digit = int(char)
        way = hand.ways[digit]
        tail = hand.tail * float(rng.uniform(0.7, 1.2)) if digit in (7, 9) else 0.0
        if way:
            return _draw_strokes(_with_long_stem(way(rng), tail), hand, height, rng)
        samples = hand.samples[digit]
        return _draw_sample(samples[rng.integers(len(samples))], hand, height, tail, rng)
    strokes = SIGNS[char] if char in SIGNS else ALPHABET[char]
    return _draw_strokes([_shaken(stroke, rng) for stroke in strokes], hand, height, rng)


def _shaken(stroke: Stroke, rng: Rng) -> Stroke:
    """A stroke whose two ends are moved a little, each by itself."""
    along = np.linspace(0, 1, len(stroke))[:, None]
    start, end = rng.normal(0, 0.08, (2, 2))
    return np.asarray(stroke + (1 - along) * start + along * end, np.float64)


def _with_long_stem(strokes: Strokes, tail: float) -> Strokes:
    """Strokes whose lower half reaches `tail` heights further down."""
    return [
        np.stack([x, y + 2 * tail * np.clip(y - 2, 0, None)], 1)
        for x, y in (stroke.T for stroke in strokes)
    ]


def _draw_strokes(strokes: Strokes, hand: Hand, height: float, rng: Rng) -> Drawn:
    """Strokes of points in 0..4, in this hand's pen, slant and width, a little bent."""
    unit = (height - hand.pen) / 4
    wave, phase = rng.normal(0, 0.8, (2, 2)), rng.uniform(0, 2 * np.pi, 2)
    push = rng.normal(0, 0.06, (2, 2))
    moved = []
    for stroke in strokes:
        bent = stroke + np.sin(stroke @ wave.T + phase) @ push
        x = bent[:, 0] * hand.stretch + hand.slant * (4 - bent[:, 1])
        moved.append(np.stack([x * unit, (bent[:, 1] - 4) * unit - hand.pen / 2], 1))
    points = np.concatenate(moved)
    low = np.floor(points.min(0) - hand.pen - 2)
    width, rows = np.ceil(points.max(0) - low + hand.pen + 2).astype(int)
    fine = 4 if hand.pen < 5 else 2
    canvas = np.zeros((rows * fine, width * fine), np.uint8)
    for stroke in moved:
        ends = [np.rint((stroke - low) * fine * 16).astype(np.int32)]
        cv2.polylines(canvas, ends, False, 255, max(round(hand.pen * fine), 1), cv2.LINE_AA, 4)
    return _cut(_reduced(canvas, fine), -int(low[1]))


def _draw_sample(sample: Digit, hand: Hand, height: float, tail: float, rng: Rng) -> Drawn:
    """A digit of the supply, drawn anew with this hand's pen."""
    digit = _with_long_tail(sample, tail) if tail else sample
    wide, high = (
        (float(np.ptp(np.flatnonzero(digit.max(axis) > 40))) + 1) * 28 / len(digit)
        for axis in (0, 1)
    )
    reach = height * (1 + tail)
    factor = min((reach - hand.pen) / high, (1.15 * height - hand.pen) / wide)
    side = int(1.6 * max(wide, high) * factor + 2 * hand.pen + 12)
    fill = (max(wide, high) * factor + hand.pen) / side
    pen = Pen(hand.pen / factor, pressure=0.12)
    warp = Warp(float(rng.normal(0, 2)), stretch=hand.stretch, elastic=float(rng.uniform(0, 0.3)))
    mask = draw_ink(digit, (side, side), pen, warp, rng, Place(fill))
    drawn = _cut(mask, 0)
    return Drawn(drawn.mask, round(tail * height) - len(drawn.mask))


def _with_long_tail(digit: Digit, tail: float) -> Digit:
    """A digit whose lower half is drawn out until it is 1 + `tail` times as high: uint8 (S, S)."""
    large = np.asarray(cv2.resize(digit, (112, 112), interpolation=cv2.INTER_CUBIC), np.uint8)
    rows = np.flatnonzero(large.max(1) > 40)
    first, last = int(rows[0]), int(rows[-1]) + 1
    middle = (first + last) // 2
    longer = round((last - middle) * (1 + 2 * tail))
    lower = cv2.resize(large[middle:last], (112, longer), interpolation=cv2.INTER_CUBIC)
    whole = np.vstack([large[first:middle], np.asarray(lower, np.uint8)])
    side = max(len(whole) + 32, 112)
    left, top = (side - 112) // 2, (side - len(whole)) // 2
    out = np.zeros((side, side), np.uint8)
    out[top : top + len(whole), left : left + 112] = whole
    return out


def _reduced(canvas: NDArray[np.uint8], fine: int) -> FloatImage:
    size = (canvas.shape[1] // fine, canvas.shape[0] // fine)
    small = np.asarray(cv2.resize(canvas, size, interpolation=cv2.INTER_AREA), np.float32)
    return small / np.float32(255)


def _cut(mask: FloatImage, base: int) -> Drawn:
    """The inked part of a mask whose row `base` is the line that is written on."""
    left, top, width, height = cv2.boundingRect((mask > INKED).astype(np.uint8))
    part = mask[top : top + height, left : left + width]
    return Drawn(np.where(part > INKED, part, np.float32(0)), top - base)
