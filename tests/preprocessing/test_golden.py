"""Frozen outputs: a changed step is noticed."""

import numpy as np
import pytest

from mnist_space.preprocessing.checks import StepCheckError
from mnist_space.preprocessing.golden import freeze, golden_check
from tests.preprocessing.good_step import GOOD


def test_frozen_output_unchanged(step, tmp_path):
    good = step(GOOD)
    freeze(good, tmp_path)
    golden_check(tmp_path)(good)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("image[::-1].copy()", "image.copy()", "with .*'upright'.* gives values that differ"),
        ("image[:, ::-1].copy()", "image.T.copy()", r"gives uint8 \(56, 64\), not \(64, 56\)"),
        ("twice: bool", "thrice: bool", "A saved model cannot run: .*no parameter 'twice'"),
        ("Range(0, 9)", "Range(1, 9)", "A saved model cannot run: .*'amount' must be 1 to 9"),
    ],
)
def test_a_changed_step_does_not_give_its_frozen_output(step, tmp_path, old, new, sentence):
    freeze(step(GOOD), tmp_path)
    changed = step(GOOD.replace(old, new))
    with pytest.raises(StepCheckError, match=sentence):
        golden_check(tmp_path)(changed)


def test_a_changed_default_does_not_change_what_is_frozen(step, tmp_path):
    freeze(step(GOOD), tmp_path)
    golden_check(tmp_path)(step(GOOD.replace('"level"\n', '"upright"\n').replace("= 3", "= 4")))


def test_rounding_differences_of_one_level_are_none(step, tmp_path):
    freeze(step(GOOD), tmp_path)
    golden_check(tmp_path)(step(GOOD.replace("image[::-1].copy()", "image[::-1] | np.uint8(1)")))


def test_a_step_without_frozen_output(step, tmp_path):
    with pytest.raises(StepCheckError, match=r"'flip_ink' has no frozen output flip_ink\.npz"):
        golden_check(tmp_path)(step(GOOD))


def test_frozen_files_are_plain_arrays(step, tmp_path):
    freeze(step(GOOD), tmp_path)
    with np.load(tmp_path / "flip_ink.npz", allow_pickle=False) as frozen:
        assert frozen["image"].shape == (64, 56)
        assert "output_0" in frozen
