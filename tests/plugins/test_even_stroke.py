import cv2
import numpy as np
import pytest

from plugins.even_stroke import even_stroke


def bar(width: int) -> np.ndarray:
    """An upright bar 200 pixels high in a tight crop: 20 pixels high after `fit_box`."""
    return np.full((200, width), 255, np.uint8)


def stroke_width(image: np.ndarray) -> float:
    """Width of the bar in a digit 20 pixels large: 120 pixels stand for 20."""
    return float((image[76] > 127).sum()) / 6


def test_the_longer_side_becomes_120_with_a_margin_of_16():
    assert even_stroke(bar(100)).shape == (120 + 32, 60 + 32)
    assert even_stroke(bar(100).T).shape == (60 + 32, 120 + 32)


def test_a_thin_pen_is_thickened():
    thin = bar(10)  # 1 pixel in a digit of 20
    assert stroke_width(even_stroke(thin, thinnest=2.0)) == pytest.approx(2.0, abs=0.35)


def test_a_thick_pen_is_thinned():
    thick = bar(60)  # 6 pixels in a digit of 20
    assert stroke_width(even_stroke(thick, thickest=3.6)) == pytest.approx(3.6, abs=0.35)


def test_a_pen_like_that_of_mnist_is_left_alone():
    usual = bar(28)  # 2.8 pixels
    resized = cv2.resize(usual, (17, 120), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(even_stroke(usual)[16:-16, 16:-16], resized)


def test_a_hole_does_not_close():
    ring = np.zeros((200, 200), np.uint8)
    cv2.circle(ring, (100, 100), 90, 255, 8)
    assert even_stroke(ring)[76, 76] == 0
    assert cv2.connectedComponents((even_stroke(ring) < 127).astype(np.uint8))[0] == 3


def test_no_ink():
    assert not even_stroke(np.zeros((9, 9), np.uint8)).any()
