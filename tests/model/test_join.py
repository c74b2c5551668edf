"""Two trained networks in one model."""

import json

import numpy as np
import pytest

from mnist_space.artifact import BUNDLED, CONFIG, WEIGHTS, ArtifactError, write_artifact
from mnist_space.data import hold_out, load_test, to_unit
from mnist_space.loading import load_predictor
from mnist_space.model import sealing
from mnist_space.model.calibration import fit_temperature
from mnist_space.model.join import JoinError, join_models
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.reading.scores import digit_score
from tests.cli.commands import run
from tests.test_data import SHARED_MNIST

DIGITS = load_test()

pytestmark = pytest.mark.usefixtures("slim")


def _sealed_again(source, folder, *, pipeline="notebook", held_out: object = 20, seed=0):
    folder.mkdir()
    for name in ("model.tflite", "model.weights.h5"):
        (folder / name).write_bytes((source / name).read_bytes())
    load_steps()
    write_artifact(
        folder, name="convnet", architecture="convnet", pipeline=load_pipeline(pipeline),
        temperature=1.0, reject_threshold=0.0, versions={}, recipe={"validation": held_out},
        seed=seed,
    )  # fmt: skip
    return folder


def test_the_joined_model_is_the_mean_of_both_calibrated_by_what_both_held_out(
    convnets, tmp_path, monkeypatch, capsys
):
    seen, drawn = [], to_unit(DIGITS.images[:5])
    monkeypatch.setattr(sealing, "THROUGH_PIPELINE", 5)
    monkeypatch.setattr(sealing, "through_pipeline", lambda images, _: seen.append(images) or drawn)
    fewer = _sealed_again(convnets[1], tmp_path / "fewer", seed=1)
    joined = join_models(convnets[0], fewer, tmp_path / "pair", DIGITS)
    halves = [load_predictor(folder) for folder in (convnets[0], fewer)]
    sample = to_unit(DIGITS.images[:200])
    logits = [half.logits(sample) for half in halves]
    far = np.abs(logits[0] - logits[1]).max()
    served = load_predictor(tmp_path / "pair").logits(sample)
    np.testing.assert_allclose(served, np.mean(logits, axis=0), atol=far / 1000)
    described = joined.config.recipe
    assert (described["name"], described["validation"]) == ("join", 20)
    assert [member["seed"] for member in described["members"]] == [0, 1]
    recipes = [half.artifact.config.recipe for half in halves]
    assert [member["recipe"] for member in described["members"]] == recipes
    assert (joined.config.name, joined.config.architecture) == ("convnet", "convnet_pair")
    assert joined.pipeline.to_json() == halves[0].artifact.pipeline.to_json()
    unseen = hold_out(DIGITS, 20)[1]
    assert np.array_equal(seen, [unseen.images[:5]])
    logits = load_predictor(tmp_path / "pair").logits(to_unit(unseen.images))
    assert joined.config.temperature == fit_temperature(logits, unseen.labels)
    wrong = int((logits.argmax(axis=1) != unseen.labels).sum())
    accepted = (digit_score(logits) >= joined.config.reject_threshold).mean()
    figures = f"accuracy {1 - wrong / 20:.2%} ({wrong} of 20 wrong), {accepted:.2%} accepted."
    assert f"Validation, straight to the network: {figures}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("says", "changed"),
    [
        ("the same network", {}),
        ("different pipelines", {"pipeline": "robust"}),
        ("held out no digits", {"held_out": 0}),
        ("held out 40 of 40 digits", {"held_out": 40}),
    ],
)
def test_what_does_not_fit_together_is_refused(convnets, tmp_path, says, changed):
    source = convnets[1] if changed else convnets[0]
    other = _sealed_again(source, tmp_path / "other", **changed)
    with pytest.raises(JoinError, match=says):
        join_models(convnets[0], other, tmp_path / "out", DIGITS[:40])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("held_out", ["2500", None, -5, 2500.0, True])
def test_a_recipe_that_does_not_say_what_it_held_out_is_refused(convnets, tmp_path, held_out):
    other = _sealed_again(convnets[1], tmp_path / "other", held_out=held_out)
    with pytest.raises(ArtifactError, match="does not say what it held out"):
        join_models(convnets[0], other, tmp_path / "out", DIGITS)


def test_other_networks_weights_and_folders_are_refused(convnets, tmp_path):
    with pytest.raises(JoinError, match="of the architecture 'convnet'"):
        join_models(convnets[0], BUNDLED / "notebook_mlp", tmp_path / "out", DIGITS)
    with pytest.raises(ArtifactError):
        join_models(convnets[0], tmp_path, tmp_path / "out", DIGITS)
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    (mixed / "model.tflite").write_bytes((convnets[1] / "model.tflite").read_bytes())
    (mixed / WEIGHTS).write_bytes((BUNDLED / "notebook_mlp" / WEIGHTS).read_bytes())
    with pytest.raises(ArtifactError, match="has no weights for this network"):
        join_models(convnets[0], _sealed_again(mixed, tmp_path / "again"), tmp_path / "out", DIGITS)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_left_alone(convnets, tmp_path):
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(JoinError, match="There is something in"):
        join_models(*convnets, tmp_path, DIGITS)
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_the_command_joins_and_says_in_a_sentence_why_not(convnets, tmp_path):
    if not SHARED_MNIST.is_dir():
        pytest.skip("../shared/data/mnist, which holds the train split, is not on this machine")
    data = ["--data", str(SHARED_MNIST)]
    for other, code, says in (
        (convnets[1], 0, "Validation, straight to the network: accuracy "),
        (convnets[0], 2, "There is something in"),
    ):
        folders = [str(convnets[0]), str(other), "--out", str(tmp_path / "out")]
        done = run("join", *folders, *data)
        assert done.returncode == code
        assert says in done.stdout + done.stderr
    assert json.loads((tmp_path / "out" / CONFIG).read_text())["architecture"] == "convnet_pair"
