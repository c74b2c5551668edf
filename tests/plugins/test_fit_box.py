import numpy as np
import pytest

from plugins.fit_box import fit_box


@pytest.mark.parametrize(
    ("ink", "expected"),
    [((40, 10), (20, 5)), ((10, 40), (5, 20)), ((10, 5), (20, 10)), ((200, 1), (20, 1))],
)
def test_the_longer_side_of_the_ink_becomes_20(ink, expected):
    image = np.zeros((300, 300), np.uint8)
    image[7 : 7 + ink[0], 9 : 9 + ink[1]] = 255
    fitted = fit_box(image)
    assert fitted.shape == expected
    assert (fitted == 255).all()


def test_areas_are_averaged_which_leaves_gray_edges():
    image = np.full((40, 40), 255, np.uint8)
    image[:, 1] = 0  # the left column of the box is half ink, half ground
    fitted = fit_box(image)
    assert set(fitted[:, 0].tolist()) == {128}
    assert (fitted[:, 1:] == 255).all()


def test_without_ink_the_box_is_empty():
    assert fit_box(np.zeros((9, 5), np.uint8)).tolist() == [[0] * 20] * 20


def test_another_side():
    assert fit_box(np.full((9, 9), 255, np.uint8), side=4).shape == (4, 4)
