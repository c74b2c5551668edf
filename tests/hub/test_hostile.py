"""Each of these ends in one sentence, before anything of it is loaded."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from mnist_space.artifact import CONFIG, LITERT, METRICS, WEIGHTS
from mnist_space.hub.listing import MAX_FILES
from mnist_space.hub.pull import pull
from mnist_space.hub.source import HubError
from mnist_space.hub.weights import check_weights
from mnist_space.loading import load_predictor
from tests.hub import hostile, networks
from tests.hub.repos import Fault, Tree
from tests.hub.stand_in import StandIn

REPO = "owner/digits"

CASES = {
    "truncated": (lambda m: m | {LITERT: m[LITERT][:5000]}, "does not have the hash"),
    "swapped": (lambda m: m | {LITERT: m[LITERT][::-1]}, "does not have the hash"),
    "truncated and sealed": (
        lambda m: hostile.sealed(m | {LITERT: m[LITERT][:5000]}),
        "not one that LiteRT can run",
    ),
    "not a network": (
        lambda m: hostile.sealed(m | {LITERT: b"x" * 5000}),
        "not one that LiteRT can run",
    ),
    "wrong shapes": (
        lambda m: hostile.with_shape(m, (-1, 10), (-1, 26)),
        r"maps \(-1, 28, 28\) to \(-1, 26\)",
    ),
    "network that asks for 5 GB": (
        lambda m: hostile.with_shape(m, (1, 128), (1, 5 << 28)),
        "million values in memory",
    ),
    "network for one picture": (
        lambda m: networks.with_network(m, networks.of_one_picture()),
        "cannot read 256 pictures at once",
    ),
    ".keras with a Lambda": (
        lambda m: {CONFIG: m[CONFIG], "model.keras": hostile.keras_lambda()},
        r"its \.keras file may run code and is never loaded",
    ),
    "pickle": (
        lambda m: {CONFIG: m[CONFIG], "model.pkl": hostile.pickled()},
        r"its \.pkl file may run code and is never loaded",
    ),
    "unknown format": (lambda m: hostile.sealed(m, format=2), r"format: Input should be 1"),
    "unknown key": (lambda m: hostile.sealed(m, run="rm"), r"run: Extra inputs"),
    "unknown step": (lambda m: hostile.with_step(m, "greyscale"), "greyscale"),
    "config that is not JSON": (lambda m: m | {CONFIG: b"\xff{"}, "is not valid JSON"),
    "report that is not JSON": (lambda m: m | {METRICS: b"{"}, "is not valid JSON"),
    "path traversal": (lambda m: m | {"../../evil.py": b"boom"}, "outside its own folder"),
    "absolute path": (lambda m: m | {"/etc/evil.py": b"boom"}, "outside its own folder"),
    "Windows path": (lambda m: m | {"..\\evil.py": b"boom"}, "outside its own folder"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_model_is_one_sentence_and_the_old_one_serves_on(
    hub: StandIn, model: Tree, case: str
):
    make, sentence = CASES[case]
    first = hub.add(REPO, model)
    serving = load_predictor(REPO)
    blank = np.zeros((3, 28, 28), np.float32)
    before = serving.probabilities(blank)
    hub.repos["model", REPO].commit(make(model), "main", "hostile")
    with pytest.raises(HubError, match=sentence) as caught:
        load_predictor(REPO)
    assert "\n" not in str(caught.value)
    assert "/tmp" not in str(caught.value)
    np.testing.assert_array_equal(serving.probabilities(blank), before)
    assert pull(f"{REPO}@{first}").commit == first


WEIGHTS_CASES = {
    "truncated": (lambda m: m | {WEIGHTS: m[WEIGHTS][:5000]}, "does not have the hash"),
    "weights that ask for 600 MB": (
        lambda m: hostile.with_weights(m, hostile.bomb()),
        "would take 600 MB in memory",
    ),
    "weights of objects": (
        lambda m: hostile.with_weights(m, hostile.h5(data=["a"], dtype=h5py.string_dtype())),
        "more than plain numbers",
    ),
    "weights in another file": (
        lambda m: hostile.with_weights(m, hostile.linked(h5py.ExternalLink("/etc/x.h5", "/"))),
        "links to another place",
    ),
    "whole HDF5 model": (
        lambda m: hostile.with_weights(m, hostile.whole_model()),
        "may run code",
    ),
    ".keras called weights": (
        lambda m: hostile.with_weights(m, hostile.keras_lambda()),
        r"model\.weights\.h5 is not a file of weights",
    ),
    "pickle called weights": (
        lambda m: hostile.with_weights(m, hostile.pickled()),
        r"model\.weights\.h5 is not a file of weights",
    ),
}


@pytest.mark.parametrize("case", WEIGHTS_CASES)
def test_hostile_weights_are_not_even_asked_for_by_who_serves_and_refused_to_who_trains(
    hub: StandIn, model: Tree, case: str
):
    make, sentence = WEIGHTS_CASES[case]
    hub.add(REPO, make(model))
    assert load_predictor(REPO).artifact.config.name == "notebook_mlp"
    assert not [line for line in hub.requests if WEIGHTS in line]
    with pytest.raises(HubError, match=sentence) as caught:
        pull(REPO, weights=True)
    assert "\n" not in str(caught.value)
    assert "/tmp" not in str(caught.value)


def test_the_bomb_is_small():
    assert len(hostile.bomb()) < 7000


def test_a_file_of_2_gb_is_refused_before_it_is_asked_for(hub: StandIn, model: Tree):
    hub.add(REPO, model, claimed_sizes={WEIGHTS: 2 << 30})
    with pytest.raises(HubError, match=r"model\.weights\.h5 of owner/digits@main is larger than"):
        pull(REPO)
    assert not [line for line in hub.requests if "resolve" in line]


def test_a_download_larger_than_the_listing_said_is_ended(
    hub: StandIn, model: Tree, tmp_path: Path
):
    hub.add(REPO, model | {WEIGHTS: bytes(64 << 20)}, claimed_sizes={WEIGHTS: 100})
    with pytest.raises(HubError, match=r"larger than 32 MB: it is not downloaded"):
        pull(REPO, weights=True, cache=tmp_path / "here")
    blobs = (tmp_path / "here").glob("models--*/blobs/*")
    assert max(path.stat().st_size for path in blobs) < 64 << 20


def test_a_repository_of_ten_thousand_files_is_no_model(hub: StandIn, model: Tree):
    more = {f"{number}.txt": b"" for number in range(MAX_FILES - len(model))}
    hub.add(REPO, model | more)
    assert pull(REPO).folder.is_dir()
    hub.repos["model", REPO].commit(model | more | {"one_more.txt": b""}, "main", "second")
    with pytest.raises(HubError, match="more than 10000 files: it is not a model folder"):
        pull(REPO)


def test_a_cut_connection_is_one_sentence(hub: StandIn, model: Tree, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    hub.add(REPO, model)
    hub.faults.append(Fault("GET /lfs", "cut"))
    with pytest.raises(HubError, match=r"model\.tflite of owner/digits@main: ") as caught:
        pull(REPO)
    assert "\n" not in str(caught.value)


def test_bundled_weights_pass(tmp_path, model: Tree):
    path = tmp_path / WEIGHTS
    path.write_bytes(model[WEIGHTS])
    check_weights(path)
