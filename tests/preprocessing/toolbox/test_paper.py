"""The paper's colour on small pictures worked out by hand."""

import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.paper import paper_between_ink, paper_color, reduce_blocks


def test_a_reduced_picture_is_the_mean_of_blocks():
    image = np.zeros((7, 4, 3), np.uint8)
    image[0:2, 0:2], image[2:4, 2:4], image[6] = 40, (10, 20, 30), 255  # the last row is left out
    image[4, 0] = 100
    assert reduce_blocks(image, 4).tolist() == [
        [[40] * 3, [0] * 3],
        [[0] * 3, [10, 20, 30]],
        [[25] * 3, [0] * 3],
    ]


def test_a_small_picture_stays_and_a_strip_is_no_thinner_than_a_pixel():
    image = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    np.testing.assert_array_equal(reduce_blocks(image, 5), image)
    assert reduce_blocks(np.zeros((2, 90, 3), np.uint8), 9).shape == (1, 45, 3)


def cross(ink, paper):
    """A cross of bars 14 wide that fills 30 x 30: seven tenths are ink, the rest four corners."""
    image = np.full((30, 30, 3), paper, np.uint8)
    image[8:22] = image[:, 8:22] = ink
    image[3, 3] = ink
    return image


@pytest.mark.parametrize(("ink", "paper"), [(250, 30), (30, 250), ((250, 240, 20), (20, 30, 90))])
def test_in_a_picture_cut_along_its_ink_the_paper_is_what_is_in_pieces(ink, paper):
    assert paper_between_ink(cross(ink, paper)).tolist() == np.broadcast_to(paper, 3).tolist()


@pytest.mark.parametrize("margin", [1, 9])
def test_any_other_picture_has_the_median_colour(margin):
    """The same cross with a margin reaches no side."""
    image = cv2.copyMakeBorder(cross(250, 30), *[margin] * 4, cv2.BORDER_CONSTANT, value=(30,) * 3)
    assert paper_between_ink(image).tolist() == np.median(image, axis=(0, 1)).tolist()


def test_noise_is_not_cut_in_two():
    image = np.rint(np.random.default_rng(0).normal(120, 20, (30, 30))).astype(np.uint8)
    image = np.repeat(image[..., np.newaxis], 3, axis=2)
    assert paper_between_ink(image).tolist() == np.median(image, axis=(0, 1)).tolist()


@pytest.mark.parametrize("channel", range(3))
def test_ink_that_is_seen_in_one_channel_alone_is_no_paper(channel):
    """The paper falls from 220 to 180, else one colour would do."""
    image = np.empty((60, 60, 3), np.uint8)
    image[:] = np.linspace(220, 180, 60).astype(np.uint8)[:, np.newaxis]
    paper = image.astype(int)
    image[10:50, 26:32, channel] = 0
    kernel = np.ones((15, 15), np.uint8)
    closed, opened = (
        cv2.morphologyEx(image, way, kernel) for way in (cv2.MORPH_CLOSE, cv2.MORPH_OPEN)
    )
    assert abs(paper_color(image, closed, opened) - paper).max() <= 15
