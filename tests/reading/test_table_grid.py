"""Grids of lines drawn here, and the cells that come of them."""

import numpy as np
import pytest

from mnist_space.reading.frames import without_frames
from mnist_space.reading.table_grid import grid_of

LEVEL, UPRIGHT = (20, 80, 140, 200), (30, 110, 190, 270, 350)


def page(level=LEVEL, upright=UPRIGHT, size=(240, 400), thick=2):
    image = np.zeros(size, np.uint8)
    for y in level:
        image[y : y + thick, upright[0] : upright[-1] + thick] = 255
    for x in upright:
        image[level[0] : level[-1] + thick, x : x + thick] = 255
    return image


def grid(image):
    (frame,) = without_frames(image)[1]
    return grid_of(frame, image)


def test_each_place_is_a_cell_with_its_box():
    found = grid(page())
    assert (found.shape, found.missing) == ((3, 4), 0)
    assert found.place(70, 50) == (0, 0)
    assert found.place(230, 170) == (2, 2)
    assert found.place(10, 50) is found.place(70, 230) is None
    assert found.box((1, 2)) == pytest.approx((190, 80, 80, 60), abs=2)
    assert found.outline == pytest.approx((30, 20, 320, 180), abs=2)


def test_places_without_a_side_between_them_are_one_cell():
    image = page()
    image[25:78, 190:192] = 0
    found = grid(image)
    assert found.owners[0, 2] == (0, 1)
    assert found.place(230, 50) == found.place(150, 50) == (0, 1)
    assert found.box((0, 1)) == pytest.approx((110, 20, 160, 60), abs=2)
    assert found.missing == pytest.approx(1 / 17)


def test_a_line_along_half_of_the_table_parts_the_cells_there_alone():
    image = page(level=LEVEL[:3])
    image[22:80, 190:192] = 0
    found = grid(image)
    assert found.shape == (2, 4)
    assert found.place(150, 50) == found.place(230, 50) == (0, 1)
    assert [found.place(150, 110), found.place(230, 110)] == [(1, 1), (1, 2)]


def test_a_double_line_is_one():
    image = page()
    image[86:88, 30:352] = 255
    assert grid(image).shape == (3, 4)


@pytest.mark.parametrize("thick", [1, 3, 5])
def test_thick_lines_make_no_cells_of_their_own(thick):
    assert grid(page(thick=thick)).shape == (3, 4)


def test_a_table_that_is_open_at_its_foot_has_its_last_row():
    image = page()
    image[200:203] = 0
    assert grid(image).shape == (3, 4)


def test_a_stroke_that_hangs_from_a_table_makes_no_row():
    image = page(size=(320, 400))
    image[200:230, 190:193] = 255
    assert grid(image).shape == (3, 4)
