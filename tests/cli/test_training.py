"""mnist-space train says in a sentence what is wrong."""

from pathlib import Path

import pytest

from mnist_space.cli import options
from tests.cli.commands import run


def _command(*arguments):
    return run("train", *arguments)


def test_command_refuses_a_folder_that_holds_a_model(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    done = _command("--out", str(tmp_path))
    assert done.returncode == 2
    assert "already" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [(), ("notebook_mlp", "--start", ".")])
@pytest.mark.parametrize(("recipe", "network"), [("finish", "convnet"), ("tune", "convnet_pair")])
def test_what_trains_a_network_further_needs_one_to_start_from(
    tmp_path, recipe, network, arguments
):
    done = _command("--recipe", recipe, *arguments, "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert f"goes with {network} and --start" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", [["render"], ["characters", str(Path(__file__))]], ids=str)
def test_a_file_of_pictures_ends_in_npz(tmp_path, command):
    name, *fonts = command
    done = run(name, tmp_path / "pictures", *fonts)
    assert done.returncode == 2
    assert "ends in .npz" in " ".join(done.stderr.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_command_says_in_a_sentence_where_the_digits_are_missing(tmp_path):
    done = _command("--data", str(tmp_path), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "train-images-idx3-ubyte" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("quicknet",), ("notebook_mlp", "--recipe", "quick")])
def test_the_quick_recipe_and_its_network_go_together(tmp_path, arguments):
    done = _command(*arguments, "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "quick goes with quicknet" in " ".join(done.stderr.replace("│", " ").split())


def test_what_keras_prints_as_it_downloads_is_not_among_the_json(monkeypatch, capsys):
    monkeypatch.setattr(options, "load_train", lambda _: print("Downloading"))
    options.train_digits(None)
    assert capsys.readouterr() == ("", "Downloading\n")
