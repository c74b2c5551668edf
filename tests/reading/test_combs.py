"""The teeth of a comb go, the strokes of the digits between them stay."""

import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.frames import without_frames
from mnist_space.reading.number_ink import number_ink


def comb(top, thick=2):
    """Five fields 60 wide on a line in row 110; the teeth begin in row `top`."""
    page = np.zeros((160, 420), np.uint8)
    page[110 : 110 + thick, 30:332] = 255
    for x in range(30, 331, 60):
        page[top:112, x : x + thick] = 255
    return page


@pytest.mark.parametrize(
    ("top", "rows"),
    [(85, (60, 100)), (60, (66, 106)), (85, (72, 112))],
    ids=["free, above the teeth", "free, between long teeth", "on the line"],
)
def test_a_1_between_teeth_stays(top, rows):
    page = comb(top)
    page[slice(*rows), 60:64] = 255
    left, (frame,) = without_frames(page)
    assert (left[slice(*rows), 60:64] > 0).all()
    assert np.count_nonzero(left) == 4 * (rows[1] - rows[0])
    assert len(frame.upright) == 6


def test_lines_as_thick_as_its_fields_allow_go_from_a_low_comb():
    page = comb(95, thick=3)
    page[50:100, 60:65] = 255
    left, (frame,) = without_frames(page)
    assert np.count_nonzero(left) == 50 * 5
    assert len(frame.upright) == 6


def test_a_0_on_the_line_stays():
    digit = cv2.ellipse(np.zeros((160, 420), np.uint8), (60, 89), (12, 17), 0, 0, 360, 255, 4)
    left, (frame,) = without_frames(np.maximum(comb(85), digit))
    assert (left[digit > 0] > 0).all()
    assert len(frame.upright) == 6


def test_a_digit_that_stands_out_of_its_comb_comes_back_whole():
    """The steps took it for a part of the comb; its upper half lies outside of the comb's box."""
    digit = cv2.ellipse(np.zeros((160, 420), np.uint8), (60, 80), (12, 24), 0, 0, 360, 255, 4)
    every, nothing = np.maximum(comb(90), digit), np.zeros((160, 420), np.uint8)
    images = (255 - every, every, nothing)
    ink, _, (frame,) = number_ink(
        [TraceEntry(StepCall("step"), "A step", image, 0.0) for image in images]
    )
    assert np.flatnonzero(digit.any(axis=1))[0] < frame.y
    assert (ink[digit > 0] > 0).all()
