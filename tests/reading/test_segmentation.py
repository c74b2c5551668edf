import numpy as np
import pytest

from mnist_space.reading.segmentation import (
    MAX_GROUPS,
    Group,
    find_groups,
    lean_cuts,
    reading_order,
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


def test_joined_groups_keep_all_ink_at_its_place():
    left = Group(np.full((4, 3), 255, np.uint8), 10, 20)
    right = Group(np.full((2, 2), 200, np.uint8), 15, 23)
    both = left.joined(right)
    assert both.box == (10, 20, 7, 5)
    assert both.ink[3, 5] == 200
    assert both.ink.astype(int).sum() == 255 * 12 + 200 * 4


def test_boxes_side_by_side_are_apart_and_stacked_ones_only_with_space_between():
    first = Group(np.full((40, 20), 255, np.uint8), 0, 0)
    assert first.is_apart(Group(np.full((40, 20), 255, np.uint8), 20, 5))
    assert not first.is_apart(Group(np.full((40, 20), 255, np.uint8), 5, 42))
    assert first.is_apart(Group(np.full((40, 20), 255, np.uint8), 5, 55))


def test_cuts_go_through_the_thinnest_ink():
    ink = np.zeros((40, 70), np.uint8)
    ink[:, :30] = ink[:, 40:] = 255
    ink[18:22, 30:40] = 255  # a bridge
    parts = lean_cuts(Group(ink, 5, 5), 0.0)
    widths = {part.box[2] for key, part in parts.items() if key[0] == 0}
    assert any(30 <= width <= 40 for width in widths)
    assert parts[0, max(end for _, end in parts)].box == (5, 5, 70, 40)


def test_the_parts_of_a_cut_hold_all_ink_once():
    rng = np.random.default_rng(0)
    ink = (rng.random((40, 80)) < 0.5).astype(np.uint8) * 255
    parts = lean_cuts(Group(ink, 0, 0), 0.35)
    last = max(end for _, end in parts)
    steps = [parts[i, i + 1].ink.astype(int).sum() for i in range(last) if (i, i + 1) in parts]
    assert sum(steps) <= ink.astype(int).sum()
    assert parts[0, last].ink.astype(int).sum() == ink.astype(int).sum()
