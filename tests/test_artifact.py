"""Model folders: whole ones are read, damaged ones are refused in a sentence."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_space import ArtifactError, load_predictor
from mnist_space.artifact import (
    BUNDLED,
    BUNDLED_MODELS,
    CONFIG,
    LITERT,
    MAX_BYTES,
    METRICS,
    PREPROCESSING,
    SERVED,
    WEIGHTS,
    read_artifact,
    write_artifact,
    write_report,
)
from mnist_space.data import load_test, to_unit
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline

load_steps()
HASHED = (*SERVED, WEIGHTS)
VALUES = {
    "name": "mine", "architecture": "notebook_mlp", "pipeline": load_pipeline("robust"),
    "temperature": 1.5, "reject_threshold": -2.0, "versions": {"keras": "3"},
    "recipe": {"epochs": 1}, "seed": 7,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of a bundled model that a test may damage."""
    return Path(shutil.copytree(BUNDLED / "notebook_mlp", tmp_path / "model"))


def change_json(file: Path, **changes) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def seal(folder: Path) -> None:
    """Write the hashes of the files as they are now: what a careful forger would do."""
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in HASHED}
    change_json(folder / CONFIG, sha256=hashes)


@pytest.mark.parametrize("name", BUNDLED_MODELS)
def test_bundled_models_are_whole(name):
    artifact = read_artifact(BUNDLED / name)
    assert artifact.config.name == name
    assert len(artifact.model_bytes) < MAX_BYTES[LITERT]
    assert set(artifact.config.sha256) == set(HASHED)


def test_nothing_but_known_files_is_in_a_bundled_model():
    allowed = {CONFIG, PREPROCESSING, LITERT, WEIGHTS, METRICS, "README.md", "learning_curves.png"}
    for name in BUNDLED_MODELS:
        assert {path.name for path in (BUNDLED / name).iterdir()} <= allowed


def test_write_and_read_back(folder, tmp_path):
    target = tmp_path / "written"
    target.mkdir()
    for name in (LITERT, WEIGHTS):
        shutil.copy(folder / name, target)
    artifact = write_artifact(target, **VALUES)
    assert artifact.report is None
    write_report(target, {"accuracy": 0.5})
    again = read_artifact(target)
    assert (again.config, again.pipeline) == (artifact.config, VALUES["pipeline"])
    assert again.report == {"accuracy": 0.5}
    assert (again.config.temperature, again.config.seed) == (1.5, 7)


def test_a_value_that_does_not_fit_leaves_the_folder_as_it_was(folder):
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(ArtifactError, match="temperature"):
        write_artifact(folder, **VALUES | {"temperature": -1.0})
    assert before == {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_folder_that_is_gone_after_it_was_read(folder):
    artifact = read_artifact(folder)
    shutil.rmtree(folder)
    with pytest.raises(ArtifactError, match="is gone"):
        _ = artifact.model_bytes


@pytest.mark.parametrize("name", [LITERT, WEIGHTS])
def test_a_folder_without_model_files_is_not_sealed(folder, name):
    (folder / name).unlink()
    with pytest.raises(ArtifactError, match=f"has no {name}"):
        write_artifact(folder, **VALUES)


@pytest.mark.parametrize("name", [CONFIG, *SERVED])
def test_a_missing_file(folder, name):
    (folder / name).unlink()
    with pytest.raises(ArtifactError, match=f"The model folder 'model' has no {name}"):
        read_artifact(folder)


def test_a_missing_folder(tmp_path):
    with pytest.raises(ArtifactError, match="There is no model folder 'none'"):
        read_artifact(tmp_path / "none")


@pytest.mark.parametrize("name", SERVED)
def test_a_truncated_file(folder, name):
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(ArtifactError, match=f"{name} of 'model' does not have the hash"):
        read_artifact(folder)


@pytest.mark.parametrize("name", SERVED)
def test_one_changed_byte(folder, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ArtifactError, match="does not have the hash"):
        read_artifact(folder)


@pytest.mark.parametrize("name", [*SERVED, CONFIG, METRICS])
def test_an_oversized_file_is_not_even_read(folder, name):
    with (folder / name).open("wb") as file:
        os.truncate(file.fileno(), MAX_BYTES[name] + 1)
    with pytest.raises(ArtifactError, match=r"is larger than \d+ MB: not loaded"):
        read_artifact(folder)


def test_a_model_serves_without_the_weights_to_train_on(folder):
    tensors = to_unit(load_test().images[:20])
    whole = load_predictor(folder).logits(tensors)
    (folder / WEIGHTS).unlink()
    predictor = load_predictor(folder)
    np.testing.assert_array_equal(predictor.logits(tensors), whole)
    with pytest.raises(ArtifactError, match=f"'model' has no {WEIGHTS}"):
        _ = predictor.artifact.weights_file


def test_weights_are_checked_by_whom_they_are_for(folder):
    (folder / WEIGHTS).write_bytes(b"others")
    artifact = read_artifact(folder)
    with pytest.raises(ArtifactError, match=f"{WEIGHTS} of 'model' does not have the hash"):
        _ = artifact.weights_file
    os.truncate(folder / WEIGHTS, MAX_BYTES[WEIGHTS] + 1)
    with pytest.raises(ArtifactError, match="larger than 32 MB"):
        _ = artifact.weights_file


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": 2}, "format: "),
        ({"format": "1"}, "format: "),
        ({"extra": 1}, "extra: "),
        ({"name": "../../etc"}, "name: "),
        ({"name": ""}, "name: "),
        ({"temperature": 0}, "temperature: "),
        ({"temperature": -1.0}, "temperature: "),
        ({"temperature": float("nan")}, "temperature: "),
        ({"temperature": "1"}, "temperature: "),
        ({"reject_threshold": float("inf")}, "reject_threshold: "),
        ({"sha256": []}, "sha256: "),
        ({"sha256": {}}, "does not have the hash"),
        ({"seed": 1.5}, "seed: "),
        ({"versions": {"keras": 3}}, "versions.keras: "),
    ],
)
def test_a_configuration_that_does_not_fit(folder, changes, sentence):
    change_json(folder / CONFIG, **changes)
    with pytest.raises(ArtifactError, match=sentence) as caught:
        read_artifact(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "{", "null", "[]", "3", '"text"', "\udcff", "[" * 99999])
