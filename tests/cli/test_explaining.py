"""mnist-space explain and neighbours."""

import gzip
import json
from pathlib import Path

from mnist_space.artifact import BUNDLED
from tests.cli.commands import run

SEVEN, STAR = (BUNDLED / "examples" / name for name in ("seven-squared-paper.jpg", "star.jpg"))


def test_it_says_in_words_what_is_particular():
    ran = run("explain", SEVEN)
    assert ran.returncode == 0, ran.stderr
    answer, *told = ran.stdout.splitlines()
    assert answer.startswith("7 (")
    assert any("ruled lines" in line for line in told)
    assert any(line.startswith("Nearest digits of MNIST") and ": 7 (" in line for line in told)
    assert "Its networks say: 7 (" in told[-1]


def test_what_is_refused_is_said_to_be_and_what_would_help():
    ran = run("explain", "-", given=STAR.read_bytes())
    assert "refused: This does not look like a single digit." in ran.stdout
    assert "It looks like" in ran.stdout


def test_json_is_one_object():
    plain = json.loads(run("explain", SEVEN, "--json").stdout)
    assert (plain["file"], plain["label"]) == (str(SEVEN), 7)
    assert {finding["kind"] for finding in plain["findings"]} >= {"ruled", "polarity"}


def test_what_cannot_be_read_is_a_sentence_and_status_1(tmp_path: Path):
    ran = run("explain", tmp_path / "missing.png")
    assert ran.returncode == 1
    assert "cannot be opened" in ran.stdout
    assert "Traceback" not in ran.stderr
    folder = json.loads(run("explain", tmp_path, "--json").stdout)
    assert "no picture in the folder" in folder["error"]


def test_neighbours_are_chosen_from_mnist_alone(tmp_path: Path):
    for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"):
        (tmp_path / name).write_bytes(gzip.compress(b"\0\0\x08\x01\0\0\0\x01\0"))
    ran = run("neighbours", tmp_path / "out", "--data", tmp_path)
    assert ran.returncode == 2
    assert "Error" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()
