import cv2
import numpy as np
import pytest

from plugins.remove_lines import remove_lines


def digit():
    """A 4-like drawing, 200 x 200, with strokes 9 pixels thick."""
    image = np.zeros((200, 200), np.uint8)
    for start, end in (((80, 50), (60, 110)), ((60, 110), (140, 112)), ((115, 60), (112, 160))):
        cv2.line(image, start, end, 255, 9)
    return image


def with_lines(image, *lines, thickness=3):
    result = image.copy()
    for start, end in lines:
        cv2.line(result, start, end, 255, thickness)
    return result


LEVEL = ((0, 90), (199, 90))
UPRIGHT = ((95, 0), (95, 199))
LEANING = ((0, 140), (199, 155))


@pytest.mark.parametrize(
    "lines",
    [[LEVEL], [UPRIGHT], [LEANING], [LEVEL, UPRIGHT]],
    ids=["level", "upright", "leaning", "squared"],
)
def test_lines_go_and_the_digit_stays(lines):
    original = digit()
    result = remove_lines(with_lines(original, *lines))
    only_line = (with_lines(original, *lines) > 0) & (cv2.dilate(original, np.ones((15, 15))) == 0)
    assert only_line.sum() > 200
    assert (result[only_line] > 0).mean() < 0.05
    assert (result[original > 0] > 0).mean() > 0.93


def test_the_digit_is_left_whole_where_a_line_crosses_it():
    result = remove_lines(with_lines(digit(), LEVEL))
    assert cv2.connectedComponents(cv2.erode(result, np.ones((3, 3))))[0] == 2


def test_strokes_alone_are_no_lines():
    np.testing.assert_array_equal(remove_lines(digit()), digit())


def test_a_thick_stroke_across_the_picture_is_no_line():
    image = np.zeros((200, 200), np.uint8)
    cv2.line(image, (100, 0), (100, 199), 255, 25)
    np.testing.assert_array_equal(remove_lines(image), image)


def test_where_nothing_else_would_be_left_the_lines_were_strokes():
    image = with_lines(np.zeros((200, 200), np.uint8), UPRIGHT)
    np.testing.assert_array_equal(remove_lines(image), image)


def test_a_line_that_leans_too_far_is_a_stroke():
    image = with_lines(digit(), ((0, 30), (199, 150)))
    np.testing.assert_array_equal(remove_lines(image, slope=0.2), image)


def test_small_pictures_stay_as_they_are():
    small = cv2.resize(with_lines(digit(), LEVEL), (40, 40), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(remove_lines(small), small)
