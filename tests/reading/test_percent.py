"""Per cent signs of drawn rings and strokes, whose rings are free or touch the slash."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from mnist_space.reading.digit_search import Mark
from mnist_space.reading.line_signs import with_signs
from mnist_space.reading.percent import is_percent
from mnist_space.reading.segmentation import Group
from mnist_space.reading.signs import Row
from tests.reading.test_signs import HEIGHT, ROW, TOP, group_of, ring, stroke


@pytest.mark.parametrize(
    ("above", "below", "lean", "result"),
    [
        ((48, 12), (72, 12), 0.4, True),
        ((72, 12), (48, 12), 0.4, False),  # first the ring below
        ((48, 12), (55, 12), 0.4, False),  # both above
        ((65, 12), (72, 12), 0.4, False),  # both below
        ((48, 26), (72, 12), 0.4, True),
        ((48, 27), (72, 12), 0.4, False),  # as large as a digit
        ((48, 12), (72, 27), 0.4, False),
        ((48, 6), (72, 6), 0.4, True),
        ((48, 12), (72, 5), 0.4, False),  # a speck
        ((48, 12), (72, 12), -0.4, False),  # leans back
    ],
)
def test_a_percent_sign_has_a_ring_above_and_one_below(above, below, lean, result):
    rings = ring(*above, x=80), ring(*below, x=130)
    assert is_percent([rings[0], stroke(lean), rings[1]], ROW) is result


@pytest.mark.parametrize(("lean", "result"), [(0.35, True), (0.25, False)])
def test_the_slash_of_a_percent_sign_leans_more_than_the_hand(lean, result):
    rings = ring(48, 12, x=80), ring(72, 12, x=130)
    assert is_percent([rings[0], stroke(lean), rings[1]], Row(TOP, HEIGHT, 0.3)) is result


def test_a_bent_stroke_makes_no_percent_sign():
    """A 4 between the dot in a 0 and the upper point of a colon: 04:18."""
    rings = ring(48, 12, x=80), ring(72, 12, x=130)
    assert is_percent([rings[0], stroke(0.5), rings[1]], ROW)
    assert not is_percent([rings[0], stroke(0.5, bulge=14), rings[1]], ROW)


def sign(above=(88, 50), below=(106, 70), lean=0.5, radius=7):
    """A slash in the middle of the digits' row and two rings; those that touch it are its own."""
    slash = np.zeros((140, 200), np.uint8)
    cv2.line(slash, (97 - round(lean * 20), 79), (97 + round(lean * 20), 41), 255, 3)
    drawn = []
    for middle in (above, below):
        drawn.append(np.zeros_like(slash))
        cv2.circle(drawn[-1], middle, radius, 255, 2)
    return slash, *drawn


def marks(slash, above, below):
    """The pieces of ink, from left to right."""
    count, labels = cv2.connectedComponents(np.maximum(np.maximum(slash, above), below))
    pieces = [group_of(np.where(labels == i, np.uint8(255), np.uint8(0))) for i in range(1, count)]
    return sorted(pieces, key=lambda piece: piece.middle[0])


@pytest.mark.parametrize(
    ("above", "below"),
    [((84, 50), (104, 70)), ((90, 50), (110, 70))],  # the ring below, the ring above touches
)
def test_a_ring_may_touch_the_slash(above, below):
    pair = marks(*sign(above, below))
    assert len(pair) == 2
    assert is_percent(pair, ROW)
    assert not is_percent(pair[::-1], ROW)


def test_the_slash_with_a_ring_on_it_leans_more_than_the_hand():
    pair = marks(*sign((84, 50), (104, 70)))
    assert not is_percent(pair, Row(TOP, HEIGHT, 0.75))


def test_a_point_behind_a_mark_with_a_ring_makes_no_percent_sign():
    slash, above, _ = sign((90, 50))
    point = np.zeros_like(slash)
    cv2.circle(point, (112, 76), 3, 255, -1)
    pair = marks(slash, above, point)
    assert len(pair) == 2
    assert not is_percent(pair, ROW)


def test_a_ring_before_a_6_makes_no_percent_sign():
    """Its stem is bent: no straight stroke parts the rings."""
    six = np.zeros((140, 200), np.uint8)
    cv2.circle(six, (106, 70), 9, 255, 3)
    cv2.ellipse(six, (117, 66), (20, 25), 0, 180, 260, 255, 3)
    _, above, _ = sign((84, 50))
    assert not is_percent(marks(six, above, six), ROW)


def test_two_digits_as_large_as_others_make_no_percent_sign():
    """A 9 and a 6, both with straight stems."""
    nine, six = (np.zeros((140, 200), np.uint8) for _ in range(2))
    cv2.circle(nine, (80, 50), 9, 255, 3)
    cv2.line(nine, (90, 45), (76, 79), 255, 3)
    cv2.circle(six, (110, 70), 9, 255, 3)
    cv2.line(six, (101, 72), (114, 41), 255, 3)
    assert not is_percent(marks(nine, six, six), ROW)


def test_what_is_as_wide_as_a_page_is_looked_at_in_few_places():
    """24 starts and 24 ends at most, whatever the width."""
    wide = Group(np.full((40, 1500), 255, np.uint8), 0, TOP)
    wide.ink[6:10, 4:8] = wide.ink[30:34, 1400:1404] = 0
    assert not is_percent([ring(48, 12, x=80), wide], ROW)


def test_a_sign_of_two_marks_stands_in_its_line_as_one():
    ones = [replace(stroke(lean), x=x) for lean, x in ((0.0, 20), (0.1, 45))]
    pair = [Mark(mark, 0.0, 1.0) for mark in marks(*sign((84, 50), (104, 70)))]
    digits = [Mark(one, 0.0, 1.0) for one in ones]
    told = with_signs([*digits, *pair], ones, pen=4.0, threshold=0.0)
    assert [mark.sign for mark in told] == [None, None, "%"]
    assert told[2].group.box == pair[0].group.joined(pair[1].group).box
