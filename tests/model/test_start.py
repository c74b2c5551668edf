"""A run that trains a model further."""

import json
from dataclasses import replace

import numpy as np
import pytest

from mnist_space.artifact import BUNDLED, WEIGHTS, ArtifactError, read_artifact
from mnist_space.data import hold_out, load_test
from mnist_space.model.architectures import build_model
from mnist_space.model.recipes import FINISH, RECIPES
from mnist_space.model.run import Run, RunError, train_model

DIGITS = load_test()
HELD_OUT = 40  # by the models of the fixture


def test_a_run_starts_from_the_weights_of_a_model_and_says_so(
    tmp_path, monkeypatch, sealed_convnet
):
    seen = {}

    def look(model, run, recipe, train, validation, extra, follow):
        seen["weights"], seen["validation"] = model.get_weights(), validation
        raise KeyboardInterrupt

    monkeypatch.setattr("mnist_space.model.run._fit", look)
    start = sealed_convnet
    run = Run("convnet", "finish", 0, 1, (), tmp_path, start)
    with pytest.raises(KeyboardInterrupt):
        train_model(run, DIGITS)
    own = build_model("convnet")
    own.load_weights(start / WEIGHTS)
    assert all(map(np.array_equal, seen["weights"], own.get_weights()))
    # The start held out fewer digits than the recipe says: no other is new to it.
    assert FINISH.validation > HELD_OUT
    assert np.array_equal(seen["validation"].images, hold_out(DIGITS, HELD_OUT)[1].images)
    described = json.loads((tmp_path / "run.json").read_text())
    assert described["validation"] == HELD_OUT
    config = read_artifact(start).config
    assert described["start"] == {
        "sha256": config.sha256[WEIGHTS],
        "seed": 1,
        "recipe": config.recipe,
    }


def test_the_model_that_ships_can_be_tuned_and_keeps_its_name(tmp_path, monkeypatch):
    shown = {}

    def fit(model, run, recipe, train, validation, extra, follow):
        shown["epochs"], shown["validation"] = recipe.epochs, len(validation)

    def seal(model, architecture, folder, **values):
        shown["sealed"] = (architecture, values["name"])
        raise KeyboardInterrupt

    monkeypatch.setattr("mnist_space.model.run._fit", fit)
    monkeypatch.setattr("mnist_space.model.run.draw_curves", lambda *_: None)
    monkeypatch.setattr("mnist_space.model.run.seal", seal)
    start = BUNDLED / "convnet"
    with pytest.raises(KeyboardInterrupt):
        train_model(Run("convnet_pair", "tune", 0, None, (), tmp_path, start), DIGITS)
    assert shown == {"epochs": 6, "validation": 2500, "sealed": ("convnet_pair", "convnet")}


@pytest.mark.parametrize(
    ("name", "architecture"), [("notebook_mlp", "notebook_mlp"), ("convnet", "convnet_pair")]
)
def test_a_run_cannot_start_from_another_network(tmp_path, name, architecture):
    run = Run("convnet", "finish", 0, 1, (), tmp_path / "out", BUNDLED / name)
    with pytest.raises(RunError, match=f"is a '{architecture}'; this run trains a 'convnet'"):
        train_model(run, DIGITS)
    assert not (tmp_path / "out").exists()


def test_a_run_cannot_start_from_what_is_no_model(tmp_path):
    (tmp_path / WEIGHTS).write_bytes(b"no weights")
    for start in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(ArtifactError):
            train_model(Run("convnet", "finish", 0, 1, (), tmp_path / "out", start), DIGITS)
    assert not (tmp_path / "out").exists()


def test_a_run_does_not_validate_on_what_its_start_was_trained_on(tmp_path, monkeypatch):
    # The tutorial's network held out nothing.
    held = replace(RECIPES["notebook_mlp"]["full"], validation=100)
    monkeypatch.setitem(RECIPES["notebook_mlp"], "full", held)
    start = BUNDLED / "notebook_mlp"
    run = Run("notebook_mlp", "full", 0, 1, (), tmp_path / "out", start)
    with pytest.raises(RunError, match="trained on digits that this run would validate on"):
        train_model(run, DIGITS)
    assert not (tmp_path / "out").exists()


def test_the_tutorials_network_takes_no_extra_pictures(tmp_path):
    run = Run("notebook_mlp", "full", 0, 1, (tmp_path / "x.npz",), tmp_path / "out")
    with pytest.raises(RunError, match="MNIST's digits alone"):
        train_model(run, DIGITS)
    assert not (tmp_path / "out").exists()
