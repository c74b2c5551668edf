"""Tables that are drawn with the truth of every cell."""

import functools

import numpy as np
import pytest

from mnist_space.data import load_test
from mnist_space.synthesis.supplies import final_supply
from mnist_space.synthesis.tables import TABLES, draw_table

SUPPLY = final_supply(load_test())
INDICES = range(4)


def numbers(page):
    return [number for line in page.lines for number in line.numbers]


@functools.cache
def table(kind, index=0, seed=0, turned=0):
    return draw_table(kind, SUPPLY, index, seed, turned)


@pytest.mark.parametrize("kind", TABLES)
def test_every_number_stands_in_a_place_of_the_table_and_no_two_in_one(kind):
    for index in INDICES:
        page = table(kind, index)
        rows, columns = page.shape
        cells = [number.cell for number in numbers(page)]
        assert len(set(cells)) == len(cells) > 0
        assert all(0 <= row < rows and 0 <= column < columns for row, column in cells)


@pytest.mark.parametrize("kind", TABLES)
def test_numbers_lie_on_the_picture_in_the_order_of_their_cells(kind):
    """Also of one column or row the later one begins further right or lower."""
    page = table(kind, 1)
    height, width = page.picture.shape[:2]
    ordered = sorted(numbers(page), key=lambda number: number.cell)
    for number in ordered:
        x, y, wide, high = number.box
        assert 0 <= x < x + wide <= width
        assert 0 <= y < y + high <= height
    for one in ordered:
        for other in ordered:
            (row, column), (lower, later) = one.cell, other.cell
            if row == lower and column < later:
                assert one.box[0] < other.box[0]
            if column == later and row < lower:
                assert one.box[1] < other.box[1]


@pytest.mark.parametrize("kind", ["ruled", "aligned"])
def test_the_same_table_comes_each_time_and_another_with_every_change(kind):
    first = table(kind)
    assert np.array_equal(first.picture, draw_table(kind, SUPPLY, 0, 0).picture)
    for other in (table(kind, index=1), table(kind, seed=1)):
        assert first.picture.shape != other.picture.shape or (first.picture != other.picture).any()


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_table_is_the_same_turned(turned):
    page, upright = table("ruled", turned=turned), table("ruled")
    assert np.array_equal(page.picture, np.rot90(upright.picture, turned // 90))
    cells = [[number.cell for number in numbers(each)] for each in (page, upright)]
    assert cells[0] == cells[1]
    x, y, wide, high = numbers(page)[0].box
    lying = np.rot90(page.picture[y : y + high, x : x + wide], -turned // 90)
    x, y, wide, high = numbers(upright)[0].box
    assert np.array_equal(lying, upright.picture[y : y + high, x : x + wide])


def test_a_table_without_lines_has_no_empty_row_and_no_empty_column():
    for kind in ("aligned", "sparse"):
        for index in INDICES:
            page = table(kind, index)
            cells = [number.cell for number in numbers(page)]
            assert {row for row, _ in cells} == set(range(page.shape[0]))
            assert {column for _, column in cells} == set(range(page.shape[1]))


def test_a_wide_first_cell_covers_the_one_beside_it():
    for index in INDICES:
        cells = [number.cell for number in numbers(table("merged", index))]
        assert (0, 0) in cells
        assert (0, 1) not in cells


def test_amounts_have_two_decimals_and_some_are_below_zero():
    texts = [n.text for index in INDICES for n in numbers(table("ledger", index))]
    assert all(text[-3] in ".," for text in texts)
    below = [text for text in texts if text.startswith("-")]
    assert 0 < len(below) < len(texts) / 2


def test_boxes_are_one_row_of_single_digits():
    for index in INDICES:
        page = table("boxes", index)
        assert page.shape[0] == 1
        assert [len(number.text) for number in numbers(page)] == [1] * len(numbers(page))
