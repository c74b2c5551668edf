"""Files without an end, or far too large: one line each, and the next file is read."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from mnist_space.artifact import BUNDLED
from mnist_space.cli import training
from tests.cli.commands import run

ROOT = Path(__file__).parents[2]
SEVEN = BUNDLED / "examples" / "seven-squared-paper.jpg"


def run_apart(*arguments: str | Path, stdin: int | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: a read without an end is killed with it."""
    return subprocess.run(
        [sys.executable, "-m", "mnist_space", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, stdin=stdin,
    )  # fmt: skip


def test_a_pipe_a_device_and_a_huge_file_are_error_lines(tmp_path):
    pipe, huge = tmp_path / "pipe.png", tmp_path / "huge.png"
    os.mkfifo(pipe)
    with huge.open("wb") as file:
        file.truncate(200 << 20)
    ran = run_apart("predict", pipe, "/dev/zero", huge, SEVEN, "--json")
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer.get("error") for answer in answers] == [
        "'pipe.png' is a pipe or a device, not a file.",
        "'zero' is a pipe or a device, not a file.",
        "'huge.png' has more than 20 MB.",
        None,
    ]
    assert answers[3]["label"] == 7
    assert ran.returncode == 1


def test_standard_input_without_an_end_is_read_no_further_than_the_limit():
    with open("/dev/zero", "rb") as endless:
        ran = run_apart("predict", "-", "--json", stdin=endless.fileno())
    assert json.loads(ran.stdout)["error"] == "The file has more than 20 MB."


def test_a_pipeline_from_a_device_is_refused():
    ran = run_apart("predict", SEVEN, "--pipeline", "/dev/zero")
    assert ran.returncode == 2
    assert "pipe or a device" in " ".join(ran.stderr.replace("│", " ").split())


def test_extra_pictures_that_unpack_to_gigabytes_are_refused(tmp_path, monkeypatch):
    assert training.MAX_UNPACKED <= 1 << 30
    monkeypatch.setattr(training, "MAX_UNPACKED", 1 << 20)  # a real bomb takes seconds to pack
    bomb = tmp_path / "bomb.npz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("images.npy", bytes((1 << 20) + 1))
    assert bomb.stat().st_size < 2 << 10
    ran = run("train", "--extra", bomb, "--out", tmp_path / "out")
    assert ran.returncode == 2
    assert "unpacks to more than" in " ".join(ran.stderr.replace("│", " ").split())
    assert not (tmp_path / "out").exists()
