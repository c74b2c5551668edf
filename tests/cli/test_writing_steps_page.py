"""docs/writing-steps.md: its blocks, saved and run as the page says."""

import json
import re

import pytest

from mnist_space.preprocessing.checks import step_checks
from mnist_space.preprocessing.forms import CANVAS, COLOR, DIGIT, GRAY
from tests.cli.test_reading import ROOT
from tests.cli.test_writing_steps import in_folder

PAGE = (ROOT / "docs" / "writing-steps.md").read_text()
PICTURE = "mnist_space/bundled/examples/two-white-on-black.png"


def block(language: str, word: str) -> str:
    """The one block in a language that has the word."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    (found,) = [text for text in blocks if word in text]
    return found


@pytest.fixture
def followed(checkout):
    """The copy of a reader who saved the step and the pipeline."""
    (checkout / "plugins" / "smooth_edges.py").write_text(block("python", "def smooth_edges"))
    (checkout / "smooth.json").write_text(block("json", "smooth_edges"))
    return checkout


def test_the_step_keeps_the_contract_and_can_be_frozen(followed):
    ran = in_folder(followed, "-m", "mnist_space", "check-step", "smooth_edges")
    assert ran.stdout.count(": ok") == len(list(step_checks()))
    assert ran.returncode == 0, ran.stdout
    (command,) = re.findall(r"`python (-m mnist_space\.preprocessing\.golden \S+)`", PAGE)
    assert in_folder(followed, *command.split()).stderr == "frozen: smooth_edges\n"
    tests = in_folder(followed, "-m", "pytest", "-n", "0", "tests/plugins", "-k", "smooth_edges")
    assert tests.returncode == 0, tests.stdout


def test_a_function_that_is_there_already_keeps_it_too(checkout):
    (checkout / "plugins" / "median.py").write_text(block("python", "register_function"))
    ran = in_folder(checkout, "-m", "mnist_space", "check-step", "median")
    assert ran.stdout.count(": ok") == len(list(step_checks())), ran.stdout
    assert ran.returncode == 0, ran.stdout


def test_the_pipeline_reads_a_picture_on_the_command_line(followed):
    (line,) = re.findall(r"^mnist-space (predict photo\.jpg .*)$", PAGE, re.MULTILINE)
    words = line.replace("photo.jpg", PICTURE).split()
    ran = in_folder(followed, "-m", "mnist_space", *words, "--json")
    assert json.loads(ran.stdout)["label"] == 2, ran.stderr


def test_the_trace_shows_the_step(followed):
    ran = in_folder(followed, "-c", block("python", "answer.trace"))
    assert "smooth_edges Smooth the edges of the strokes (" in ran.stdout, ran.stderr


def test_the_page_names_every_check_and_every_form():
    def first_column(head: str) -> list[str]:
        table = PAGE.split(f"| {head} |")[1].split("\n\n")[0]
        return re.findall(r"^\| `(\w+)`", table, re.MULTILINE)

    assert first_column("check") == [check.__name__ for check in step_checks()]
    assert first_column("form") == [form.name for form in (COLOR, GRAY, CANVAS, DIGIT)]


def test_the_entry_point_is_that_of_the_example():
    project = (ROOT / "examples" / "third-party-step" / "pyproject.toml").read_text()
    assert block("toml", "close_gaps") in project
