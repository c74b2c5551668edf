"""mnist-space predict --bulk IN OUT; where it is killed, in a process of its own."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyarrow import parquet

from mnist_space.artifact import BUNDLED
from mnist_space.data import idx_bytes, load_test
from tests.cli.commands import run

ROOT = Path(__file__).parents[2]
EXAMPLES = BUNDLED / "examples"
DIGITS = 700  # more than are read before a run ends that is stopped at two parts
COMMAND = [sys.executable, "-m", "mnist_space", "predict", "--bulk"]


def bulk(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run("predict", "--bulk", *arguments)


def rows(out: Path) -> list[dict]:
    return [json.loads(line) for line in out.read_text().splitlines()]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one inside, and a file that is no picture."""
    folder = tmp_path_factory.mktemp("bulk") / "pictures"
    shutil.copytree(EXAMPLES, folder)
    shutil.copytree(EXAMPLES, folder / "more", ignore=shutil.ignore_patterns("*.json"))
    (folder / "bad.png").write_text("no picture")
    return folder


@pytest.fixture(scope="module")
def done(pictures: Path) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The lines of all of them, and what the run said."""
    out = pictures.with_name("out.jsonl")
    return out, bulk(pictures, out)


def test_the_lines_are_those_of_predict_with_digit(pictures, done):
    out, ran = done
    assert ran.returncode == 1
    said = rows(out)
    singly = run("predict", *[row["file"] for row in said], "--digit", "--json")
    expected = [json.loads(line) for line in singly.stdout.splitlines()]
    for row, alone in zip(said, expected, strict=True):
        # The last bits are the threads': LiteRT adds in another order on one core.
        for key in ("confidence", "digit_probability", "probabilities"):
            assert row.pop(key, None) == pytest.approx(alone.pop(key, None), abs=1e-6)
        assert row == alone
    bad = str(pictures / "bad.png")
    assert [row["file"] for row in said if "error" in row] == [bad]
    assert ran.stdout == f"{out}: {len(said)} pictures, 1 that cannot be read\n"
    assert f"{bad}: This is not a picture" in ran.stderr


def test_numbers_as_parquet(tmp_path):
    source, out = tmp_path / "list.txt", tmp_path / "out.parquet"
    source.write_text(f"{EXAMPLES / 'five-in-a-corner.png'}\n{EXAMPLES / 'star.jpg'}\n")
    ran = bulk(source, out, "--number", "--json", "--workers", "1")
    assert ran.returncode == 0, ran.stderr
    table = parquet.read_table(out)
    assert json.loads(ran.stdout) == {"out": str(out), "pictures": 2, "failed": 0}
    assert "5" in table.column("text").to_pylist()


def test_ray_is_an_engine(pictures, done, tmp_path, monkeypatch):
    """Ray itself takes half a minute to start: `tests/bulk/test_ray.py` does it once."""
    asked = []

    def read(reader, parts, workers):
        asked.append(workers)
        return ((number, reader.part(number)) for number in parts)

    monkeypatch.setattr("mnist_space.bulk.ray_data.read_with_ray", read)
    out = tmp_path / "ray.jsonl"
    ran = bulk(pictures, out, "--engine", "ray", "--workers", "3")
    assert ran.returncode == 1, ran.stderr
    assert rows(out) == rows(done[0])
    assert asked == [3]


def begun(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run of which at least two parts are done, and not all."""
    process = subprocess.Popen(
        [*COMMAND, str(source), str(out), "--workers", "2"],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        # What runs in the background of a shell ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while len(list(out.parent.glob(f"{out.name}.parts/[0-9]*.jsonl"))) < 2:
        assert process.poll() is None
        time.sleep(0.05)  # the run needs the core
    return process


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """Handles of the processes that a process has started."""
    listed = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [os.pidfd_open(int(pid)) for file in listed for pid in file.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_goes_on(tmp_path, number):
    source, out = tmp_path / "digits", tmp_path / "out.jsonl"
    source.write_bytes(idx_bytes(load_test().images[:DIGITS]))
    with begun(source, out) as process:
        handles = children(process)
        process.send_signal(number)
        status = process.wait(60)
    assert status == (-number if number == signal.SIGKILL else 130)
    assert len(handles) >= 2
    for handle in handles:  # it can be read from once the process has ended
        assert select.select([handle], [], [], 60)[0]
        os.close(handle)
    assert not out.exists()
    # Were a part read again, its mark would be gone.
    marked = sorted(out.with_name("out.jsonl.parts").glob("[0-9]*.jsonl"))
    for part in marked:
        part.write_text(part.read_text().replace('"reading": ', '"marked": 1, "reading": '))
    assert bulk(source, out, "--workers", "1").returncode == 0
    assert [row["file"] for row in rows(out)] == [f"{source}#{i}" for i in range(DIGITS)]
    assert sum("marked" in row for row in rows(out)) == 50 * len(marked) < DIGITS


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([EXAMPLES], "--bulk takes two names"),
        ([EXAMPLES, "out.txt"], "ends in .jsonl"),
        (["no/such/folder", "out.jsonl"], "no/such/folder: No such file"),
        ([EXAMPLES, "out.jsonl", "--model", "none"], "There is no model 'none'"),
    ],
)
def test_what_cannot_begin_is_one_sentence(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = bulk(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in " ".join(ran.stderr.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []
