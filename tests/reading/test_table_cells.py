"""What is unsure about a cell, or about all of them."""

import cv2
import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.reading.table_cells import DARK, LOOSE, MIXED
from mnist_space.reading.table_ruled import BROKEN
from tests.reading.ruled_pages import put, ruled_page


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def two_digits(rows=3):
    return put(put(ruled_page(rows), 7, 100, 100), 4, 180, 180)


def amount(page, text, x, y):
    """Write small digits with points and commas, the first one's middle here."""
    for sign in text:
        if sign == ".":
            cv2.circle(page, (x - 5, y + 9), 2, 0, -1)
        elif sign == ",":
            cv2.line(page, (x - 4, y + 8), (x - 6, y + 13), 0, 2)
        else:
            put(page, int(sign), x, y, 1)
        x += 28 if sign.isdigit() else 8


def test_a_small_mark_beside_a_number_that_is_no_point_is_told(predictor):
    page = two_digits()
    page[110:116, 130:136] = 0
    table = predictor.read_table(page)
    assert table.rows[0][0] == "7"
    assert [cell.reason for cell in (table.cells[0][0], table.cells[1][1])] == [LOOSE, None]
    assert not table.accepted


def test_a_table_that_is_partly_in_the_dark_is_not_accepted(predictor):
    page = two_digits()
    page[222:299, 303:379] = 20
    table = predictor.read_table(page)
    assert (table.ruled, table.accepted) == (True, False)
    assert DARK in str(table.reason)


def test_one_comma_among_points_is_unsure(predictor):
    page = ruled_page(columns=2, cell=160)
    texts = (("1.25", "4.70"), ("3.41", "2,74"), ("", ""))
    for row, cells in enumerate(texts):
        for column, text in enumerate(cells):
            amount(page, text, 90 + 160 * column, 140 + 160 * row)
    table = predictor.read_table(page)
    assert table.rows == texts
    assert [cell.reason for cell in (*table.cells[0], *table.cells[1])] == [None, None, None, MIXED]
    assert not table.accepted


def test_a_table_whose_lines_are_mostly_gone_is_not_accepted(predictor):
    page, gaps = two_digits(rows=4), np.random.default_rng(1)
    for row in range(1, 4):
        for left in range(62, 382, 80):
            if gaps.random() < 0.6:
                page[60 + 80 * row : 62 + 80 * row, left : left + 78] = 255
    for top in range(62, 382, 80):
        for column in range(1, 4):
            if gaps.random() < 0.4:
                page[top : top + 78, 60 + 80 * column : 62 + 80 * column] = 255
    table = predictor.read_table(page)
    assert not table.accepted
    assert BROKEN in table.reason
