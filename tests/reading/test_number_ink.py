"""What may be digits: the ink that steps left, and what they took away inside frames."""

import numpy as np

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.number_ink import number_ink
from tests.reading.test_frames import ROW_OF_BOXES, digit, page, word


def ink_of(every, left):
    images = np.zeros((*left.shape, 3), np.uint8), page(), every, left
    return number_ink([TraceEntry(StepCall("step"), "A step", image, 0.0) for image in images])


def test_ink_that_steps_took_away_comes_back_inside_a_frame_alone():
    """They took the frame's digits and a ruled line below it, and left a rest of the frame."""
    digits, ruled, outside = word("27"), page(), digit(page(), "8", 370, 50)
    ruled[140:142] = 255
    every = np.maximum.reduce([ROW_OF_BOXES, digits, ruled, outside])
    left = outside.copy()
    left[40:42, 100:150] = 255
    ink, without, frames = ink_of(every, left)
    np.testing.assert_array_equal(ink, np.maximum(digits, outside))
    np.testing.assert_array_equal(without, np.maximum(digits, outside))  # a line is no ink
    assert len(frames) == 1
    assert left[40, 120] == 255  # as it was


def test_where_steps_left_little_the_pen_is_that_of_all_ink():
    every, left, line = word("2748"), page(), page()
    left[70, 40:60] = line[20] = 255
    _, without, _ = ink_of(np.maximum(every, line), left)
    assert not without[20].any()
    np.testing.assert_array_equal(without[30:], every[30:])


def test_ink_without_frames_is_what_the_steps_left():
    left, every = word("27"), word("2748")
    ink, without, frames = ink_of(every, left)
    np.testing.assert_array_equal(ink, left)
    assert without is every
    assert frames == []
