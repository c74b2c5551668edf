"""Tables drawn by hand with blocks for digits, and the lines that come of them."""

import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.lines import Line
from mnist_space.reading.frames import Frame
from mnist_space.reading.lines import reading_order
from mnist_space.reading.segmentation import Group
from mnist_space.reading.table_rows import in_other_cells, rows_and_lines

CELL = 60


def table(x, y, rows=3, columns=3, slope=0.0):
    """A table of square cells; its lines may fall to the right."""
    level = tuple(Line(CELL * number, slope) for number in range(rows + 1))
    upright = tuple(Line(CELL * number, -slope) for number in range(columns + 1))
    return Frame(x, y, CELL * columns, CELL * rows, level, upright)


def digit(x, y, height=40):
    """A block of 20 x 40 whose middle is here."""
    return Group(np.full((height, 20), 255, np.uint8), x - 10, y - height // 2)


def in_cell(table, row, column, down=0):
    return digit(
        table.x + CELL * column + CELL // 2,
        table.y + CELL * row + CELL // 2 + down,
    )


def places(lines):
    return [[(group.x + 10, group.y + 20) for group in line] for line in lines]


def test_nothing_gives_no_lines():
    assert rows_and_lines([], []) == []
    assert rows_and_lines([], [table(0, 0)]) == []


def test_a_table_with_digits_on_its_diagonal_is_read_by_rows():
    """The middles lie on a slant of 45 degrees, which would be one line."""
    frame = table(100, 50)
    groups = [in_cell(frame, number, number) for number in (2, 0, 1)]
    assert len(reading_order(groups)) == 1
    assert places(rows_and_lines(groups, [frame])) == [[(130, 80)], [(190, 140)], [(250, 200)]]


def test_digits_of_one_row_are_one_line_from_left_to_right():
    """However high they stand in their cells."""
    frame = table(100, 50)
    groups = [in_cell(frame, 1, 2, 8), in_cell(frame, 1, 0, -8), in_cell(frame, 1, 1)]
    assert places(rows_and_lines(groups, [frame])) == [[(130, 132), (190, 140), (250, 148)]]


def test_a_row_in_which_marks_stand_above_each_other_is_two():
    """The line between them was not seen."""
    frame = table(100, 50)
    upper = [in_cell(frame, 1, column, -22) for column in range(3)]
    lower = [in_cell(frame, 1, column, 22) for column in range(3)]
    groups = [*lower, *upper]
    assert places(rows_and_lines(groups, [frame])) == [
        [(130, 118), (190, 118), (250, 118)],
        [(130, 162), (190, 162), (250, 162)],
    ]


def test_empty_cells_do_not_part_a_row():
    frame = table(100, 50, columns=9)
    groups = [in_cell(frame, 0, 8), in_cell(frame, 0, 0), in_cell(frame, 2, 4)]
    assert [len(line) for line in rows_and_lines(groups, [frame])] == [2, 1]


def test_rows_of_a_slanted_table_slant_with_it():
    """The lines fall by 54 pixels along the table: the last digit is nearly a row lower."""
    frame = table(100, 50, columns=9, slope=0.1)
    first, last = in_cell(frame, 0, 0), in_cell(frame, 0, 8, 48)
    below = in_cell(frame, 1, 0)
    assert rows_and_lines([below, last, first], [frame]) == [[first, last], [below]]


def test_groups_outside_the_table_are_lines_of_their_own():
    frame = table(100, 100)
    heading, foot = [digit(x, 40) for x in (40, 70, 100)], [digit(x, 340) for x in (130, 160)]
    inside = [in_cell(frame, number, number) for number in range(3)]
    lines = rows_and_lines([*foot[::-1], *inside, *heading[::-1]], [frame])
    assert lines == [heading, *([group] for group in inside), foot]


@pytest.mark.parametrize(("x", "beside"), [(279, 0), (281, 1)])
def test_a_group_beside_a_row_is_no_part_of_it(x, beside):
    """The table ends at 280, and its row has a digit in the first cell alone."""
    frame = table(100, 100)
    groups = [digit(x, 200), in_cell(frame, 1, 0)]
    assert len(rows_and_lines(groups, [frame])) == 1 + beside


def test_rows_of_two_tables_come_from_top_to_bottom():
    upper, lower = table(100, 50), table(100, 400)
    groups = [in_cell(frame, row, row) for frame in (lower, upper) for row in range(3)]
    tops = [line[0].y for line in rows_and_lines(groups, [lower, upper])]
    assert tops == sorted(tops)
    assert len(tops) == 6


def test_tables_side_by_side_keep_their_rows_apart():
    left, right = table(100, 50), table(400, 60)
    groups = [in_cell(frame, 1, 1) for frame in (left, right)]
    assert rows_and_lines(groups[::-1], [left, right]) == [[groups[0]], [groups[1]]]


@pytest.mark.parametrize(("level", "lines"), [(3, 2), (2, 1)])
def test_a_row_of_boxes_is_no_table(level, lines):
    """Two digits above and below the second level line, the last one of a row of boxes."""
    frame = table(100, 50, rows=level - 1)
    first, second = digit(130, 102), digit(190, 118)
    assert len(rows_and_lines([first, second], [frame])) == lines


def test_without_frames_groups_are_read_as_they_lie():
    groups = [digit(x, y) for x, y in ((200, 41), (40, 40), (120, 160), (60, 161), (120, 39))]
    assert rows_and_lines(groups, []) == reading_order(groups)


def test_cells_part_numbers_however_near_they_stand():
    """The cells are 60 wide: 2.2 times as wide as these marks are high."""
    frame = table(100, 50)
    left, same, right = (140, 60, 10, 25), (128, 60, 10, 25), (162, 60, 10, 25)
    assert in_other_cells(left, right, [frame])
    assert not in_other_cells(same, left, [frame])
    assert not in_other_cells(left, right, [])


def test_cells_of_one_digit_each_part_no_numbers():
    frame = table(100, 50)
    assert not in_other_cells((140, 60, 10, 40), (162, 60, 10, 40), [frame])


def test_what_lies_beside_a_table_is_in_no_cell():
    frame = table(100, 50)
    assert not in_other_cells((60, 60, 10, 25), (110, 60, 10, 25), [frame])
    assert not in_other_cells((140, 400, 10, 25), (162, 400, 10, 25), [frame])
