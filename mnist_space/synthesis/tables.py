"""Tables of numbers, by kind, with the truth of every cell: ruled or not, full or sparse."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from mnist_space.synthesis import texts
from mnist_space.synthesis.curves import Rng
from mnist_space.synthesis.handwriting import Hand, Supply, choose_hand
from mnist_space.synthesis.layouts import (
    Group,
    Layout,
    Placed,
    Spacing,
    Texts,
    in_boxes,
    in_table,
    moved,
    write_row,
)
from mnist_space.synthesis.page_pictures import draw_layout
from mnist_space.synthesis.page_truth import Page, turn
from mnist_space.synthesis.streams import stream

Kind = Callable[[Supply, Rng], Page]

USUAL = Spacing((0.1, 0.3))
HIGHEST = 44  # pixels: digits of a table


def ruled(supply: Supply, rng: Rng) -> Page:
    """Two to six rows of two to five cells between printed lines, some left empty."""
    cells, hand = _cells(rng), _small_hand(supply, rng)
    return _drawn(in_table(cells, hand, USUAL, rng), cells, hand, rng)


def photo(supply: Supply, rng: Rng) -> Page:
    """The same, photographed by a phone in any light."""
    cells, hand = _cells(rng), _small_hand(supply, rng)
    return _drawn(in_table(cells, hand, USUAL, rng), cells, hand, rng, by_phone=True)


def ledger(supply: Supply, rng: Rng) -> Page:
    """A ruled table of amounts with two decimals, some of them below zero."""
    hand = _small_hand(supply, rng)
    cells = [
        [("-" if rng.random() < 0.15 else "") + texts.amount(rng) if text else "" for text in row]
        for row in _cells(rng)
    ]
    return _drawn(in_table(cells, hand, USUAL, rng), cells, hand, rng)


def merged(supply: Supply, rng: Rng) -> Page:
    """A ruled table whose first cell is as wide as two and holds a number in its middle."""
    cells, hand = _cells(rng), _small_hand(supply, rng)
    cells[0][:2] = texts.digits(rng, 4), ""
    layout = in_table(cells, hand, USUAL, rng)
    level, upright = layout.printed[: len(cells) + 1], list(layout.printed[len(cells) + 1 :])
    first, second, third = (segment[0] for segment in upright[:3])
    upright[1] = (second, level[1][1], second, upright[1][3])
    (number, *others), *rows = layout.rows
    left = number.characters[0].x
    last = number.characters[-1]
    middle = (left + last.x + last.mask.shape[1]) / 2
    (number,) = moved((number,), (first + third) / 2 - middle, 0)
    shifted = Layout(((number, *others), *rows), (*level, *upright))
    return _drawn(shifted, cells, hand, rng)


def sudoku(supply: Supply, rng: Rng) -> Page:
    """Square cells of one digit, a third of them filled, between lines."""
    cells, hand = _single(rng, 0.35), _small_hand(supply, rng)
    layout = in_table(cells, hand, USUAL, rng)
    return _drawn(layout, cells, hand, rng)


def aligned(supply: Supply, rng: Rng) -> Page:
    """Numbers in columns without any line, aligned at the left or the right, some left out."""
    cells, hand = _cells(rng), _small_hand(supply, rng)
    return _drawn(_in_columns(cells, hand, rng), _full(cells), hand, rng)


def sparse(supply: Supply, rng: Rng) -> Page:
    """Single digits in the places of a sudoku without lines, a third of them filled."""
    cells, hand = _single(rng, 0.35), _small_hand(supply, rng)
    return _drawn(_in_columns(cells, hand, rng, side=1.0), _full(cells), hand, rng)


def boxes(supply: Supply, rng: Rng) -> Page:
    """One row of boxes that share a side or stand apart, a digit each, the last ones empty."""
    hand = choose_hand(supply, rng)
    text, spare = texts.digits(rng, int(rng.integers(2, 9))), int(rng.integers(0, 3))
    apart = float(rng.choice((0.0, 0.3)))
    layout = in_boxes(text, hand, float(rng.uniform(1.2, 1.7)), apart, spare, rng)
    (row,) = layout.rows
    digits = tuple(
        replace(row[0], characters=(placed,), cell=(0, i))
        for i, placed in enumerate(row[0].characters)
    )
    return _drawn(replace(layout, rows=(digits,)), [[*text, *[""] * spare]], hand, rng)


def _cells(rng: Rng) -> list[list[str]]:
    rows, columns = int(rng.integers(2, 7)), int(rng.integers(2, 6))
    empty = float(rng.uniform(0.1, 0.35))
    cells = [
        [texts.number(rng, 4) if rng.random() > empty else "" for _ in range(columns)]
        for _ in range(rows)
    ]
    cells[0][0] = cells[0][0] or texts.number(rng, 4)
    return cells


def _single(rng: Rng, share: float) -> list[list[str]]:
    """Single digits, at least one in each row and each column."""
    side = int(rng.integers(3, 7))
    filled = (rng.random((side, side)) < share) | np.eye(side, dtype=bool)[rng.permutation(side)]
    return [[texts.digits(rng, 1) if here else "" for here in row] for row in filled]


def _full(cells: Texts) -> list[list[str]]:
    """The cells without empty rows and columns, which no one sees where there are no lines."""
    rows = [list(row) for row in cells if any(row)]
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    return [list(row) for row in zip(*columns, strict=True)]


def _small_hand(supply: Supply, rng: Rng) -> Hand:
    hand = choose_hand(supply, rng)
    scale = min(1.0, HIGHEST / hand.height)
    return replace(hand, height=scale * hand.height, pen=max(scale * hand.pen, 1.3))


def _in_columns(cells: Texts, hand: Hand, rng: Rng, side: float = 0.0) -> Layout:
    """Numbers in rows and columns, each column as wide as `side` heights or its widest number."""
    rows = [
        [write_row([text] if text else [], hand, USUAL, rng) for text in row]
        for row in _full(cells)
    ]
    at_right, gap = rng.random() < 0.5, hand.height * float(rng.uniform(1.3, 3))
    tall = hand.height * float(rng.uniform(1.5, 2.3))
    left = 0.0
    placed: list[list[Group]] = [[] for _ in rows]
    for column in range(len(rows[0])):
        groups = [row[column][0] if row[column] else None for row in rows]
        ends = [_end(group.characters) if group else 0 for group in groups]
        width = max(*ends, side * hand.height)
        for i, (group, end) in enumerate(zip(groups, ends, strict=True)):
            x = left + (width - end if at_right else 0) + hand.height * float(rng.normal(0, 0.06))
            if group:
                (there,) = moved((group,), x, i * tall)
                placed[i].append(replace(there, cell=(i, column)))
        left += width + gap
    return Layout(tuple(map(tuple, placed)))


def _end(characters: Sequence[Placed]) -> int:
    return max(placed.x + int(placed.mask.shape[1]) for placed in characters)


def _drawn(layout: Layout, cells: Texts, hand: Hand, rng: Rng, by_phone: bool = False) -> Page:
    page = draw_layout(layout, hand.height, rng, by_phone=by_phone)
    return replace(page, shape=(len(cells), len(cells[0])))


TABLES: Mapping[str, Kind] = {
    kind.__name__: kind for kind in (ruled, ledger, merged, photo, sudoku, boxes, aligned, sparse)
}
"""All kinds by name: a supply and a generator give a page with its `shape` and its cells."""


def draw_table(kind: str, supply: Supply, index: int, seed: int, turned: int = 0) -> Page:
    """Draw one table of one kind, the same one each time.

    Args:
        kind: a name in `TABLES`.
        supply: what the digits are written with.
        index: the table's number; with kind, supply and seed it sets all that is random.
        seed: of the whole run, 0 or more.
        turned: degrees that the page lies turned counter-clockwise: 0, 90, 180 or 270.
    """
    key = zlib.crc32(f"{supply.name} tables: {kind}".encode())
    return turn(TABLES[kind](supply, stream(seed, key, index)), turned)
