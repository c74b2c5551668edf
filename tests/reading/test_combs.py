"""The teeth of a comb go, the strokes of the digits between them stay."""

import cv2
import numpy as np
import pytest

from mnist_space.reading.frames import without_frames


def comb(top):
    """Five fields 60 wide on a line in row 110; the teeth begin in row `top`."""
    page = np.zeros((160, 420), np.uint8)
    page[110:112, 30:332] = 255
    for x in range(30, 331, 60):
        page[top:112, x : x + 2] = 255
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


def test_a_0_on_the_line_stays():
    digit = cv2.ellipse(np.zeros((160, 420), np.uint8), (60, 89), (12, 17), 0, 0, 360, 255, 4)
    left, (frame,) = without_frames(np.maximum(comb(85), digit))
    assert (left[digit > 0] > 0).all()
    assert len(frame.upright) == 6
