"""mnist-space check-step, run as a user runs it."""

from pathlib import Path

import pytest

from mnist_space.preprocessing.checks import step_checks
from mnist_space.preprocessing.discovery import ENTRY_POINT_GROUP
from tests.cli.test_reading import run

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
def installed(tmp_path):
    """A package with the step cut_page, installed as pip would; returns the step's file."""
    info = tmp_path / "cut_page-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: cut-page\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\ncut_page = cut_page\n")

    def install(body: str) -> Path:
        file = tmp_path / "cut_page.py"
        file.write_text(STEP.replace("BODY", body))
        return file

    return install


def test_every_check_of_a_good_step_is_named_and_ok():
    ran = run("check-step", "even_stroke")
    assert ran.stdout.splitlines() == [f"{name}: ok" for name in CHECKS]
    assert ran.returncode == 0, ran.stderr


def test_a_step_of_an_installed_package_is_checked(installed):
    file = installed("image.copy()")
    ran = run("check-step", "cut_page", packages=file.parent)
    assert ran.stdout.count(": ok") == len(CHECKS)
    assert ran.returncode == 0, ran.stderr


def test_what_a_step_raises_is_said_with_the_line_of_its_file(installed):
    file = installed("image * upper[0, 0]")
    ran = run("check-step", "cut_page", packages=file.parent)
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
    ran = run("check-step", "cut_page", packages=file.parent)
    assert "should give GrayImage, but gives dtype float64" in ran.stdout
    assert f"    {file}:8\n" in ran.stdout
    assert ran.returncode == 1


def test_a_step_that_ends_the_program_does_not_pass(installed):
    file = installed("exit(0)")
    ran = run("check-step", "cut_page", packages=file.parent)
    assert ran.stdout.count("FAILED") >= 3
    assert ran.returncode == 1


def test_an_unknown_step_is_a_sentence_and_status_1():
    ran = run("check-step", "even_strok")
    assert ran.stderr.startswith("There is no step 'even_strok'. Did you mean 'even_stroke'?")
    assert (ran.returncode, ran.stdout) == (1, "")
