"""The map says which ink spoke for one digit and against another."""

import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.data import load_test, to_unit
from mnist_space.explaining.occlusion import PATCH, occlusion_map

DIGITS = load_test()


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def bar_of_a_seven() -> np.ndarray:
    """A 7 whose level bar alone tells it from a 1."""
    tensor = np.zeros((28, 28), np.float32)
    tensor[5:8, 8:20] = 1
    for row in range(8, 24):
        column = 18 - (row - 8) // 3
        tensor[row, column - 1 : column + 2] = 1
    return tensor


def test_the_bar_of_a_seven_speaks_against_a_one(predictor):
    tensor = bar_of_a_seven()
    assert predictor.logits(tensor[np.newaxis]).argmax() == 7
    heat = occlusion_map(predictor, tensor, 7, 1)
    assert heat[5:8, 8:15].mean() > 1
    assert heat[5:8, 8:15].mean() > 2 * abs(heat[14:24].sum() / (tensor[14:24] > 0).sum())


def test_the_map_changes_its_sign_with_the_digits(predictor):
    tensor = to_unit(DIGITS.images[0])
    there, back = (occlusion_map(predictor, tensor, *pair) for pair in ((7, 2), (2, 7)))
    assert there == pytest.approx(-back, abs=1e-5)
    assert there.shape == (28, 28)
    assert np.abs(there).max() > 0.1


def test_paper_says_nothing(predictor):
    tensor = to_unit(DIGITS.images[0])
    assert not occlusion_map(predictor, tensor, 7, 2)[tensor == 0].any()


def test_a_patch_that_covers_all_takes_what_all_says(predictor):
    tensor = np.zeros((28, 28), np.float32)
    tensor[14, 14] = 1
    lead = predictor.logits(np.stack([tensor, 0 * tensor]))
    whole = (lead[0, 1] - lead[0, 0]) - (lead[1, 1] - lead[1, 0])
    heat = occlusion_map(predictor, tensor, 1, 0, PATCH)
    assert heat[14, 14] == pytest.approx(whole, abs=1e-4)
    assert np.count_nonzero(heat) == 1


def test_the_digit_itself_stays_as_it_is(predictor):
    tensor = to_unit(DIGITS.images[0])
    before = tensor.copy()
    occlusion_map(predictor, tensor, 7, 2)
    assert (tensor == before).all()
