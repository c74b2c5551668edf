"""Two trained networks in one model."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnist_space.artifact import BUNDLED, CONFIG, ArtifactError, write_artifact
from mnist_space.data import load_test
from mnist_space.model.join import JoinError, join_models
from mnist_space.model.training import tensors
from mnist_space.predictor import load_predictor
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline

DIGITS = load_test()
ROOT = Path(__file__).parents[2]


def test_the_joined_model_serves_the_mean_of_both_and_says_what_it_is_made_of(convnets, tmp_path):
    joined = join_models(*convnets, tmp_path / "pair", DIGITS)
    halves = [load_predictor(folder) for folder in convnets]
    sample = tensors(DIGITS[:200])
    logits = [half.logits(sample) for half in halves]
    assert np.abs(logits[0] - logits[1]).max() > 0.02
    served = load_predictor(tmp_path / "pair").logits(sample)
    np.testing.assert_allclose(served, np.mean(logits, axis=0), atol=1e-5)
    described = joined.config.recipe
    assert described["name"] == "join"
    assert [member["seed"] for member in described["members"]] == [0, 1]
    recipes = [half.artifact.config.recipe for half in halves]
    assert [member["recipe"] for member in described["members"]] == recipes
    assert (joined.config.name, joined.config.architecture) == ("convnet", "convnet_pair")
    assert joined.pipeline.to_json() == halves[0].artifact.pipeline.to_json()


def _sealed_again(source, folder, *, pipeline="notebook", validation=40):
    for name in ("model.tflite", "model.weights.h5"):
        (folder / name).write_bytes((source / name).read_bytes())
    write_artifact(
        folder, name="convnet", architecture="convnet", pipeline=load_pipeline(pipeline),
        temperature=1.0, reject_threshold=0.0, versions={}, recipe={"validation": validation},
        seed=0,
    )  # fmt: skip
    return folder


def test_what_cannot_be_joined_is_refused_in_a_sentence(convnets, tmp_path):
    load_steps()
    made = [tmp_path / name for name in ("piped", "unseen")]
    for folder in made:
        folder.mkdir()
    cases = [
        ("the same network", convnets[0]),
        ("of the architecture 'convnet'", BUNDLED / "notebook_mlp"),
        ("different pipelines", _sealed_again(convnets[1], made[0], pipeline="robust")),
        ("held out no digits", _sealed_again(convnets[1], made[1], validation=0)),
    ]
    for says, other in cases:
        with pytest.raises(JoinError, match=says):
            join_models(convnets[0], other, tmp_path / "out", DIGITS)
    with pytest.raises(ArtifactError):
        join_models(convnets[0], tmp_path, tmp_path / "out", DIGITS)
    assert not (tmp_path / "out").exists()


def test_the_command_says_why_and_keeps_a_model_that_is_there(convnets, tmp_path):
    (tmp_path / CONFIG).write_text("{}")
    done = subprocess.run(
        [sys.executable, "-m", "mnist_space", "join", *map(str, convnets), "--out", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "There is a model in" in done.stderr
    assert (tmp_path / CONFIG).read_text() == "{}"
