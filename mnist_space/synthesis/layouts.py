"""Where the characters of a page stand: on lines, in boxes, on combs, in a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.curves import Rng
from mnist_space.synthesis.handwriting import INKED, Hand, draw_character
from mnist_space.synthesis.noise import FloatImage

Segment = tuple[float, float, float, float]
"""A printed line from x, y to x, y, in pixels."""
Texts = Sequence[Sequence[str]]
"""Of the numbers of each line, or the cells of each row."""


@dataclass(frozen=True, eq=False)
class Placed:
    """One character on the page.

    Attributes:
        char: what it is.
        mask: its ink, float32 (H, W), 0 to 1.
        x: column of the mask's first column, in pixels.
        y: row of its first row.
    """

    char: str
    mask: FloatImage
    x: int
    y: int


@dataclass(frozen=True, eq=False)
class Group:
    """The characters of one number or word, and its cell (row, column) in a table."""

    characters: tuple[Placed, ...]
    cell: tuple[int, int] | None = None


Row = tuple[Group, ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """A page before it is drawn: lines of groups, and printed lines."""

    rows: tuple[Row, ...]
    printed: tuple[Segment, ...] = ()

    @property
    def characters(self) -> list[Placed]:
        """All of them, in reading order."""
        return [placed for row in self.rows for group in row for placed in group.characters]


@dataclass(frozen=True)
class Spacing:
    """How a hand sets characters side by side, all as fractions of its height.

    Attributes:
        gap: least and largest distance of two characters; below 0 they overlap.
        space: the same between two numbers.
        by_ink: whether the gap is that of the ink itself, not of the bounding boxes.
        slope: of the lines: rise per length, positive goes down.
        wave: how far the line bends up and down.
        wobble: standard deviation of each character's height above the line.
    """

    gap: tuple[float, float] = (0.12, 0.4)
    space: tuple[float, float] = (1.1, 2.2)
    by_ink: bool = False
    slope: float = 0.0
    wave: float = 0.0
    wobble: float = 0.03


def moved(row: Row, right: float, down: float) -> Row:
    """The same line at another place."""
    right, down = round(right), round(down)
    return tuple(
        replace(
            group,
            characters=tuple(replace(p, x=p.x + right, y=p.y + down) for p in group.characters),
        )
        for group in row
    )


def write_row(numbers: Sequence[str], hand: Hand, spacing: Spacing, rng: Rng) -> Row:
    """Write numbers side by side from x = 0 on a line at y = 0."""
    groups, start = [], 0.0
    phase, length = rng.uniform(0, 2 * np.pi), hand.height * rng.uniform(6, 15)
    # A hand keeps its own distance: each pair is near the middle of the page's.
    usual = rng.uniform(*spacing.gap)
    for text in numbers:
        characters: list[Placed] = []
        for char in text:
            drawn = draw_character(char, hand, rng)
            gap = np.clip(usual + rng.normal(0, 0.3) * np.ptp(spacing.gap), *spacing.gap)
            x = _next_x(characters, drawn.mask, drawn.top, float(gap), hand, spacing)
            x = start if not characters else x
            bend = spacing.wave * np.sin(x * 2 * np.pi / length + phase)
            line = spacing.slope * x + (bend + rng.normal(0, spacing.wobble)) * hand.height
            characters.append(Placed(char, drawn.mask, round(x), drawn.top + round(line)))
        groups.append(Group(tuple(characters)))
        start = _right(characters) + hand.height * rng.uniform(*spacing.space)
    return tuple(groups)


def _right(characters: Sequence[Placed]) -> int:
    return max(placed.x + int(placed.mask.shape[1]) for placed in characters)


def _next_x(
    before: Sequence[Placed], mask: FloatImage, top: int, gap: float, hand: Hand, spacing: Spacing
) -> float:
    """Where a character begins whose distance from those before it is `gap` heights."""
    if not before:
        return 0.0
    beside = _right(before) + gap * hand.height
    if not spacing.by_ink:
        return beside
    ends = np.full(len(mask), -np.inf)
    for placed in before[-2:]:
        edge = placed.mask.shape[1] - np.argmax(placed.mask[:, ::-1] > INKED, axis=1) + placed.x
        edge = np.where(placed.mask.max(1) > INKED, edge, -np.inf)
        _raise(ends, edge, placed.y - top, round(hand.pen + 1))
    x = float((ends - np.argmax(mask > INKED, axis=1)).max()) + gap * hand.height
    # Two thirds of each stay free of the other's box, so that a person can read both.
    last, wide = before[-1], float(mask.shape[1])
    least = max(last.x + 0.65 * float(last.mask.shape[1]), _right(before) - 0.35 * wide)
    return min(max(x, least), max(beside, least))


def _raise(ends: NDArray[np.float64], edge: NDArray[np.float64], down: int, near: int) -> None:
    """Raise `ends` to `edge`, which begins `down` rows further down, up to `near` rows around."""
    for row, value in enumerate(edge):
        first, last = max(row + down - near, 0), max(row + down + near + 1, 0)
        np.maximum(ends[first:last], value, out=ends[first:last])


def stacked(rows: Sequence[Row], hand: Hand, pitch: float, rng: Rng) -> Layout:
    """Lines one below the other, `pitch` heights apart, or as far as their ink needs."""
    placed: list[Row] = []
    line = 0.0
    for row in rows:
        if placed:
            line = max(line + pitch * hand.height, _free_below(placed[-1], row, hand))
        indent = hand.height * abs(rng.normal(0, 0.4))
        placed.append(moved(row, indent, line))
    return Layout(tuple(placed))


def _free_below(above: Row, row: Row, hand: Hand) -> float:
    """The highest line on which a row keeps a fourth of a height from the one above."""
    upper = [placed for group in above for placed in group.characters]
    lower = [placed for group in row for placed in group.characters]
    needed = [
        first.y + len(first.mask) - second.y
        for first in upper
        for second in lower
        if abs(first.x - second.x) < 3 * hand.height
    ]
    return max(needed, default=0) + 0.25 * hand.height


def in_boxes(text: str, hand: Hand, side: float, apart: float, spare: int, rng: Rng) -> Layout:
    """One digit a box.

    Args:
        text: the digits.
        hand: that writes them.
        side: of a box, in heights.
        apart: distance of two boxes, in heights; 0 and they share their border.
        spare: empty boxes behind.
        rng: source of all that is random.
    """
    width, step = side * hand.height, (side + apart) * hand.height
    tall = width * rng.uniform(1, 1.25)
    row = _one_a_field(text, hand, step, width, (tall - hand.height) / 2, rng)
    frames = [
        segment
        for i in range(len(text) + spare)
        for segment in rectangle(i * step, -tall, width, tall)
    ]
    return Layout((row,), tuple(frames))


def on_comb(text: str, hand: Hand, side: float, tooth: float, rng: Rng) -> Layout:
    """One digit between two teeth of a comb, which are `tooth` heights high, `side` apart."""
    step = side * hand.height
    row = _one_a_field(text, hand, step, step, 0.12 * hand.height, rng)
    end = len(text) * step
    teeth = [(i * step, 0.0, i * step, -tooth * hand.height) for i in range(len(text) + 1)]
    return Layout((row,), ((0.0, 0.0, end, 0.0), *teeth))


def _one_a_field(text: str, hand: Hand, step: float, width: float, lift: float, rng: Rng) -> Row:
    """Digits in the middle of fields, more or less, `lift` pixels above their lower edge."""
    characters = []
    for i, char in enumerate(text):
        drawn = draw_character(char, hand, rng)
        free = max(width - drawn.mask.shape[1], 0)
        x = i * step + free * float(np.clip(rng.normal(0.5, 0.12), 0.1, 0.9))
        y = drawn.top - lift + rng.normal(0, 0.05) * hand.height
        characters.append(Placed(char, drawn.mask, round(x), round(y)))
    return (Group(tuple(characters)),)


def rectangle(x: float, y: float, width: float, height: float) -> tuple[Segment, ...]:
    """Its four sides."""
    right, bottom = x + width, y + height
    return (
        (x, y, right, y),
        (x, bottom, right, bottom),
        (x, y, x, bottom),
        (right, y, right, bottom),
    )


def in_table(cells: Texts, hand: Hand, spacing: Spacing, rng: Rng) -> Layout:
    """A table with printed borders; an empty text leaves its cell empty."""
    drawn = [
        [write_row([text] if text else [], hand, spacing, rng) for text in row] for row in cells
    ]
    tall = hand.height * rng.uniform(1.6, 2.3)
    widths = [
        max((_right(cell[0].characters) for row in drawn if (cell := row[c])), default=0)
        + hand.height * rng.uniform(0.9, 2)
        for c in range(len(cells[0]))
    ]
    lefts = np.cumsum([0.0, *widths])
    rows = []
    for r, row in enumerate(drawn):
        groups: list[Group] = []
        for c, cell in enumerate(row):
            free = widths[c] - (_right(cell[0].characters) if cell else 0)
            x = lefts[c] + free * float(np.clip(rng.normal(0.5, 0.15), 0.2, 0.8))
            y = (r + 1) * tall - (tall - hand.height) * float(rng.uniform(0.35, 0.6))
            groups += [replace(group, cell=(r, c)) for group in moved(cell, x, y)]
        rows.append(tuple(groups))
    end, bottom = float(lefts[-1]), tall * len(cells)
    level = [(0.0, i * tall, end, i * tall) for i in range(len(cells) + 1)]
    upright = [(float(x), 0.0, float(x), bottom) for x in lefts]
    return Layout(tuple(row for row in rows if row), (*level, *upright))
