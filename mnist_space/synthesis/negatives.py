"""Pictures that are no digit, in MNIST's own form, from which the network learns to say so."""

from collections.abc import Callable
from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.letters import letters
from mnist_space.synthesis.strokes import (
    CANVAS,
    Picture,
    Stroke,
    draw_strokes,
    mnist_form,
    random_pen,
    smooth,
    write_glyph,
)

Digits = Annotated[NDArray[np.uint8], "(N, 28, 28), 0 = ground, 255 = ink"]
Rng = np.random.Generator


def negatives(n: int, rng: Rng, digits: Digits, labels: NDArray[np.uint8]) -> Digits:
    """Return `n` pictures that are no digit.

    Args:
        n: how many.
        rng: the only source of chance.
        digits: uint8 (N, 28, 28), cut up for pairs, halves and shuffled quarters.
        labels: uint8 (N,), their digits.

    Returns:
        uint8 (n, 28, 28), ink scaled into the 20x20 box, centre of mass in the middle.
    """
    shuffle = digits[labels != 1]
    half, mirror, turn = (digits[np.isin(labels, kinds)] for kinds in (_HALVED, _MIRRORED, _TURNED))
    cut: list[Callable[[Rng], Picture]] = [
        lambda rng: _pair(digits[rng.integers(len(digits), size=2)], rng),
        lambda rng: _half(half[rng.integers(len(half))], rng),
        lambda rng: _quarters(shuffle[rng.integers(len(shuffle))], rng),
        lambda rng: mirror[rng.integers(len(mirror))][:, ::-1],
        lambda rng: np.rot90(turn[rng.integers(len(turn))], rng.choice((1, 3))),
    ]
    makers = cut + [maker for maker, _ in _DRAWN]
    shares = [0.14, 0.03, 0.04, 0.04, 0.06] + [share for _, share in _DRAWN]
    kinds = rng.choice(len(makers), n, p=shares)
    drawn = [mnist_form(makers[kind](rng)) for kind in kinds]
    return np.array(drawn, np.uint8).reshape(n, 28, 28)


def _letter(rng: Rng) -> Picture:
    glyphs = tuple(letters().values())
    return write_glyph(glyphs[rng.integers(len(glyphs))], rng)


def _letters(rng: Rng) -> Picture:
    return np.hstack([_trim(_letter(rng)) for _ in range(rng.integers(2, 4))])


def _trim(picture: Picture) -> Picture:
    """Empty columns left and right removed down to a gap of 8 pixels."""
    inked = np.flatnonzero(picture.any(0))
    return picture[:, max(inked[0] - 4, 0) : inked[-1] + 5]


def _cursive(rng: Rng) -> Picture:
    """A word in joined writing: arches, garlands and loops along a line, now and then one tall."""
    points = [np.array([10.0, 62.0])]
    step = rng.uniform(9, 15)
    while points[-1][0] < CANVAS - 12 - step:
        x, tall = points[-1][0], 26 if rng.random() < 0.2 else 0
        up, down = 62 - rng.uniform(10, 20) - tall, 62 + rng.uniform(-2, 4)
        loop = rng.uniform(-0.5, 0.4) * step
        points += [np.array([x + step, up]), np.array([x + step + loop, down])]
    return draw_strokes([smooth(np.array(points))], random_pen(rng))


def _strange_sign(rng: Rng) -> Picture:
    """Three to five strokes on a coarse grid, such as letters of any alphabet are made of."""
    strokes: list[Stroke] = []
    for _ in range(int(rng.integers(3, 6))):
        corners = rng.integers(0, 4, (int(rng.integers(2, 5)), 2)) * 26.0 + 17
        shaken = corners + rng.normal(0, 3, corners.shape)
        strokes.append(smooth(shaken) if rng.random() < 0.5 else shaken)
    return draw_strokes(strokes, random_pen(rng))


def _character(rng: Rng) -> Picture:
    """A character of an unknown alphabet: three to six bars, bows, hooks, rings and waves.

    Each stroke begins on one that is there, or near it.
    """
    strokes: list[Stroke] = []
    start = rng.uniform(30, CANVAS - 30, 2)
    for _ in range(int(rng.integers(3, 7))):
        shape = _PARTS[rng.integers(len(_PARTS))]
        turn = rng.integers(8) * np.pi / 4 + rng.normal(0, 0.15)
        matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        size = rng.uniform(25, 60) * np.array([1, rng.choice((-1, 1)) * rng.uniform(0.6, 1.2)])
        stroke = start + (np.array(shape) * size) @ matrix.T
        strokes.append(smooth(stroke) if len(shape) > 2 and rng.random() < 0.8 else stroke)
        near = strokes[rng.integers(len(strokes))]
        start = near[rng.integers(len(near))] + rng.normal(0, 8, 2) * (rng.random() < 0.4)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (CANVAS - 20) / max(float((high - low).max()), CANVAS / 3)
    middle = (low + high) / 2
    if high[0] - low[0] < 0.4 * (high[1] - low[1]):  # upright it would be a 1
        strokes, middle = [stroke[:, ::-1] for stroke in strokes], middle[::-1]
    return draw_strokes(
        [(stroke - middle) * scale + CANVAS / 2 for stroke in strokes], random_pen(rng)
    )


