"""Files without an end, or far too large: one line each, and the next file is read."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from mnist_space.artifact import BUNDLED

ROOT = Path(__file__).parents[2]
SEVEN = BUNDLED / "examples" / "seven-squared-paper.jpg"


def run(*arguments: str | Path, stdin: int | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mnist_space", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, stdin=stdin,
    )  # fmt: skip


def test_a_pipe_a_device_and_a_huge_file_are_error_lines(tmp_path):
    pipe, huge = tmp_path / "pipe.png", tmp_path / "huge.png"
    os.mkfifo(pipe)
    with huge.open("wb") as file:
        file.truncate(200 << 20)
    ran = run("predict", pipe, "/dev/zero", huge, SEVEN, "--json")
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
        ran = run("predict", "-", "--json", stdin=endless.fileno())
    assert json.loads(ran.stdout)["error"] == "The file has more than 20 MB."


def test_a_pipeline_from_a_device_is_refused():
    ran = run("predict", SEVEN, "--pipeline", "/dev/zero")
    assert ran.returncode == 2
    assert "pipe or a device" in " ".join(ran.stderr.replace("│", " ").split())


def test_extra_pictures_that_unpack_to_gigabytes_are_refused(tmp_path):
    bomb = tmp_path / "bomb.npz"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("images.npy", "w", force_zip64=True) as file,
    ):
        for _ in range(1030):
            file.write(bytes(1 << 20))
    assert bomb.stat().st_size < 2 << 20
    ran = run("train", "--extra", bomb, "--out", tmp_path / "out")
    assert ran.returncode == 2
    assert "unpacks to more than" in " ".join(ran.stderr.replace("│", " ").split())
    assert not (tmp_path / "out").exists()
