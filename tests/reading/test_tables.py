"""Whole tables of test digits, drawn with their truth and read."""

import functools

import cv2
import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.data import load_test
from mnist_space.reading.number_lines import NO_DIGIT
from mnist_space.reading.table_free import NO_TABLE
from mnist_space.reading.table_ruled import CROSSING, OUTSIDE
from mnist_space.reading.table_search import LEFT_OUT
from mnist_space.synthesis.supplies import final_supply
from mnist_space.synthesis.tables import TABLES, draw_table
from tests.reading.ruled_pages import blank, put, ruled_page

SUPPLY = final_supply(load_test())


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


@functools.cache
def drawn(kind, index):
    return draw_table(kind, SUPPLY, index, 0)


@pytest.fixture(scope="module")
def read(predictor):
    """What is read of a drawn table, once for all that is asked of it."""
    return functools.cache(lambda *which: predictor.read_table(drawn(*which).picture))


def truth(page):
    """What stands in each place, row by row."""
    rows, columns = page.shape
    written = {n.cell: n.text for line in page.lines for n in line.numbers}
    return tuple(tuple(written.get((r, c), "") for c in range(columns)) for r in range(rows))


def shape(table):
    return len(table.cells), len(table.cells[0]) if table.cells else 0


SEEDS = {"ruled": (0, 1, 2), "sudoku": (0, 1, 2), "boxes": (0, 1, 2), "aligned": (0, 1, 2)}
SEEDS |= {"sparse": (0, 1, 2), "merged": (0, 1, 2), "ledger": (0, 2)}
SEEDS |= {"photo": (1, 8, 12, 13, 21, 23)}
CASES = [(kind, index) for kind, indices in SEEDS.items() for index in indices]


@pytest.mark.parametrize(("kind", "index"), CASES)
def test_cells_stand_in_their_row_and_column_or_the_table_is_refused(read, kind, index):
    page, table = drawn(kind, index), read(kind, index)
    same = [
        cell == said
        for cells, says in zip(table.rows, truth(page), strict=False)
        for cell, said in zip(cells, says, strict=False)
    ]
    assert shape(table) == page.shape
    assert table.rows == truth(page) or not table.accepted
    assert np.mean(same) >= 0.7


def test_merged_cells_have_their_number_once_and_span_their_places(read):
    page, table = drawn("merged", 0), read("merged", 0)
    first, covered = table.cells[0][:2]
    assert (first.text, first.span) == (truth(page)[0][0], (1, 2))
    assert (covered.text, covered.span, covered.box) == ("", (0, 0), first.box)
    assert {cell.span for cell in table.cells[1]} == {(1, 1)}


