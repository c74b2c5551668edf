"""Dots of colons of which the steps took one away."""

import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.pieces import find_pieces
from mnist_space.reading.lost import with_lost_dots
from tests.reading.test_lost import block, page


def colon_of(upper, lower):
    """A line of two digits with two dots between them, of which the upper one was left."""
    left = block(block(block(page(), 20, 80), 120, 80), *upper)
    return left, block(left.copy(), *lower)


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ((80, 90, 6, 6), (80, 108, 6, 6)),
        ((80, 90, 6, 6), (86, 110, 5, 8)),
    ],
)
def test_the_dot_of_a_colon_comes_back_beside_the_other_one(upper, lower):
    left, every = colon_of(upper, lower)
    before = left.copy()
    np.testing.assert_array_equal(with_lost_dots(left, every, find_pieces(every)), every)
    np.testing.assert_array_equal(left, before)


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ((80, 90, 6, 6), (90, 108, 6, 6)),  # aside
        ((80, 90, 6, 6), (80, 98, 6, 6)),  # close below
        ((80, 80, 6, 6), (80, 116, 6, 6)),  # far below
        ((80, 90, 8, 8), (80, 108, 3, 3)),  # much smaller
        ((80, 90, 6, 6), (80, 108, 6, 14)),  # no dot
    ],
)
def test_what_stands_otherwise_is_no_dot_and_stays_away(upper, lower):
    left, every = colon_of(upper, lower)
    np.testing.assert_array_equal(with_lost_dots(left, every, find_pieces(every)), left)


def test_dots_of_which_none_was_left_stay_away():
    left = block(block(page(), 20, 80), 120, 80)
    every = block(block(left.copy(), 80, 90, 6, 6), 80, 108, 6, 6)
    np.testing.assert_array_equal(with_lost_dots(left, every, find_pieces(every)), left)


def test_a_page_without_ink_has_no_dots():
    np.testing.assert_array_equal(with_lost_dots(page(), page(), find_pieces(page())), page())
