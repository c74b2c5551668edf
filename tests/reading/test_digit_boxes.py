"""Boxes that are the fields of one number."""

import pytest

from mnist_space.reading.frames import field_width, hold_one_each
from tests.reading.test_frames import frame_of


@pytest.mark.parametrize(
    ("marks", "one_each"),
    [
        ([(124, 80), (184, 80)], True),
        ([(124, 80)], True),
        ([(110, 80), (130, 80), (184, 80)], False),  # two in one box
        ([], False),
        ([(124, 300)], False),  # below them
    ],
)
def test_boxes_hold_one_mark_each_or_more(marks, one_each):
    boxes = [frame_of((0, 70), (0, 48), x=x) for x in (100, 160)]
    assert hold_one_each(boxes, marks) is one_each


@pytest.mark.parametrize(("second", "close"), [(176, True), (177, False)])
def test_boxes_far_from_each_other_are_not_those_of_one_number(second, close):
    """Boxes of 48 pixels: 1.6 times that."""
    boxes = [frame_of((0, 70), (0, 48), x=x) for x in (100, second)]
    assert hold_one_each(boxes, [(124, 80)]) is close
    assert not hold_one_each(boxes[:1], [(124, 80)])


def test_a_field_is_from_one_box_to_the_next_or_from_line_to_line():
    apart = [frame_of((0, 70), (0, 48), x=x) for x in (220, 100, 160)]
    assert field_width(apart) == 60
    assert field_width(apart[:1]) == 48
    rows = [frame_of((0, 70), (0, 50, 100, 220), y=y) for y in (50, 150)]
    assert field_width(rows) == 50
    assert field_width([]) == 0