@pytest.mark.parametrize("kind", ["ruled", "aligned"])
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_table_is_read_upright_and_its_boxes_are_those_of_the_picture(
    predictor, read, kind, turned
):
    page, upright = drawn(kind, 0), read(kind, 0)
    lying = np.ascontiguousarray(np.rot90(page.picture, -turned // 90))
    table = predictor.read_table(lying)
    assert (table.rows, table.numbers.turned) == (truth(page), turned)
    assert table.numbers.size == lying.shape[1::-1]
    x, y, width, height = table.cells[0][0].box
    ink = np.rot90(lying[y : y + height, x : x + width], turned // 90)
    x, y, width, height = upright.cells[0][0].box
    assert abs(ink.shape[0] - height) <= 4
    assert abs(ink.shape[1] - width) <= 4
    assert abs(float(ink.mean()) - float(page.picture[y : y + height, x : x + width].mean())) < 4


@pytest.mark.parametrize("kind", ["ruled", "aligned"])
def test_numbers_stand_in_the_boxes_of_their_cells(read, kind):
    page, table = drawn(kind, 0), read(kind, 0)
    for line in page.lines:
        for number in line.numbers:
            row, column = number.cell
            x, y, width, height = number.box
            left, top, wide, high = table.cells[row][column].box
            assert left <= x + width / 2 <= left + wide
            assert top <= y + height / 2 <= top + high


@pytest.mark.parametrize("picture", [blank(), np.zeros((40, 40), np.uint8)])
def test_a_page_without_anything_has_no_table_and_says_so(predictor, picture):
    table = predictor.read_table(picture)
    assert (table.rows, table.accepted, table.reason, table.to_csv()) == ((), False, NO_DIGIT, "")


def test_a_single_number_is_no_table(predictor):
    table = predictor.read_table(put(blank(), 7, 200, 150))
    assert (table.rows, table.accepted, table.reason) == ((("7",),), False, NO_TABLE)


def test_an_empty_table_keeps_its_places_and_is_not_accepted(predictor):
    table = predictor.read_table(ruled_page())
    assert table.rows == (("",) * 4,) * 3
    assert (table.accepted, table.reason) == (False, NO_DIGIT)


def test_what_stands_beside_the_table_is_told_and_refused(predictor):
    page = put(put(ruled_page(), 7, 100, 260), 4, 100, 323)
    table = predictor.read_table(page)
    assert table.rows[2][0] == "7"
    assert [line.text for line in table.outside] == ["4"]
    assert (table.accepted, table.reason) == (False, OUTSIDE.format("4"))
    assert all(cell.accepted for row in table.cells for cell in row)


def scribbled(page, x, y):
    for angle in np.linspace(0, np.pi, 6, endpoint=False):
        tip = np.rint(22 * np.array([np.cos(angle), np.sin(angle)])).astype(int)
        cv2.line(page, (x - tip[0], y - tip[1]), (x + tip[0], y + tip[1]), 0, 3)
    return page


def test_a_cell_with_a_mark_that_is_no_digit_is_unread_and_the_others_are_read(predictor):
    page = scribbled(put(put(ruled_page(), 7, 100, 100), 4, 180, 180), 260, 100)
    table = predictor.read_table(page)
    assert table.rows[:2] == (("7", "", "?", ""), ("", "4", "", ""))
    cells = table.cells
    assert [cells[0][0].accepted, cells[0][2].accepted, table.accepted] == [True, False, False]
    assert cells[0][2].confidence == 0 < cells[0][0].confidence


def test_a_bar_in_an_empty_cell_is_not_taken_for_nothing(predictor):
    page = put(put(ruled_page(), 7, 100, 100), 4, 180, 180)
    page[178:183, 245:275] = 0
    table = predictor.read_table(page)
    assert (table.rows[1][2], table.cells[1][2].accepted, table.accepted) == ("?", False, False)


def test_a_digit_on_the_line_between_two_cells_is_unsure(predictor):
    page = put(put(ruled_page(), 7, 100, 100), 0, 219, 180)
    table = predictor.read_table(page)
    assert not table.accepted
    assert table.cells[1][1].reason == CROSSING


def test_squared_paper_under_a_table_is_none(predictor):
    page = put(put(ruled_page(), 7, 100, 100), 4, 260, 180)
    squared = np.full_like(page, 255)
    squared[::24] = squared[:, ::24] = 190
    table = predictor.read_table(np.minimum(page, squared))
    assert (len(table.cells), len(table.cells[0])) == (3, 4)
    assert (table.rows[0][0], table.rows[1][2]) == ("7", "4")


def test_a_sheet_of_squares_smaller_than_the_digits_is_no_table(predictor):
    page = blank(400, 500)
    page[40:361:20, 40:462] = page[40:362, 40:461:20] = 170
    for digit, x in ((3, 120), (7, 220), (4, 320)):
        put(page, digit, x, 200, 3)
    assert not predictor.read_table(page).ruled


def test_two_numbers_in_one_cell_are_unsure(predictor):
    page = put(put(ruled_page(cell=160), 7, 90, 140, 1), 4, 180, 140, 1)
    put(page, 2, 300, 140, 1)
    table = predictor.read_table(page)
    assert table.rows[0][0] == "7 4"
    assert [cell.accepted for cell in table.cells[0][:2]] == [False, True]
    assert not table.accepted


def test_a_thick_bar_is_no_grid(predictor):
    page = blank(300, 500)
    page[100:112, 60:440] = 0
    page[80:130, 60:72] = page[80:130, 428:440] = 0
    table = predictor.read_table(page)
    assert (table.rows, table.ruled) == ((("?",),), False)


def test_every_kind_of_table_is_tried():
    assert set(SEEDS) == set(TABLES)


def test_what_lies_around_a_table_read_alone_is_said_to_be_left_out(read):
    """Its paper is brighter in the middle than at the rim, and the desk darker than any ink."""
    table = read("photo", 8)
    assert table.ruled
    assert not table.accepted
    assert LEFT_OUT in table.reason
    assert not any(cell.reason == LEFT_OUT for row in table.cells for cell in row)


@pytest.mark.parametrize(("written", "text"), [([[3], [1]], "31"), ([[3, 4], [1, 7]], "34 17")])
def test_large_boxes_with_one_digit_each_are_one_number(predictor, written, text):
    """The boxes are some three times as wide as the digits are high."""
    page = blank(240, 420)
    for x, digits in zip((60, 230), written, strict=True):
        page[50:52, x : x + 130] = page[180:182, x : x + 130] = 0
        page[50:182, x : x + 2] = page[50:182, x + 128 : x + 130] = 0
        for place, digit in enumerate(digits):
            put(page, digit, x + 35 + 60 * place, 116)
    reading = predictor.read_number(page)
    assert (reading.text, reading.accepted) == (text, True)
