from dataclasses import replace

import cv2
import numpy as np
import pytest

from mnist_space.data import Split, load_test
from mnist_space.synthesis.alphabet import ALPHABET
from mnist_space.synthesis.handwriting import INKED, choose_hand
from mnist_space.synthesis.held_out_hands import HELD_OUT_STYLES
from mnist_space.synthesis.layouts import Layout, moved, write_row
from mnist_space.synthesis.page_pictures import ink_mask
from mnist_space.synthesis.page_truth import turn
from mnist_space.synthesis.pages import (
    CLOSE,
    KINDS,
    OVERLAPPING,
    TOUCHING,
    WIDE,
    draw_page,
)
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.styles import STYLES
from mnist_space.synthesis.supplies import final_supply, train_supply, validation_supply
from mnist_space.synthesis.texts import WORDS

TEST = final_supply(load_test())
SIGNS = set(".,-+/:%")
# Pixels: the box is that of the ink before a camera or a warp, which spread its edge.
EDGE = 2


def inside(page, spare=0):
    """Which pixels lie in the box of a character, `spare` pixels around it: bool (H, W)."""
    covered = np.zeros(page.ink.shape, bool)
    for character in page.characters:
        x, y, width, height = character.box
        covered[max(y - spare, 0) : y + height + spare, max(x - spare, 0) : x + width + spare] = (
            True
        )
    return covered


def pictures_equal(first, second):
    return first.picture.shape == second.picture.shape and np.array_equal(
        first.picture, second.picture
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_within_limits(kind):
    page = draw_page(kind, TEST, 0, 0)
    height, width = page.ink.shape
    assert page.picture.dtype == page.ink.dtype == np.uint8
    assert page.picture.shape == (height, width, 3)
    assert min(height, width) >= 64
    assert max(height, width) <= 2500
    assert 1 <= len(page.characters) <= 80
    written = set(page.text) - set(" \n")
    allowed = set(ALPHABET) if kind == "words" else set("0123456789")
    assert written <= allowed | (SIGNS if kind in ("signed", "amounts", "clock_times") else set())


@pytest.mark.parametrize("kind", KINDS)
def test_boxes_hold_the_ink_of_the_page_and_each_touches_its_own(kind):
    page = draw_page(kind, TEST, 3, 0)
    assert not page.ink[~inside(page, EDGE)].any()
    for character in page.characters:
        x, y, width, height = character.box
        own = page.ink[max(y, 0) : y + height, max(x, 0) : x + width] > 60
        assert own.any(), character
        # Ink reaches each side of its box.
        assert all(own[side].any() for side in (np.s_[:4], np.s_[-4:], np.s_[:, :4], np.s_[:, -4:]))


def test_the_picture_is_dark_where_the_ink_is():
    for index in range(3):
        page = draw_page("spaced", TEST, index, 0)
        gray = page.picture.mean(-1)
        assert gray[page.ink > 200].mean() < gray[~inside(page, EDGE)].mean() - 30


def test_the_text_is_that_of_the_characters_line_by_line():
    page = draw_page("page", TEST, 0, 0)
    rows = page.text.split("\n")
    assert len(rows) == len(page.lines) > 1
    assert "".join(page.text.split()) == "".join(c.char for c in page.characters)
    for row, line in zip(rows, page.lines, strict=True):
        assert row.split(" ") == [number.text for number in line.numbers]
        lefts = [c.box[0] for number in line.numbers for c in number.characters]
        assert lefts == sorted(lefts)
    tops = [line.box[1] for line in page.lines]
    assert tops == sorted(tops)


def test_the_same_page_for_the_same_kind_supply_index_and_seed_alone():
    page = draw_page("photo", TEST, 1, 5)
    assert pictures_equal(page, draw_page("photo", TEST, 1, 5))
    assert page.lines == draw_page("photo", TEST, 1, 5).lines
    others = [("photo", TEST, 2, 5), ("photo", TEST, 1, 6), ("spaced", TEST, 1, 5)]
    others.append(("photo", replace(TEST, name="train"), 1, 5))
    for other in others:
        assert not pictures_equal(page, draw_page(*other)), other


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_has_its_boxes_turned(degrees):
    upright = draw_page("table", TEST, 0, 0)
    page = draw_page("table", TEST, 0, 0, degrees)
    assert page.turned == degrees
    assert page.text == upright.text
    assert np.array_equal(page.picture, np.rot90(upright.picture, degrees // 90))
    assert np.array_equal(inside(page), np.rot90(inside(upright), degrees // 90))
    for before, after in zip(upright.characters, page.characters, strict=True):
        assert before.char == after.char
    back = turn(page, 360 - degrees)
    assert [c.box for c in back.characters] == [c.box for c in upright.characters]


def test_a_table_knows_the_cells_of_its_numbers():
    page = draw_page("table", TEST, 0, 0)
    rows, columns = page.shape
    cells = [number.cell for line in page.lines for number in line.numbers]
    assert cells == sorted(set(cells))
    assert max(row for row, _ in cells) < rows
    assert max(column for _, column in cells) < columns


def pieces(spacing):
    """How many pieces of ink eight digits side by side have."""
    rng = stream(0, 0)
    hand = replace(choose_hand(TEST, rng), height=40.0, pen=4.0, ways=(None,) * 10)
    row = moved(write_row(["20686230"], hand, spacing, rng), 0, 100)
    ink = ink_mask(Layout((row,)).characters, (200, 600))
    return cv2.connectedComponents((ink > INKED).astype(np.uint8))[0] - 1


def test_digits_touch_or_stay_apart_as_the_spacing_says():
    assert pieces(WIDE) >= 8
    assert pieces(CLOSE) >= 8
    assert pieces(TOUCHING) <= 5
    assert pieces(OVERLAPPING) <= 2


def test_train_validation_and_final_pages_share_no_digit_and_no_held_out_way():
    images = np.random.default_rng(0).integers(0, 256, (300, 28, 28), np.uint8)
    train = Split(images, np.arange(300, dtype=np.uint8) % 10)
    shown, held_out = train_supply(train, 50), validation_supply(train, 25)
    assert (len(shown.images), len(held_out.images)) == (250, 25)
    known = {image.tobytes() for image in shown.images}
    assert not known & {image.tobytes() for image in held_out.images}
    assert shown.ways == held_out.ways == STYLES
    assert TEST.ways == HELD_OUT_STYLES
    assert not set(TEST.ways) & set(STYLES)
    assert np.array_equal(TEST.images, load_test().images)
    assert len({shown.name, held_out.name, TEST.name}) == 3


def test_every_word_can_be_written():
    assert set("".join(WORDS)) <= set(ALPHABET)
