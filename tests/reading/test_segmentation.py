import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.pieces import find_pieces
from mnist_space.reading.lines import reading_order, usual_size
from mnist_space.reading.segmentation import (
    MAX_AREA,
    MAX_GROUPS,
    Group,
    chosen_groups,
    find_groups,
    usual_height,
)


def page(height=100, width=200):
    return np.zeros((height, width), np.uint8)


def bar(image, x, y, width=6, height=40):
    image[y : y + height, x : x + width] = 255
    return image


def boxes(groups):
    return sorted(group.box for group in groups)


def test_each_separate_piece_is_a_group():
    assert boxes(find_groups(bar(bar(page(), 20, 30), 90, 35))) == [
        (20, 30, 6, 40),
        (90, 35, 6, 40),
    ]


def test_a_blank_page_has_no_groups():
    assert find_groups(page()) == []
    assert reading_order([]) == []


def test_a_small_piece_near_a_digit_belongs_to_it():
    image = bar(page(), 20, 30)
    image[32:36, 30:38] = 255
    assert boxes(find_groups(image)) == [(20, 30, 18, 40)]


def test_a_small_piece_far_from_every_digit_is_dropped():
    image = bar(page(), 20, 30)
    image[80:84, 150:154] = 255
    assert boxes(find_groups(image)) == [(20, 30, 6, 40)]


@pytest.mark.parametrize(("x", "box"), [(38, (20, 30, 22, 40)), (39, (20, 30, 6, 40))])
def test_near_is_less_than_a_third_of_the_usual_height(x, box):
    """Of 40 pixels: a gap of 12."""
    image = bar(bar(bar(page(), 20, 30), 100, 30), 150, 30)
    image[32:36, x : x + 4] = 255
    assert boxes(find_groups(image)) == [box, (100, 30, 6, 40), (150, 30, 6, 40)]


@pytest.mark.parametrize(("large", "left"), [(2, 6), (3, 3)])
def test_two_blots_do_not_turn_all_digits_into_specks_and_three_are_digits(large, left):
    """Of 80 pixels beside four of 20; a third of 80 is more than 20."""
    image = page(120, 600)
    for number in range(large):
        bar(image, 20 + 80 * number, 20, height=80)
    for number in range(4):
        bar(image, 300 + 40 * number, 40, height=20)
    assert len(find_groups(image)) == left


def test_rows_of_touching_digits_do_not_turn_a_digit_into_a_speck():
    """Of 240 x 40 pixels: a third of their length is more than the digit's height."""
    image = page(200, 400)
    for number in range(3):
        bar(image, 20, 20 + 60 * number, width=240)
    assert (300, 30, 20, 36) in boxes(find_groups(bar(image, 300, 30, 20, 36)))


@pytest.mark.parametrize(("width", "size"), [(64, 64), (65, 40)])
def test_a_long_row_is_as_large_as_it_is_high(width, size):
    group = Group(np.full((40, width), 255, np.uint8), 0, 0)
    assert usual_size([group]) == size
    assert usual_height(find_pieces(bar(page(), 20, 30, width))) == size


def test_the_bar_of_a_five_is_no_row_of_digits():
    bar_and_belly = [Group(np.full(shape, 255, np.uint8), 0, 0) for shape in ((17, 51), (36, 47))]
    assert usual_size(bar_and_belly) == 49
    assert usual_size([]) == 0


def test_what_touches_the_frame_does_not_tell_how_large_digits_are():
    image = bar(bar(page(), 0, 0, height=100), 90, 40, height=20)
    assert (90, 40, 6, 20) in boxes(find_groups(image))


def test_a_group_holds_its_own_ink_alone():
    image = page()
    image[30:70, 20:60] = np.eye(40, dtype=np.uint8) * 255
    image[30:50, 45:60] = 255
    image[28:72, 18:62][np.eye(44, k=-8, dtype=bool)] = 255
    group = max(find_groups(image), key=lambda group: group.x)
    assert group.ink.max() == 255
    assert group.ink.sum() < image.sum()


def test_many_specks_give_a_bounded_number_of_groups():
    image = np.zeros((400, 400), np.uint8)
    image[5:395:15, 5:395:15] = 255
    assert len(find_groups(image)) == MAX_GROUPS


