"""mnist-space check-step and new-step; what writes a step runs in a copy of the repository."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_space.cli.writing_steps import _write_all
from mnist_space.preprocessing.checks import step_checks
from mnist_space.preprocessing.discovery import ENTRY_POINT_GROUP
from mnist_space.preprocessing.registry import STEPS
from tests.cli.commands import run

CHECKS = [check.__name__ for check in step_checks()]
STEP = '''from mnist_space.preprocessing import GrayImage, register_step


def halved(image):
    return image[: image.shape[0] // 2]


@register_step
def cut_page(image: GrayImage) -> GrayImage:
    """Cut the page."""
    upper = halved(image)
    return BODY
'''


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package with the step cut_page, installed as pip would; returns the step's file."""
    monkeypatch.syspath_prepend(tmp_path)
    info = tmp_path / "cut_page-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: cut-page\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\ncut_page = cut_page\n")

    def install(body: str) -> Path:
        file = tmp_path / "cut_page.py"
        file.write_text(STEP.replace("BODY", body))
        return file

    yield install
    sys.modules.pop("cut_page", None)
    STEPS.steps.pop("cut_page", None)


def test_every_check_of_a_good_step_is_named_and_ok():
    ran = run("check-step", "even_stroke")
    assert ran.stdout.splitlines() == [f"{name}: ok" for name in CHECKS]
    assert ran.returncode == 0, ran.stderr


def test_a_step_of_an_installed_package_is_checked(installed):
    installed("image.copy()")
    ran = run("check-step", "cut_page")
    assert ran.stdout.count(": ok") == len(CHECKS)
    assert ran.returncode == 0, ran.stderr


def test_what_a_step_raises_is_said_with_the_line_of_its_file(installed):
    file = installed("image * upper[0, 0]")
    ran = run("check-step", "cut_page")
    said = ran.stdout.splitlines()
    failed = said.index(
        "check_output_form: FAILED: Step 'cut_page' fails on the sample 1x1 (1, 1): "
        "IndexError: index 0 is out of bounds for axis 0 with size 0"
    )
    assert said[failed + 1] == f"    {file}:12"
    assert [line.partition(":")[0] for line in said if line[:1] != " "] == CHECKS
    assert "check_docstring: ok" in said
    assert (ran.returncode, ran.stderr) == (1, "")


def test_a_wrong_result_is_said_with_where_the_step_begins(installed):
    file = installed("image / 255")
    ran = run("check-step", "cut_page")
    assert "should give GrayImage, but gives dtype float64" in ran.stdout
    assert f"    {file}:8\n" in ran.stdout
    assert ran.returncode == 1


def test_a_step_that_ends_the_program_does_not_pass(installed):
    installed("exit(0)")
    ran = run("check-step", "cut_page")
    assert ran.stdout.count("FAILED") >= 3
    assert ran.returncode == 1


def test_an_unknown_step_is_a_sentence_and_status_1():
    ran = run("check-step", "even_strok")
    assert ran.stderr.startswith("There is no step 'even_strok'. Did you mean 'even_stroke'?")
    assert (ran.returncode, ran.stdout) == (1, "")


def in_folder(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def files_of(folder: Path) -> set[str]:
    """All files but what Python compiled."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in files if path.suffix != ".pyc"}


# As long as a name may be, so that the lines are as long as they can be.
NAME = "drop_what_is_faint_on_old_page"
NEW = {f"plugins/{NAME}.py", f"tests/plugins/test_{NAME}.py", f"tests/golden/{NAME}.npz"}


def test_a_new_step_is_green_and_clean_as_it_is_written(checkout):
    before = files_of(checkout)
    ran = in_folder(checkout, "-m", "mnist_space", "new-step", NAME)
    assert ran.returncode == 0, ran.stderr
    assert files_of(checkout) - before == NEW
    assert all(f"written: {path}" in ran.stdout for path in NEW)
    tests = in_folder(checkout, "-m", "pytest", "-n", "0", "tests/plugins", "-vv", "-k", NAME)
    assert tests.returncode == 0, tests.stdout
    assert f"[{NAME}-check_golden] PASSED" in tests.stdout
    assert f"{NAME}.py::test_the_level_is_a_parameter PASSED" in tests.stdout
    sources = sorted(path for path in NEW if path.endswith(".py"))
    for command in (["check"], ["format", "--check"]):
        ruff = in_folder(checkout, "-m", "ruff", *command, *sources)
        assert ruff.returncode == 0, ruff.stdout


EACH = """
import json, sys
from typer.testing import CliRunner
from mnist_space.cli.app import app
for name in sys.argv[1:]:
    ran = CliRunner().invoke(app, ["new-step", name])
    print(json.dumps((ran.stderr, ran.exit_code, type(ran.exception).__name__)))
"""
BAD_NAMES = {
    "Flip": "A step's name has small letters",
    "../flip": "A step's name has small letters",
    "lambda": "is no word of Python's",
    "test_flip": "not with 'test'",
    NAME + "s": "at most 30 characters",
    "np": "The name 'np' is used in the file",
    "crop_ink": "There is a step 'crop_ink' already",
    "contract": "tests/plugins/test_contract.py is there already",
}


def test_a_name_that_is_bad_or_taken_writes_nothing(checkout):
    before = files_of(checkout)
    ran = in_folder(checkout, "-c", EACH, *BAD_NAMES)
    assert ran.returncode == 0, ran.stderr
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    for sentence, (said, *status) in zip(BAD_NAMES.values(), answers, strict=True):
        assert sentence in " ".join(said.replace("│", " ").split())
        assert status == [2, "SystemExit"]
    assert files_of(checkout) == before


def test_elsewhere_it_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run("new-step", "flip")
    assert "Run this in a copy of the repository" in " ".join(ran.stderr.replace("│", " ").split())
    assert files_of(tmp_path) == set()


def test_a_folder_that_takes_no_file_is_a_sentence_and_nothing_is_written(checkout):
    shutil.rmtree(checkout / "tests" / "golden")
    (checkout / "tests" / "golden").symlink_to("/proc/self")  # even root cannot write there
    before = files_of(checkout)
    ran = in_folder(checkout, "-m", "mnist_space", "new-step", NAME)
    assert "Nothing was written: " in ran.stderr
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert files_of(checkout) == before


def test_one_file_that_cannot_be_written_leaves_none(tmp_path):
    (tmp_path / "first").mkdir()
    wanted = {tmp_path / "first" / "a.py": b"a", tmp_path / "missing" / "b.py": b"b"}
    with pytest.raises(FileNotFoundError):
        _write_all(wanted)
    assert files_of(tmp_path) == set()


def test_a_name_that_cannot_be_given_takes_the_others_back(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").touch()
    wanted = {tmp_path / "folder": b"a", tmp_path / "b.py": b"b"}
    with pytest.raises(OSError, match="folder"):
        _write_all(wanted)
    assert files_of(tmp_path) == {"folder/inside"}
