"""Drawn pages are scored as a person would, and the benchmark of them runs."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.boxes import around
from mnist_space.synthesis.page_truth import Character, Line, Number, Page

ROOT = Path(__file__).resolve().parents[2]
SIDE = 10


@pytest.fixture
def scores(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import page_scores

    return page_scores


def places(text):
    """Each character of a text with a box of its own: characters side by side, lines below."""
    for row, line in enumerate(text.split("\n")):
        for column, char in enumerate(line):
            yield char, (column * SIDE, row * 20, SIDE - 1, SIDE)


def page_of(text):
    """A page with one character every ten pixels."""
    at = iter(list(places(text)))
    lines = []
    for line in text.split("\n"):
        numbers = [[]]
        for _ in line:
            char, box = next(at)
            if char == " ":
                numbers.append([])
            else:
                numbers[-1].append(Character(char, box))
        lines.append(Line(tuple(Number(tuple(number)) for number in numbers)))
    blank = np.zeros((100, 200, 3), np.uint8)
    return Page(blank, blank[..., 0], tuple(lines))


def reading_of(text, accepted=True, boxes=None):
    at = iter(list(boxes or places(text)))
    lines, digits = [], []
    for line in text.split("\n"):
        numbers = []
        for number in line.split():
            marks = [next(mark for mark in at if mark[0] not in " \n") for _ in number]
            numbers.append(
                SimpleNamespace(
                    text=number, box=around([box for _, box in marks]), accepted=accepted
                )
            )
            digits += [
                (
                    box,
                    SimpleNamespace(label=int(c) if c != "?" else None, text=c, accepted=accepted),
                )
                for c, box in marks
                if c.isdigit() or c == "?"
            ]
        lines.append(SimpleNamespace(numbers=numbers))
    return SimpleNamespace(text=text, digits=tuple(digits), accepted=accepted, lines=lines)


def test_a_right_page(scores):
    score = scores.score_page(page_of("12 3\n45"), reading_of("12 3\n45"), False, 1.0)
    assert (score.numbers, score.right, score.wrong, score.errors, score.digits) == (
        3,
        3,
        False,
        0,
        5,
    )


@pytest.mark.parametrize(
    ("read", "accepted", "counted"),
    [("12 3\n46", True, (2, 1)), ("12 3\n45", False, (0, 0)), ("123\n45", True, (1, 1))],
)
def test_an_accepted_number_is_right_at_its_place_or_taken_for_one(scores, read, accepted, counted):
    score = scores.score_page(page_of("12 3\n45"), reading_of(read, accepted), False, 1.0)
    assert (score.sure, score.taken) == counted


def test_a_number_that_is_read_with_its_neighbour_is_wrong(scores):
    boxes = [place for place in places("12 3") if place[0] != " "]
    score = scores.score_page(page_of("12 3"), reading_of("123", boxes=boxes), False, 1.0)
    assert (score.right, score.wrong, score.errors) == (0, True, 0)


def test_a_number_counts_at_its_own_place_alone(scores):
    boxes = [(char, (x + 100, y, w, h)) for char, (x, y, w, h) in places("12")]
    score = scores.score_page(page_of("12"), reading_of("12", boxes=boxes), False, 1.0)
    assert (score.right, score.wrong) == (0, False)


@pytest.mark.parametrize(
    ("read", "right", "signed", "wrong"),
    [("12.50", 1, 1, False), ("12?50", 1, 0, False), ("1250", 1, 0, False), ("12.5?", 0, 0, True)],
)
def test_signs_count_once_and_once_not(scores, read, right, signed, wrong):
    boxes = [place for place in places("12.50") if read != "1250" or place[0] != "."]
    boxes = [(char, box) for char, (_, box) in zip(read, boxes, strict=True)]
    score = scores.score_page(page_of("12.50"), reading_of(read, boxes=boxes), False, 1.0)
    assert (score.right, score.signed, score.wrong) == (right, signed, wrong)


def test_an_unread_mark_beside_plain_digits_is_one_too_many(scores):
    score = scores.score_page(page_of("12"), reading_of("12?"), False, 1.0)
    assert (score.right, score.wrong, score.errors) == (0, True, 0)


def test_digits_left_out_and_added_are_errors(scores):
    assert scores.score_page(page_of("1234"), reading_of("124"), False, 1.0).errors == 1
    assert scores.score_page(page_of("12"), reading_of("1?72"), False, 1.0).errors == 1


def test_each_digit_on_a_line_of_words_is_one_too_many(scores):
    page = page_of("ab\ncd")
    score = scores.score_page(page, reading_of("11", accepted=False), True, 1.0)
    assert (score.lines, score.lines_read, score.lines_taken) == (2, 1, 0)
    assert (score.numbers, score.wrong) == (0, True)
    assert scores.score_page(page, reading_of("11"), True, 1.0).lines_taken == 1
    assert not scores.score_page(page, reading_of(""), True, 1.0).wrong


def run(*arguments):
    command = [sys.executable, "benchmarks/pages.py", "--split", "test", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_the_benchmark_reads_two_kinds(tmp_path):
    done = run("--pages", 1, "--kinds", "spaced,words", "--show", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert (data["model"], data["split"], data["turned"]) == ("convnet", "test", 0)
    spaced, words = data["rows"]
    assert (spaced["kind"], spaced["pages"], spaced["lines_read"]) == ("spaced", 1, None)
    assert (words["kind"], words["numbers"]) == ("words", None)
    wrong = sum(row["pages_right"] < 1 for row in data["rows"])
    assert len(list(tmp_path.glob("*.png"))) >= wrong


def test_an_unknown_kind_is_one_sentence():
    done = run("--kinds", "nothing")
    assert done.returncode == 2
    assert "There is no kind 'nothing'" in " ".join(done.stderr.replace("│", " ").split())