def test_lines_are_read_top_to_bottom_and_left_to_right():
    image = page(200, 300)
    for x, y in ((200, 20), (20, 22), (110, 18), (30, 120), (120, 118)):
        bar(image, x, y)
    lines = [[group.x for group in line] for line in reading_order(find_groups(image))]
    assert lines == [[20, 110, 200], [30, 120]]


@pytest.mark.parametrize("slope", [-0.7, -0.3, 0.3, 0.7])
def test_a_slanted_line_stays_one_line(slope):
    image = page(400, 400)
    for number in range(5):
        bar(image, 40 + 60 * number, int(180 + slope * (60 * number - 120)))
    lines = reading_order(find_groups(image))
    assert [[group.x for group in line] for line in lines] == [[40, 100, 160, 220, 280]]


@pytest.mark.parametrize(("y", "lines"), [(45, 1), (46, 2)])
def test_a_line_goes_on_beyond_an_empty_cell(y, lines):
    """Over any distance, where what follows is less than 0.4 of 40 pixels higher or lower."""
    image = bar(bar(page(100, 400), 20, 30), 350, y)
    assert len(reading_order(find_groups(image))) == lines


def test_two_digits_do_not_tell_how_the_page_slants():
    image = bar(bar(page(), 20, 10), 80, 38)
    assert len(reading_order(find_groups(image))) == 2


def test_digits_below_each_other_are_lines_of_their_own():
    image = page(300, 100)
    for y in (20, 100, 180):
        bar(image, 40, y)
    assert [[group.y for group in line] for line in reading_order(find_groups(image))] == [
        [20],
        [100],
        [180],
    ]


def test_a_picture_of_a_group_has_a_free_margin():
    picture = Group(np.full((40, 10), 255, np.uint8), 0, 0).picture()
    assert picture.shape == (56, 26)
    assert not picture[:8].any()
    assert not picture[:, :8].any()


def test_a_turned_picture_lies_down():
    rows, columns = np.nonzero(Group(np.full((40, 6), 255, np.uint8), 0, 0).picture(90) > 127)
    assert np.ptp(rows) < 10
    assert np.ptp(columns) > 35


@pytest.mark.parametrize("turn", [30, 90, -45])
def test_a_turned_picture_keeps_its_free_margin(turn):
    rows, columns = np.nonzero(
        picture := Group(np.full((40, 6), 255, np.uint8), 0, 0).picture(turn)
    )
    assert min(rows.min(), columns.min()) >= 6
    assert min(len(picture) - rows.max(), picture.shape[1] - columns.max()) > 6


def test_joined_groups_keep_all_ink_at_its_place():
    left = Group(np.full((4, 3), 255, np.uint8), 10, 20)
    right = Group(np.full((3, 2), 200, np.uint8), 15, 23)
    both = left.joined(right)
    assert both.box == right.joined(left).box == (10, 20, 7, 6)
    assert both.ink[3, 5] == 200
    assert both.ink.astype(int).sum() == 255 * 12 + 200 * 6


def test_boxes_side_by_side_are_apart_and_stacked_ones_only_with_space_between():
    first = Group(np.full((40, 20), 255, np.uint8), 0, 0)
    assert first.is_apart(Group(np.full((40, 20), 255, np.uint8), 20, 5))
    assert not first.is_apart(Group(np.full((40, 20), 255, np.uint8), 5, 42))
    assert first.is_apart(Group(np.full((40, 20), 255, np.uint8), 5, 55))


def test_frames_in_frames_are_looked_at_as_far_as_their_boxes_are_affordable():
    """The smallest of them, and it is told that some are left out."""
    image = np.zeros((400, 400), np.uint8)
    for edge in range(4, 100, 4):
        cv2.rectangle(image, (edge, edge), (399 - edge, 399 - edge), 255, 1)
    groups, left_out = chosen_groups(image)
    sides = sorted(group.side for group in groups)
    assert left_out
    assert sides[0] == 400 - 2 * 96
    assert sum(group.ink.size for group in groups) <= MAX_AREA * image.size
    assert sum(side * side for side in [*sides, sides[-1] + 8]) > MAX_AREA * image.size


def test_nothing_is_left_out_of_a_usual_page():
    assert chosen_groups(bar(bar(page(), 20, 30), 90, 35))[1] is False