@pytest.mark.parametrize("name", [CONFIG, PREPROCESSING])
def test_json_that_is_none_or_something_else(folder, name, content):
    (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    if name != CONFIG:
        seal(folder)
    with pytest.raises(ArtifactError, match=f"{name} of 'model'"):
        read_artifact(folder)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": 3}, "Pipeline format 3 is not known"),
        ({"page": [{"step": "os_system", "params": {}}]}, "There is no step 'os_system'"),
        ({"page": [{"step": "grayscale", "params": {"a": 1}}]}, "'grayscale' has no parameter 'a'"),
        ({"page": []}, "the page part must end in GrayImage"),
    ],
)
def test_a_pipeline_that_is_not_known(folder, change, sentence):
    change_json(folder / PREPROCESSING, **change)
    seal(folder)
    with pytest.raises(ArtifactError, match=sentence):
        read_artifact(folder)


def test_a_network_that_is_none(folder):
    (folder / LITERT).write_bytes(b"this is no network" * 100)
    seal(folder)
    with pytest.raises(ArtifactError, match="is not one that LiteRT can run"):
        load_predictor(folder)


def test_a_truncated_network_with_the_right_hash(folder):
    data = (folder / LITERT).read_bytes()
    (folder / LITERT).write_bytes(data[: len(data) // 2])
    seal(folder)
    with pytest.raises(ArtifactError, match="is not one that LiteRT can run"):
        load_predictor(folder)


def test_a_file_that_changes_after_it_was_read(folder):
    artifact = read_artifact(folder)
    (folder / LITERT).write_bytes(b"")
    with pytest.raises(ArtifactError, match="does not have the hash"):
        artifact.model_bytes  # noqa: B018


def test_a_copy_elsewhere_answers_the_same(folder):
    tensors = (load_test().images[:20] / 255).astype(np.float32)
    bundled = load_predictor("notebook_mlp").probabilities(tensors)
    np.testing.assert_array_equal(load_predictor(folder).probabilities(tensors), bundled)
    np.testing.assert_array_equal(load_predictor(str(folder)).probabilities(tensors), bundled)


def test_the_bundled_network_says_how_each_of_its_members_was_trained():
    members = read_artifact(BUNDLED / "convnet").config.recipe["start"]["recipe"]["members"]
    assert [member["seed"] for member in members] == [0, 1]
    for member in members:
        finish, full = member["recipe"], member["recipe"]["start"]["recipe"]
        assert (finish["name"], full["name"]) == ("finish", "full")
        assert finish["extra"] == full["extra"] != []
        assert member["recipe"]["start"]["seed"] == member["seed"]
