"""Files are read no further than a limit, and written whole or not at all."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnist_space.artifact import METRICS, write_report
from mnist_space.files import FileError, read_bounded, replacing, save_arrays, write_whole

ROOT = Path(__file__).parents[1]


def test_a_file_of_just_the_limit_is_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(100))
    assert read_bounded(path, 100) == bytes(100)
    with pytest.raises(FileError, match=r"^'file' has more than"):
        read_bounded(path, 99)


def test_a_new_file_takes_the_place_of_the_old_one(tmp_path):
    path = tmp_path / "model.weights.h5"
    for text in (b"old", b"new"):
        with replacing(path) as part:
            assert part.name.endswith(".weights.h5")
            assert part.parent == tmp_path
            part.write_bytes(text)
            assert not path.exists() or path.read_bytes() == b"old"
        assert path.read_bytes() == text
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail() -> None:
        with replacing(path) as part:
            part.write_bytes(b"ne")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from mnist_space.artifact import write_report
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
write_report(Path(sys.argv[1]), {"figures": list(range(9000))})
"""


def test_a_full_disk_leaves_the_report_as_it_was(tmp_path):
    write_report(tmp_path, {"accuracy": 1})
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], cwd=ROOT, capture_output=True, timeout=60
    )
    assert b"OSError" in ran.stderr
    assert json.loads((tmp_path / METRICS).read_text()) == {"accuracy": 1}
    assert [path.name for path in tmp_path.iterdir()] == [METRICS]


KILLED = """
import os, signal, sys
from pathlib import Path
from mnist_space.files import replacing
with replacing(Path(sys.argv[1])) as part:
    part.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    write_whole(path, b"old")
    ran = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, timeout=60)
    assert ran.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) != ["file"]  # it was killed in the middle


def test_arrays_are_written_whole(tmp_path, half_written):
    path = tmp_path / "arrays.npz"
    write_whole(path, b"old")
    with pytest.raises(OSError, match="disk is full"):
        save_arrays(path, images=np.zeros(3))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["arrays.npz"]
