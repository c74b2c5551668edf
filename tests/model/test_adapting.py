"""A small network that learns to read mirrored digits, and what keeps one from being written."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import cv2
import h5py
import numpy as np
import pytest

from mnist_space.artifact import BUNDLED, WEIGHTS, read_artifact
from mnist_space.cli.adapting import lines
from mnist_space.data import load_test
from mnist_space.labelled.packing import packed
from mnist_space.labelled.reading import Labelled, LabelledError
from mnist_space.loading import load_predictor
from mnist_space.model import adapting
from mnist_space.model.adapting import AdaptError, adapt
from mnist_space.model.additions import see_additions
from mnist_space.model.recipes import RECIPES
from mnist_space.model.run import Run, train_model
from tests.cli.commands import run

DIGITS, OTHERS = load_test()[:1500], load_test()[9000:]
BLANK = np.full((50, 50), 255, np.uint8)


def png(ink):
    return cv2.imencode(".png", 255 - cv2.resize(ink, (112, 112)))[1].tobytes()


def mirrored(count, first=0):
    return [
        Labelled(f"{place}.png", png(OTHERS.images[place][:, ::-1]), int(OTHERS.labels[place]))
        for place in range(first, first + count)
    ]


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """A small convnet that has learnt from a thousand digits."""
    folder = tmp_path_factory.mktemp("start") / "model"
    few = {"validation": 300, "drawn": 5, "negatives": 20, "styles": 10, "epochs": 6}
    with pytest.MonkeyPatch.context() as patch:
        recipe = RECIPES["conv"]["small"]
        patch.setitem(RECIPES["conv"], "small", type(recipe)(**{**vars(recipe), **few}))
        train_model(Run("conv_2x8", "small", 0, None, (), folder, None, None, 1.0), DIGITS)
    return folder


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """All of the few digits are shown, and drawing the others takes no time."""
    few = replace(adapting.ADD, digits=600, negatives=20, styles=10, epochs=4)
    monkeypatch.setattr(adapting, "ADD", few)


def zipped(folder: Path, many):
    """A zip of them, as the page packs it."""
    images = np.zeros((len(many), 28, 28), np.uint8)
    file = folder / "my-digits.zip"
    file.write_bytes(packed([each.picture for each in many], [each.label for each in many], images))
    return file


def mnist(folder: Path) -> Path:
    file = folder / "mnist.npz"
    np.savez(
        file, x_train=DIGITS.images, y_train=DIGITS.labels, x_test=DIGITS.images[:1],
        y_test=DIGITS.labels[:1],
    )  # fmt: skip
    return folder


def before_the_last(folder):
    """The weights of all layers but the dense one."""
    with h5py.File(folder / WEIGHTS) as file:
        found = []
        file.visititems(lambda name, item: found.append((name, item)))
        arrays = [(name, item) for name, item in found if isinstance(item, h5py.Dataset)]
        return [item[()] for name, item in arrays if "dense" not in name]


def test_a_network_learns_a_writers_hand_and_keeps_what_was_fitted(start, tmp_path, monkeypatch):
    monkeypatch.setattr("mnist_space.data._checked", lambda images, labels, *_: DIGITS)
    monkeypatch.setattr(adapting, "MOST_LOST", 1.0)
    out = tmp_path / "new" / "model"
    options = ("--add", zipped(tmp_path, mirrored(60)), "--data", mnist(tmp_path), "--out", out)
    done = run("train", "--start", start, *options, "--json")
    assert done.returncode == 0, done.stderr
    *told, said = map(json.loads, done.stdout.splitlines())
    first, last = read_artifact(start), read_artifact(out)
    assert [each["epochs"] for each in told if "val_loss" in each] == [1, 2, 3, 4]
    assert said["folder"] == str(out)
    for name in ("name", "architecture", "temperature", "reject_threshold", "odds", "second_look"):
        assert getattr(last.config, name) == getattr(first.config, name), name
    assert last.pipeline == first.pipeline
    assert last.config.recipe["name"] == "add"
    assert last.config.recipe["validation"] == 300
    assert last.config.recipe["start"]["sha256"] == first.config.sha256[WEIGHTS]
    # Of the pictures some were learnt from and the others not; still others are read better too.
    learnt, held_out = last.config.recipe["extra"][0]["images"], said["after"]["n"]
    assert (learnt + held_out, said["before"]["n"]) == (60, held_out)
    before, after = (
        sum(load_predictor(folder).predict(each.picture).label == each.label for each in others)
        for folder, others in ((start, mirrored(100, 60)), (out, mirrored(100, 60)))
    )
    assert after >= before + 5  # nine on one processor, ten on another
    assert said["before"]["digits"] == said["after"]["digits"] == 300
    # 16 bits are kept of each.
    both = list(zip(before_the_last(start), before_the_last(out), strict=True))
    assert both
    assert all(np.array_equal(ours, theirs) for ours, theirs in both)
    assert list(tmp_path.rglob(".adapting*")) == []


def test_a_network_that_has_suffered_is_not_written(start, tmp_path, monkeypatch):
    monkeypatch.setattr(adapting, "MOST_LOST", -1.0)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(AdaptError, match=r"No model was written: of 300 .* read wrong before"):
        adapt(start, mirrored(20), DIGITS, out, epochs=1)
    assert list(tmp_path.iterdir()) == [out]
    assert list(out.iterdir()) == []


def test_every_fifth_is_held_out_and_what_shows_nothing_is_named(start):
    pictures = [*mirrored(40), Labelled("blank.png", cv2.imencode(".png", BLANK)[1].tobytes(), 10)]
    seen = see_additions(load_predictor(start), pictures, 0)
    held_out = {each.name for each in seen.held_out}
    assert len(held_out) == len(seen.held_out) == 8
    labels = [each.label for each in pictures]
    for label, held in Counter(each.label for each in seen.held_out).items():
        assert abs(held - labels.count(label) / 5) < 1, label
    assert seen.unread == ("blank.png",)
    assert len(seen.learnt) == 40 - len(held_out)
    again = see_additions(load_predictor(start), pictures, 0)
    assert again.sha256 == seen.sha256
    assert seen.sha256 != see_additions(load_predictor(start), pictures, 1).sha256


def test_too_few_pictures_and_one_that_is_none_are_refused(start, tmp_path):
    with pytest.raises(LabelledError, match="At least 10 pictures to learn from are needed"):
        adapt(start, mirrored(9), DIGITS, tmp_path / "out")
    with pytest.raises(LabelledError, match=r"^x\.png: This is not a picture"):
        adapt(start, [*mirrored(20), Labelled("x.png", b"none", 3)], DIGITS, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_trained_further_or_judged_is_refused(start, tmp_path):
    with pytest.raises(AdaptError, match="learns from MNIST's digits alone"):
        adapt(BUNDLED / "notebook_mlp", mirrored(20), DIGITS, tmp_path / "out")
    with pytest.raises(AdaptError, match="held out no digits by which it could be judged"):
        adapt(start, mirrored(20), DIGITS[:300], tmp_path / "out")
    (tmp_path / "note").write_text("mine")
    with pytest.raises(AdaptError, match="There is something in"):
        adapt(start, mirrored(20), DIGITS, tmp_path)


def test_the_command_says_why_not_and_prints_both_figures(start, tmp_path, monkeypatch):
    monkeypatch.setattr("mnist_space.data._checked", lambda images, labels, *_: DIGITS)
    options = ("--add", zipped(tmp_path, mirrored(9)), "--data", mnist(tmp_path))
    for out, why in ((tmp_path, "There is something in"), (tmp_path / "out", "At least 10")):
        done = run("train", "--start", start, *options, "--out", out)
        assert done.returncode == 2
        assert why in " ".join(done.stderr.replace("│", " ").split())
    judged = adapting.Judged(adapting.evaluate_own(load_predictor(start), mirrored(3)), 7, 300)
    text = "\n".join(lines(adapting.Adapted(read_artifact(start), judged, judged, ("x.png",))))
    assert "3 pictures and 300 digits held out" in text
    assert "found on x.png" in text


@pytest.mark.parametrize("more", [("convnet",), ("--used", "0.5"), ("--recipe", "fast")], ids=str)
def test_additions_go_with_a_start_alone(tmp_path, more):
    pictures = zipped(tmp_path, mirrored(1))
    for start in ((), ("--start", "convnet")):
        done = run("train", "--add", pictures, *start, *more)
        assert done.returncode == 2
        assert "--add goes with --start" in " ".join(done.stderr.replace("│", " ").split())


def test_a_start_that_is_no_folder_is_a_sentence(tmp_path):
    done = run("train", "--add", tmp_path, "--start", "nobody")
    assert done.returncode == 2
    assert "There is no model folder 'nobody'" in done.stderr
