"""Marks that are one thing each, though their parts would be digits."""

import cv2
import pytest

from tests.reading.test_digit_search import YES, block, boxes, ink_of, judge_by, page, read


@pytest.mark.parametrize(("y", "marks"), [(48, 2), (32, 1)])
def test_a_minus_stays_apart_from_the_digit_before_it(y, marks):
    image = block(block(page(), 40, 30, width=8), 51, y, width=16, height=4)
    block(image, 120, 30, width=8)
    assert len(read(image, judge_by(lambda ink: ink.shape[1] in (8, 27)))[0]) == marks + 1


def test_a_plus_is_not_cut():
    """It is a little turned, and what is narrower would be a digit."""
    image = page()
    cv2.line(image, (40, 62), (70, 58), 255, 3)
    cv2.line(image, (57, 42), (53, 80), 255, 3)
    assert [len(line) for line in read(image, judge_by(lambda ink: ink.shape[1] < 30))] == [1]


@pytest.mark.parametrize(
    ("width", "score", "marks"), [(39, -4.5, 3), (39, -4.6, 4), (40, -4.5, 4), (40, -4.6, 4)]
)
def test_what_is_as_wide_as_one_digit_and_almost_one_is_not_cut(width, score, marks):
    """The others are 24 pixels wide; each half of the last would be a digit."""

    def judge(pictures):
        return [score if ink_of(picture).shape[1] > 24 else YES for picture in pictures]

    image = block(block(page(), 20, 30, width=24), 80, 30, width=24)
    left = width // 2
    block(block(image, 140, 30, left - 1), 140 + left + 1, 30, width - left - 1)
    image[48:52, 140 : 140 + width] = 255
    assert len(read(image, judge)[0]) == marks


def test_a_ligature_between_two_digits_is_left_out():
    def judge(pictures):
        return [YES if 20 <= ink_of(picture).shape[1] <= 24 else -6.0 for picture in pictures]

    image = block(block(block(page(), 40, 30), 90, 30), 60, 32, width=30, height=4)
    (line,) = boxes(read(image, judge))
    assert [height for *_, height in line] == [40, 40]
    assert all(20 <= width <= 24 for _, _, width, _ in line)