def _arcs(rng: Rng) -> Picture:
    """Bows and rings of different size that cross or touch, three to five of them."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    pen = random_pen(rng)
    for _ in range(int(rng.integers(3, 6))):
        middle = [int(v) for v in rng.integers(30, CANVAS - 30, 2)]
        axes = [int(v) for v in rng.integers(10, 34, 2)]
        start, sweep = rng.uniform(0, 360), rng.uniform(90, 360)
        turn = rng.uniform(0, 180)
        cv2.ellipse(canvas, middle, axes, turn, start, start + sweep, 255, pen, cv2.LINE_AA)
    return canvas


def _scribble(rng: Rng) -> Picture:
    points = rng.uniform(15, CANVAS - 15, (int(rng.integers(6, 14)), 2))
    return draw_strokes([smooth(points) if rng.random() < 0.7 else points], random_pen(rng))


def _lines(rng: Rng) -> Picture:
    """One flat line, or several that cross or run side by side; never one upright line."""
    if rng.random() < 0.25:
        middle = CANVAS / 2 + rng.uniform(-15, 15, 2)
        return draw_strokes([np.array([[8, middle[0]], [CANVAS - 8, middle[1]]])], random_pen(rng))
    count = int(rng.integers(3, 6))
    return draw_strokes(list(rng.uniform(8, CANVAS - 8, (count, 2, 2))), random_pen(rng))


def _blob(rng: Rng) -> Picture:
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    width = int(rng.integers(26, 50))
    height = int(width * rng.uniform(0.4, 1.4))
    if rng.random() < 0.5:
        cv2.ellipse(canvas, (56, 56), (width, height), rng.uniform(-20, 20), 0, 360, 255, -1)
        return canvas
    corners = rng.integers(0, CANVAS, (int(rng.integers(4, 8)), 2)).astype(np.int32)
    cv2.fillPoly(canvas, [cv2.convexHull(corners)], 255, cv2.LINE_AA)
    return canvas


def _texture(rng: Rng) -> Picture:
    noise = cv2.GaussianBlur(rng.standard_normal((28, 28)), (0, 0), rng.uniform(0.5, 2))
    inked = np.asarray(noise > np.quantile(noise, rng.uniform(0.5, 0.95)))
    return inked.astype(np.uint8) * np.uint8(255)


def _pair(two: Digits, rng: Rng) -> Picture:
    """Two digits side by side (or, in one of six, one above the other), touching or nearly."""
    upright = rng.random() < 1 / 6
    left, right = (_trim_digit(digit.T if upright else digit) for digit in two)
    # A slim 1 can be narrower than the overlap.
    gap = max(int(rng.integers(-3, 4)), -left.shape[1], -right.shape[1])
    out = np.zeros((28, left.shape[1] + right.shape[1] + gap), np.uint8)
    out[:, : left.shape[1]] = left
    np.maximum(out[:, left.shape[1] + gap :], right, out=out[:, left.shape[1] + gap :])
    if rng.random() < 0.5:
        out = np.asarray(cv2.dilate(out, np.ones((2, 2), np.uint8)), np.uint8)
    return np.ascontiguousarray(out.T) if upright else out


def _trim_digit(digit: Picture) -> Picture:
    inked = np.flatnonzero(digit.max(0) > 40)
    return digit[:, inked[0] : inked[-1] + 1]


def _half(digit: Picture, rng: Rng) -> Picture:
    """The upper or lower half of a 0, 2 or 5: arcs and hooks that no one reads as a digit."""
    return digit[:13] if rng.random() < 0.5 else digit[15:]


def _quarters(digit: Picture, rng: Rng) -> Picture:
    """The four quarters in another order, none in its own place."""
    quarters = [digit[4:14, 4:14], digit[4:14, 14:24], digit[14:24, 4:14], digit[14:24, 14:24]]
    orders = ((1, 0, 3, 2), (2, 3, 0, 1), (3, 2, 1, 0), (1, 2, 3, 0), (2, 0, 3, 1))
    a, b, c, d = (quarters[i] for i in orders[rng.integers(len(orders))])
    return np.block([[a, b], [c, d]])


# Digits that are none any more: halves of these, these in a mirror, these on their side. Left out
# is what still reads as a digit (8 in a mirror, 1 in halves) or what hands confuse (2 with 5).
_HALVED, _MIRRORED, _TURNED = (0, 2, 5), (3, 4, 7, 9), (2, 3, 4, 5, 7, 8)
# Parts of characters, from (0, 0) on, about 1 long.
_PARTS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((0, 0), (1, 0)),
    ((0, 0), (1, 0)),
    ((0, 0), (0.5, 0)),
    ((0, 0), (0.3, 0.35), (0.7, 0.35), (1, 0)),
    ((0, 0), (0, 0.6), (0.5, 0.9), (1, 0.6), (1, 0)),
    ((0, 0), (0.8, 0), (1, 0.2), (0.8, 0.4)),
    ((0, 0), (0.8, 0), (0.8, 0.8)),
    ((0, 0), (0.25, 0.25), (0.5, 0), (0.75, -0.25), (1, 0)),
    ((0, 0), (0.3, 0.4), (0.6, 0), (0.9, 0.4), (1.2, 0)),
    ((0, 0), (0.25, 0.25), (0.5, 0), (0.25, -0.25), (0, 0)),
    ((0, 0), (0.6, 0), (0.8, 0.25), (0.6, 0.45), (0.45, 0.2), (0.6, 0)),
)
# How often each is drawn; the rest of 1 is cut from digits.
_DRAWN: tuple[tuple[Callable[[Rng], Picture], float], ...] = (
    (_letter, 0.24),
    (_character, 0.16),
    (_strange_sign, 0.06),
    (_letters, 0.05),
    (_cursive, 0.04),
    (_arcs, 0.03),
    (_scribble, 0.05),
    (_lines, 0.03),
    (_blob, 0.015),
    (_texture, 0.015),
)
