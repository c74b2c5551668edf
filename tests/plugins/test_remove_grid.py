import cv2
import numpy as np

from plugins.remove_grid import remove_grid

SIDE, CELL = 400, 40
LEFT, RIGHT = 20, 20 + 9 * CELL


def digits(count: int = 30) -> np.ndarray:
    """Hook-shaped marks of 16 x 22 pixels in the cells of a table of nine by nine."""
    image = np.zeros((SIDE, SIDE), np.uint8)
    for cell in range(count):
        x, y = LEFT + CELL * (cell % 9) + 12, LEFT + CELL * (cell // 9) + 9
        cv2.polylines(image, [np.array([[x, y], [x + 14, y], [x + 5, y + 20]])], False, 255, 3)
    return image


def lines(slope: float = 0.0) -> np.ndarray:
    image = np.zeros((SIDE, SIDE), np.uint8)
    for i in range(10):
        at, shift = LEFT + CELL * i, round(slope * CELL * 9)
        cv2.line(image, (LEFT, at), (RIGHT, at + shift), 255, 2)
        cv2.line(image, (at, LEFT), (at, RIGHT), 255, 2)
    return image


def test_the_lines_of_a_table_go_and_what_stands_in_its_cells_stays():
    for slope in (0.0, 0.015):
        page = np.maximum(digits(), lines(slope))
        result = remove_grid(page)
        alone = (lines(slope) > 0) & (cv2.dilate(digits(), np.ones((9, 9))) == 0)
        assert (result[alone] > 0).mean() < 0.02
        assert (result[digits() > 0] > 0).mean() > 0.95


def test_a_curved_line_that_is_not_erased_is_dropped_as_larger_than_a_cell():
    page = np.maximum(digits(), lines())
    x = np.arange(LEFT, RIGHT)
    bow = np.stack([x, LEFT + 5.5 * CELL + 14 * np.sin((x - LEFT) / 60)], 1).astype(np.int32)
    cv2.polylines(page, [bow], False, 255, 2)
    alone = np.zeros_like(page)
    cv2.polylines(alone, [bow], False, 1, 2)
    result = remove_grid(page)
    assert (result[alone > 0] > 0).mean() < 0.05
    assert (result[digits() > 0] > 0).mean() > 0.95


def test_what_stands_outside_the_table_is_left_out():
    page = np.maximum(digits(), lines())
    tall = cv2.copyMakeBorder(page, 0, 120, 0, 0, cv2.BORDER_CONSTANT, value=0)
    cv2.putText(tall, "Sudoku", (60, 470), cv2.FONT_HERSHEY_SIMPLEX, 2, 255, 4)
    result = remove_grid(tall)
    assert not result[400:].any()
    assert result[:400].any()


def test_digits_without_a_table_stay_as_they_are():
    np.testing.assert_array_equal(remove_grid(digits()), digits())


def test_one_large_digit_on_squared_paper_is_no_table():
    page = lines()
    cv2.polylines(page, [np.array([[120, 90], [270, 90], [180, 320]])], False, 255, 18)
    rng = np.random.default_rng(0)
    for x, y in rng.integers(30, SIDE - 30, (40, 2)).tolist():
        cv2.circle(page, (x, y), 1, 255, -1)
    np.testing.assert_array_equal(remove_grid(page), page)


def test_grain_inside_a_frame_is_no_table():
    rng = np.random.default_rng(1)
    noise = cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)), (0, 0), 2)
    page = (noise > 0.12).astype(np.uint8) * np.uint8(255)
    cv2.rectangle(page, (LEFT, LEFT), (RIGHT, RIGHT), 255, 3)
    np.testing.assert_array_equal(remove_grid(page), page)


def test_fewer_marks_are_no_table():
    page = np.maximum(digits(5), lines())
    np.testing.assert_array_equal(remove_grid(page, marks=8), page)
    assert not np.array_equal(remove_grid(page, marks=4), page)
