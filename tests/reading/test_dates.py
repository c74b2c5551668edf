"""The slashes of dates, told from 1s."""

import cv2
import numpy as np
import pytest

from mnist_space.reading.dates import date_slashes
from mnist_space.reading.segmentation import Group
from mnist_space.reading.signs import Row

ROW = Row(top=100, height=40, slant=0.0)


def block(x):
    ink = np.full((40, 20), 255, np.uint8)
    ink[3:-3, 3:-3] = 0
    return Group(ink, x, 100)


def stroke(x, lean):
    ink = np.zeros((44, 60), np.uint8)
    cv2.line(ink, (30 + round(22 * lean), 0), (30 - round(22 * lean), 43), 255, 3)
    columns = np.nonzero(ink)[1]
    return Group(ink[:, columns.min() : columns.max() + 1], x, 98)


def found(text, leans):
    """Marks 30 pixels apart; a space is as wide; each `/` is a stroke that leans so much."""
    slants, marks = iter(leans), []
    for i, char in enumerate(text):
        if char != " ":
            marks.append(stroke(30 * i, next(slants)) if char == "/" else block(30 * i))
    return date_slashes(marks, [ROW] * len(marks))


@pytest.mark.parametrize("text", ["00/00/0000", "0/0/0000", "00/00/00", "0 00/00/00 000"])
def test_two_strokes_that_lean_part_a_date(text):
    marks = text.replace(" ", "")
    assert found(text, [0.3, 0.3]) == {i: True for i, mark in enumerate(marks) if mark == "/"}


@pytest.mark.parametrize("text", ["00/00/000", "/00/0000", "00/000/00", "00/0000", "0/0 0/0000"])
def test_strokes_in_other_places_are_no_slashes(text):
    assert found(text, [0.3, 0.3]) == {}


def test_in_a_short_number_they_may_be_1s():
    assert found("0/0/00", [0.3, 0.3]) == {1: False, 3: False}


def test_strokes_that_lean_as_the_1s_beside_may_be_1s():
    assert found("00/00/0000 0/0", [0.3, 0.3, 0.3]) == {2: False, 5: False}
    assert found("00/00/0000 0/0", [0.3, 0.3, 0.2]) == {2: True, 5: True}


def test_strokes_that_lean_little_are_slashes_where_the_1s_are_upright():
    assert found("00/00/0000", [0.15, 0.15]) == {2: False, 5: False}
    assert found("00/00/0000 0/0", [0.15, 0.15, -0.2]) == {2: True, 5: True}


def test_upright_strokes_are_1s():
    assert found("00/00/0000", [0.0, 0.3]) == {}
