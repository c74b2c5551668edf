"""The benchmark of drawn tables runs, and counts a cell only in its row and column."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.numbers import Character, Number
from mnist_space.reading.table_reading import Cell, TableReading
from mnist_space.synthesis import page_truth

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def score(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    from tables import score_table

    def scored(truth, read, accepted=True):
        return score_table(page(truth), reading(read, accepted), 0.0)

    return scored


def page(rows):
    lines = tuple(
        page_truth.Line(
            tuple(
                page_truth.Number(
                    tuple(page_truth.Character(char, (0, 0, 1, 1)) for char in text), (r, c)
                )
                for c, text in enumerate(row)
                if text
            )
        )
        for r, row in enumerate(rows)
    )
    blank = np.zeros((8, 8, 3), np.uint8)
    return page_truth.Page(blank, blank[..., 0], lines, (len(rows), len(rows[0])))


def reading(rows, accepted):
    def number(text):
        return (Number(tuple(Character((0, 0, 1, 1), c, None) for c in text)),) if text else ()

    cells = tuple(
        tuple(Cell(r, c, (0, 0, 1, 1), number(text)) for c, text in enumerate(row))
        for r, row in enumerate(rows)
    )
    numbers = NumberReading((), True, None, None, (), (8, 8))
    return TableReading(cells, accepted, None, True, (), numbers)


TRUTH = (("12", ""), ("", "3"))


def test_a_table_that_is_read_is_whole(score):
    found = score(TRUTH, TRUTH)
    assert (found.cells, found.right, found.filled, found.filled_right) == (4, 4, 2, 2)
    assert (found.whole, found.taken) == (True, 0)


def test_a_number_in_another_column_is_wrong_in_both_places(score):
    found = score(TRUTH, (("12", ""), ("3", "")))
    assert (found.right, found.filled_right, found.whole, found.taken) == (2, 1, False, 2)


@pytest.mark.parametrize("read", [(("12", "", ""), ("", "3", "")), (("12", ""),)])
def test_a_table_of_another_size_is_not_whole(score, read):
    assert not score(TRUTH, read).whole


def run(*arguments):
    command = [sys.executable, "benchmarks/tables.py", "--split", "test", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)


def test_the_benchmark_runs():
    done = run("--pages", 1, "--kinds", "sudoku,sparse", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert [row["kind"] for row in rows] == ["sudoku", "sparse"]
    assert all(row["tables"] == 1 and row["cells"] > 0.8 for row in rows)


def test_an_unknown_kind_is_one_sentence():
    done = run("--kinds", "sudoku,chess")
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no kind 'chess'" in " ".join(done.stderr.replace("│", " ").split())
