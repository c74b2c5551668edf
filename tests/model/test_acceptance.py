"""What a model accepts is fitted and written into its folder; the rest of it stays."""

import shutil

import numpy as np
import pytest

from mnist_space.artifact import BUNDLED, CONFIG, read_artifact
from mnist_space.data import load_test
from mnist_space.model.acceptance import AcceptanceError, fit_acceptance
from mnist_space.model.odds import COST
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline

DIGITS = load_test()


def test_the_fit_is_written_into_the_model_and_the_network_stays(tmp_path):
    load_steps()
    folder = tmp_path / "convnet"
    shutil.copytree(BUNDLED / "convnet", folder)
    before = read_artifact(folder)
    fit_acceptance(before, DIGITS, count=40, seed=5, processes=1)
    after = read_artifact(folder)
    assert after.config.odds != before.config.odds
    assert after.config.reject_threshold == np.log(COST)
    assert after.config.second_look.below > after.config.reject_threshold
    assert after.pipeline == load_pipeline("robust")
    same = {"odds", "second_look", "reject_threshold", "sha256"}
    assert after.config.model_dump(exclude=same) == before.config.model_dump(exclude=same)
    assert after.model_bytes == before.model_bytes


def test_a_model_that_held_out_no_digits_is_left_alone(tmp_path):
    load_steps()
    shutil.copytree(BUNDLED / "notebook_mlp", tmp_path / "mlp")
    written = (tmp_path / "mlp" / CONFIG).read_bytes()
    with pytest.raises(AcceptanceError, match="held out no digits"):
        fit_acceptance(read_artifact(tmp_path / "mlp"), DIGITS, count=120, seed=5, processes=2)
    assert (tmp_path / "mlp" / CONFIG).read_bytes() == written
