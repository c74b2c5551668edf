"""Pieces of ink on small pictures worked out by hand."""

import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.pieces import INK, find_pieces, keep_pieces, largest_side


def page(height=20, width=30):
    return np.zeros((height, width), np.uint8)


def two():
    """A bar of 2 x 6 and a square of 4 x 4, each in a soft edge of one pixel."""
    image = page()
    image[4:12, 3:7] = image[9:15, 19:25] = INK // 2
    image[5:11, 4:6] = 200
    image[10:14, 20:24] = INK + 1
    return image


def test_pieces_are_measured():
    pieces = find_pieces(two())
    assert pieces.boxes.tolist() == [[4, 5, 2, 6], [20, 10, 4, 4]]
    assert pieces.areas.tolist() == [12, 16]
    assert pieces.sides.tolist() == [6, 4]
    assert pieces.centers.tolist() == [[4.5, 7.5], [21.5, 11.5]]
    assert pieces.contacts.tolist() == [0, 0]
    assert np.bincount(pieces.labels.ravel()).tolist() == [600 - 28, 12, 16]


def test_one_piece_is_measured_like_several():
    image = two()
    image[:, 15:] = 0
    image[10, 4] = 0
    pieces = find_pieces(image)
    assert pieces.boxes.tolist() == [[4, 5, 2, 6]]
    assert pieces.areas.tolist() == [11]
    assert pieces.centers[0] == pytest.approx([50 / 11, 80 / 11])


def test_a_soft_edge_is_no_ink():
    image = page()
    image[5:9, 5:9] = INK
    assert len(find_pieces(image)) == 0
    assert not find_pieces(image).touches_frame.any()
    assert find_pieces(image).sides.tolist() == []


def test_pixels_at_the_frame_are_counted_once():
    image = page(5, 6)
    image[:] = 255
    assert find_pieces(image).contacts.tolist() == [2 * 6 + 2 * 3]


@pytest.mark.parametrize(("row", "column"), [(0, 7), (19, 7), (7, 0), (7, 29), (1, 0), (18, 29)])
def test_one_pixel_at_the_frame_touches_it(row, column):
    image = page()
    image[row, column] = 255
    assert find_pieces(image).touches_frame.tolist() == [True]


def test_gaps_are_the_larger_of_both_ways():
    """The square begins 14 to the right of the bar's end; upright they overlap."""
    pieces = find_pieces(two())
    assert pieces.gaps(pieces.boxes[0]).tolist() == [0, 14]
    assert pieces.gaps(np.array([4, 16, 2, 3])).tolist() == [5, 14]


def test_what_is_kept_keeps_its_soft_edge_and_all_else_goes():
    image = two()
    image[17, 3] = 9  # not the edge of anything
    kept = keep_pieces(image, find_pieces(image), np.array([True, False]))
    expected = page()
    expected[4:12, 3:7] = image[4:12, 3:7]
    np.testing.assert_array_equal(kept, expected)
    expected[9:15, 19:25] = image[9:15, 19:25]
    np.testing.assert_array_equal(
        keep_pieces(image, find_pieces(image), np.ones(2, bool)), expected
    )


@pytest.mark.parametrize("density", [0.0, 0.002, 0.05, 0.3, 0.6, 1.0])
def test_the_largest_side_is_that_of_the_pieces(density):
    noise = np.random.default_rng(5).random((90, 130)) < density
    image = np.where(noise, np.uint8(200), np.uint8(INK))
    assert largest_side(image) == find_pieces(image).sides.max(initial=0)


def test_what_lies_in_a_hole_is_smaller_than_what_is_around_it():
    image = page()
    image[2:18, 5:25] = 255
    image[4:16, 7:23] = 0
    image[8:12, 10:15] = 255
    assert largest_side(image) == 20


def test_pieces_are_measured_as_opencv_measures_them():
    noise = cv2.blur(np.random.default_rng(0).random((90, 70)), (3, 3))
    image = np.where(noise > 0.6, 255, 0).astype(np.uint8)
    _, labels, stats, centers = cv2.connectedComponentsWithStats(image, connectivity=8)
    pieces = find_pieces(image)
    assert len(pieces) > 20
    np.testing.assert_array_equal(pieces.labels, labels)
    np.testing.assert_array_equal(pieces.boxes, stats[1:, :4])
    np.testing.assert_array_equal(pieces.areas, stats[1:, 4])
    np.testing.assert_allclose(pieces.centers, centers[1:], rtol=1e-12)
