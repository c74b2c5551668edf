"""Pages of numbers, by kind: lines, forms, tables, photos, with the truth of every box.

One hand writes a page. Digits come from a supply: train digits and the ways of writing that are
shown in training, or test digits and those that are held out.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from mnist_space.synthesis import texts
from mnist_space.synthesis.curves import Rng
from mnist_space.synthesis.handwriting import Hand, Supply, choose_hand
from mnist_space.synthesis.layouts import (
    Layout,
    Spacing,
    Texts,
    in_boxes,
    in_table,
    moved,
    on_comb,
    stacked,
    write_row,
)
from mnist_space.synthesis.page_pictures import Print, draw_layout
from mnist_space.synthesis.page_truth import Page, turn
from mnist_space.synthesis.streams import stream

Kind = Callable[[Supply, Rng], Page]

WIDE = Spacing((0.25, 0.7), (1.8, 3.0))
USUAL = Spacing((0.1, 0.3))
CLOSE = Spacing((0.06, 0.12), by_ink=True)
TOUCHING = Spacing((-0.06, 0.02), by_ink=True)
OVERLAPPING = Spacing((-0.2, -0.06), by_ink=True)


def spaced(supply: Supply, rng: Rng) -> Page:
    """Digits far apart, one to three lines."""
    return _lines_of(texts.number, supply, rng, WIDE)


def close(supply: Supply, rng: Rng) -> Page:
    """Digits that nearly touch."""
    return _lines_of(texts.number, supply, rng, CLOSE)


def touching(supply: Supply, rng: Rng) -> Page:
    """Most digits touch the one before."""
    return _lines_of(texts.number, supply, rng, TOUCHING)


def overlapping(supply: Supply, rng: Rng) -> Page:
    """Digits written into each other."""
    return _lines_of(texts.number, supply, rng, OVERLAPPING)


def ruled(supply: Supply, rng: Rng) -> Page:
    """On the lines of ruled paper, each or every second one."""
    hand = choose_hand(supply, rng)
    gap = hand.height * float(rng.uniform(1.15, 1.8))
    layout = _on_ruled(texts.lines(rng, texts.number), hand, gap, rng)
    return draw_layout(layout, hand.height, rng, Print("ruled", gap))


def squared(supply: Supply, rng: Rng) -> Page:
    """On squared paper: a digit a square as in sums, or written freely over small squares."""
    hand = choose_hand(supply, rng)
    if rng.random() < 0.5:
        gap = hand.height * float(rng.uniform(1.15, 1.4))
        fields = [on_comb(texts.number(rng), hand, gap / hand.height, 0, rng).rows[0]]
        fields += [
            moved(on_comb(texts.number(rng), hand, gap / hand.height, 0, rng).rows[0], 0, i * gap)
            for i in range(1, int(rng.integers(1, 4)))
        ]
        return draw_layout(Layout(tuple(fields)), hand.height, rng, Print("squared", gap))
    gap = hand.height * float(rng.uniform(0.4, 0.8))
    layout = _on_ruled(texts.lines(rng, texts.number), hand, 3 * gap, rng)
    return draw_layout(layout, hand.height, rng, Print("squared", gap))


def boxes(supply: Supply, rng: Rng) -> Page:
    """One box for each digit, side by side or apart; at times some are left empty."""
    hand = choose_hand(supply, rng)
    apart = 0.0 if rng.random() < 0.5 else float(rng.uniform(0.1, 0.5))
    spare = int(rng.integers(1, 4)) if rng.random() < 0.3 else 0
    side = float(rng.uniform(1.2, 1.7))
    return draw_layout(in_boxes(texts.number(rng), hand, side, apart, spare, rng), hand.height, rng)


def comb(supply: Supply, rng: Rng) -> Page:
    """A comb field of a form."""
    hand = choose_hand(supply, rng)
    side, tooth = float(rng.uniform(1.05, 1.5)), float(rng.uniform(0.25, 0.6))
    return draw_layout(on_comb(texts.number(rng), hand, side, tooth, rng), hand.height, rng)


def table(supply: Supply, rng: Rng) -> Page:
    """A table of two to six rows and two to five columns with some cells left empty."""
    hand = _smaller(choose_hand(supply, rng), 44)
    shape = (int(rng.integers(2, 7)), int(rng.integers(2, 6)))
    empty = float(rng.uniform(0.1, 0.35))
    cells = [
        [texts.number(rng, 4) if rng.random() > empty else "" for _ in range(shape[1])]
        for _ in range(shape[0])
    ]
    cells[0][0] = cells[0][0] or texts.number(rng, 4)
    page = draw_layout(in_table(cells, hand, USUAL, rng), hand.height, rng)
    return replace(page, shape=shape)


def page(supply: Supply, rng: Rng) -> Page:
    """Three to nine lines of two to four numbers, up to sixty digits."""
    hand = _smaller(choose_hand(supply, rng), 44)
    lines = [
        [texts.number(rng, 6) for _ in range(rng.integers(2, 5))]
        for _ in range(rng.integers(3, 10))
    ]
    return _written(texts.at_most(lines, 60), hand, _loose(USUAL, rng), rng)


def mixed_sizes(supply: Supply, rng: Rng) -> Page:
    """Digits of one number up to twice as high as others."""
    hand = replace(choose_hand(supply, rng), unsteady=float(rng.uniform(0.2, 0.3)))
    return _written(texts.lines(rng, texts.number), hand, USUAL, rng)


def tall_digits(supply: Supply, rng: Rng) -> Page:
    """7s and 9s whose stems reach far below the line; every other digit is one of them."""
    hand = replace(choose_hand(supply, rng), tail=float(rng.uniform(0.25, 0.9)))

    def text(rng: Rng) -> str:
        return "".join(
            str(rng.choice((7, 9))) if rng.random() < 0.4 else char for char in texts.number(rng, 8)
        )

    return _written(texts.lines(rng, text), hand, USUAL, rng)


def drifting(supply: Supply, rng: Rng) -> Page:
    """Lines that rise, fall and bend."""
    slope = float(rng.uniform(0.03, 0.12) * rng.choice((-1, 1)))
    spacing = replace(USUAL, slope=slope, wave=float(rng.uniform(0, 0.2)), wobble=0.08)
    return _lines_of(texts.number, supply, rng, spacing)


def photo(supply: Supply, rng: Rng) -> Page:
    """Lines of numbers, photographed by a phone in any light."""
    hand = choose_hand(supply, rng)
    layout = _stacked(texts.lines(rng, texts.number), hand, _loose(USUAL, rng), rng)
    return draw_layout(layout, hand.height, rng, by_phone=True)


def signed(supply: Supply, rng: Rng) -> Page:
    """Prices, dates, times, percentages and phone numbers with their signs."""
    return _lines_of(texts.signed, supply, rng, USUAL)


def zip_codes(supply: Supply, rng: Rng) -> Page:
    """One number of five digits, as on an envelope."""
    return _one(texts.zip_code, supply, rng)


def amounts(supply: Supply, rng: Rng) -> Page:
    """One amount of money with its decimals."""
    return _one(texts.amount, supply, rng)


def clock_times(supply: Supply, rng: Rng) -> Page:
    """One time of the day."""
    return _one(texts.clock_time, supply, rng)


def words(supply: Supply, rng: Rng) -> Page:
    """Lines of words without any digit."""
    hand = choose_hand(supply, rng)
    lines = [
        [texts.word(rng) for _ in range(rng.integers(1, 4))] for _ in range(rng.integers(1, 4))
    ]
    return _written(lines, hand, Spacing((-0.03, 0.1), (0.5, 0.9), by_ink=rng.random() < 0.5), rng)


def _one(text: texts.Text, supply: Supply, rng: Rng) -> Page:
    return _written([[text(rng)]], choose_hand(supply, rng), _loose(USUAL, rng), rng)


def _lines_of(text: texts.Text, supply: Supply, rng: Rng, spacing: Spacing) -> Page:
    hand = choose_hand(supply, rng)
    return _written(texts.lines(rng, text), hand, spacing, rng)


def _loose(spacing: Spacing, rng: Rng) -> Spacing:
    """With lines that are nearly level."""
    return replace(spacing, slope=float(rng.normal(0, 0.012)), wave=float(rng.uniform(0, 0.06)))


def _smaller(hand: Hand, most: float) -> Hand:
    """The hand with digits at most this high, in pixels."""
    scale = min(1.0, most / hand.height)
    return replace(hand, height=scale * hand.height, pen=max(scale * hand.pen, 1.3))


def _stacked(lines: Texts, hand: Hand, spacing: Spacing, rng: Rng) -> Layout:
    rows = [write_row(line, hand, spacing, rng) for line in lines]
    return stacked(rows, hand, float(rng.uniform(1.5, 2.2)), rng)


def _on_ruled(lines: Texts, hand: Hand, gap: float, rng: Rng) -> Layout:
    """Lines of writing on printed lines `gap` pixels apart, from the one at y = 0 on."""
    every = int(rng.integers(1, 3))
    rows = [write_row(line, hand, replace(USUAL, wobble=0.02), rng) for line in lines]
    return Layout(tuple(moved(row, 0, i * every * gap) for i, row in enumerate(rows)))


def _written(lines: Texts, hand: Hand, spacing: Spacing, rng: Rng) -> Page:
    return draw_layout(_stacked(lines, hand, spacing, rng), hand.height, rng)


KINDS: Mapping[str, Kind] = {
    kind.__name__: kind
    for kind in (
        *(spaced, close, touching, overlapping, ruled, squared, boxes, comb, table, page),
        *(mixed_sizes, tall_digits, drifting, photo, signed, zip_codes, amounts, clock_times),
        words,
    )
}
"""All kinds by name: a supply and a generator give a page."""


def draw_page(kind: str, supply: Supply, index: int, seed: int, turned: int = 0) -> Page:
    """Draw one page of one kind, the same one each time.

    Args:
        kind: a name in `KINDS`.
        supply: what the digits are written with.
        index: the page's number; with kind, supply and seed it sets all that is random.
        seed: of the whole run, 0 or more.
        turned: degrees that the page lies turned counter-clockwise: 0, 90, 180 or 270.
    """
    key = zlib.crc32(f"{supply.name} pages: {kind}".encode())
    return turn(KINDS[kind](supply, stream(seed, key, index)), turned)
