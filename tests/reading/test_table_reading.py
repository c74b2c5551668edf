"""What becomes of cells as CSV and JSON, and where numbers without lines stand."""

import csv
import io
import json

import numpy as np
import pytest

from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.numbers import Character, Number
from mnist_space.reading.segmentation import Group
from mnist_space.reading.table_columns import column_of, find_columns, find_rows
from mnist_space.reading.table_reading import Cell, TableReading, csv_of


def number(text):
    return Number(tuple(Character((0, 0, 1, 1), char, None) for char in text))


def table(*rows):
    cells = tuple(
        tuple(
            Cell(r, c, (10 * c, 10 * r, 10, 10), (number(text),) if text else ())
            for c, text in enumerate(row)
        )
        for r, row in enumerate(rows)
    )
    numbers = NumberReading((), True, None, None, (), (20, 20))
    return TableReading(cells, True, None, True, (), numbers)


def test_csv_has_a_line_a_row_and_a_place_for_every_empty_cell():
    written = table(("3", "", "1"), ("", "", ""), ("12,50", "?", "7")).to_csv()
    assert written == '3,,1\n,,\n"12,50",?,7\n'
    assert list(csv.reader(io.StringIO(written)))[2] == ["12,50", "?", "7"]


def test_a_table_of_one_empty_cell_is_still_a_row():
    assert list(csv.reader(io.StringIO(table(("",)).to_csv()))) == [[""]]


@pytest.mark.parametrize("text", ["-5", "-12.50", "-1,234.5", "-7%", "12", "", "?"])
def test_numbers_stand_in_csv_as_they_are(text):
    assert list(csv.reader(io.StringIO(csv_of([[text, "1"]])))) == [[text, "1"]]


@pytest.mark.parametrize(
    "text", ["+41-44", "-3-4", "-", "--5", "-12/05", "-5+3", "=1", "@1", "\t1"]
)
def test_no_cell_of_csv_is_a_formula(text):
    assert list(csv.reader(io.StringIO(csv_of([[text]])))) == [["'" + text]]


def test_json_has_rows_and_cells_in_plain_values():
    said = json.loads(json.dumps(table(("3", ""), ("", "4")).to_json()))
    assert said["rows"] == [["3", ""], ["", "4"]]
    places = [(cell["row"], cell["column"], cell["text"]) for cell in said["cells"]]
    assert places == [(0, 0, "3"), (0, 1, ""), (1, 0, ""), (1, 1, "4")]
    assert said["accepted"] is True


def groups(*places, side=20):
    return [Group(np.full((side, side), 255, np.uint8), x, y) for x, y in places]


def test_rows_of_a_sparse_grid_do_not_run_along_its_diagonal():
    marks = groups((0, 0), (300, 0), (100, 100), (200, 200), (0, 300), (300, 300), side=60)
    lines = find_rows(marks).segments(marks)
    assert [[(mark.x, mark.y) for mark in line] for line in lines] == [
        *([(0, 0)], [(300, 0)], [(100, 100)], [(200, 200)], [(0, 300)], [(300, 300)]),
    ]
    rows = find_rows(marks)
    assert [rows.row(*mark.middle) for mark in marks] == [0, 0, 1, 2, 3, 3]


@pytest.mark.parametrize("slope", [-0.12, -0.05, 0.05, 0.12])
def test_rows_of_a_page_that_lies_askew_are_told_apart(slope):
    """Along the page a row falls by more than the distance to the next one."""
    places = [(x, round(y + slope * x)) for y in (200, 260, 320) for x in range(0, 801, 100)]
    marks = groups(*places, side=30)
    rows = find_rows(marks)
    assert [rows.row(*mark.middle) for mark in marks] == [0] * 9 + [1] * 9 + [2] * 9


def columns(*rows, usual=20):
    bounds = find_columns(rows, usual)
    return [[column_of(span, bounds) for span in row] for row in rows]


def test_numbers_above_each_other_are_one_column_whichever_way_they_are_aligned():
    rows = [(0, 40), (100, 180)], [(20, 40), (160, 180)], [(5, 15), (101, 120)]
    assert columns(*rows) == [[0, 1]] * 3


def test_a_place_without_a_number_moves_no_other():
    assert columns([(0, 40), (200, 240)], [(100, 140)], [(0, 20), (100, 130), (200, 210)]) == [
        *([0, 2], [1], [0, 1, 2]),
    ]


def test_narrow_numbers_a_little_beside_each_other_are_one_column():
    assert columns([(0, 4)], [(10, 14)]) == [[0], [0]]


def test_a_wide_number_does_not_make_two_columns_one():
    assert columns([(0, 40), (70, 110)], [(0, 60)], [(50, 110)], [(0, 41), (72, 110)]) == [
        *([0, 1], [0], [1], [0, 1]),
    ]


def test_a_span_that_runs_backwards_parts_the_others_all_the_same():
    # No bound parts it from what it overlaps, however often one is set between them.
    assert columns([(10, 4), (6, 20), (30, 40)], usual=0) == [[2, 2, 3]]


def test_no_numbers_have_no_columns():
    assert columns() == []
    assert find_rows([]).segments([]) == []
