"""The commands predict and steps; once as a user runs them, in a process of their own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline
from tests.cli.commands import run

ROOT = Path(__file__).parents[2]
EXAMPLES = BUNDLED / "examples"
SEVEN, FIVE = EXAMPLES / "seven-squared-paper.jpg", EXAMPLES / "five-in-a-corner.png"


def run_apart(
    *arguments: str | Path, packages: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """`python -m mnist_space` in a process of its own, which may find packages in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "mnist_space", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | ({"PYTHONPATH": str(packages)} if packages else {}),
    )


def lines(ran: subprocess.CompletedProcess[str]) -> list[dict]:
    """Every line of stdout as JSON: a line that is none fails."""
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """One run over good, bad and blank files: each process costs a second."""
    folder = tmp_path_factory.mktemp("pictures")
    blank = folder / "blank.png"
    Image.new("L", (280, 280), 255).save(blank)
    (folder / "empty.png").write_bytes(b"")
    (folder / "svg.png").write_text("<svg></svg>")
    files = [FIVE, folder / "none.png", SEVEN, folder / "empty.png", blank, folder / "svg.png"]
    files.append(Path("x" * 300))
    return files, run_apart("predict", *files, "--json")


def test_one_json_line_a_file_in_order(mixed):
    files, ran = mixed
    assert [line["file"] for line in lines(ran)] == [str(file) for file in files]
    assert "Traceback" not in ran.stderr


def test_a_line_has_what_the_predictor_says(mixed):
    line = lines(mixed[1])[2]
    assert list(line) == [
        *("file", "label", "confidence", "probabilities", "digit_probability", "accepted"),
        *("reason", "reading"),
    ]
    expected = load_predictor().predict(SEVEN)
    assert line["confidence"] == pytest.approx(expected.confidence)
    assert line["label"] == expected.label == 7
    np.testing.assert_allclose(line["probabilities"], expected.probabilities, atol=1e-6)
    assert (line["accepted"], line["reason"]) == (expected.accepted, expected.reason)


def test_a_blank_picture_has_no_label(mixed):
    line = lines(mixed[1])[4]
    assert (line["label"], line["accepted"]) == (None, False)
    assert line["reason"] == "Nothing is drawn."


def test_files_that_cannot_be_read_are_error_lines_and_status_1(mixed):
    answers = lines(mixed[1])
    assert [set(answers[i]) for i in (1, 3, 5, 6)] == [{"file", "error"}] * 4
    assert "cannot be opened" in answers[1]["error"]
    assert answers[3]["error"] == "The file is empty."
    assert "SVG" in answers[5]["error"]
    assert mixed[1].returncode == 1


def test_good_files_give_status_0():
    ran = run("predict", SEVEN, "--json")
    assert (ran.returncode, len(lines(ran))) == (0, 1)


def test_without_json_it_is_a_sentence():
    ran = run("predict", SEVEN, ROOT / "none.png")
    first, second = ran.stdout.splitlines()
    assert first.startswith(f"{SEVEN}: 7 (")
    assert "cannot be opened" in second
    assert ran.returncode == 1


def test_a_dash_is_standard_input():
    ran = run("predict", "-", "--json", "--number", given=FIVE.read_bytes())
    (answer,) = lines(ran)
    assert (answer["file"], answer["text"]) == ("-", "5")


def test_a_folder_is_its_pictures_in_order_of_name(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, file in {"b.JPG": SEVEN, "a.png": FIVE, ".hidden.png": FIVE}.items():
        shutil.copy(file, folder / name)
    (folder / "notes.txt").write_text("not a picture")
    (folder / "c.heic").write_bytes(b"\0\0\0\x18ftypheic")
    ran = run("predict", folder, SEVEN, tmp_path, "--json")
    answers = lines(ran)
    names = [str(folder / name) for name in ("a.png", "b.JPG", "c.heic")]
    assert [answer["file"] for answer in answers] == [*names, str(SEVEN), str(tmp_path)]
    assert [answer.get("label") for answer in answers] == [5, 7, None, 7, None]
    assert answers[2]["error"].startswith("The photo is broken")
    assert answers[4]["error"] == f"There is no picture in the folder {str(tmp_path)!r}."
    assert ran.returncode == 1


def test_a_number():
    (answer,) = lines(run("predict", FIVE, "--number", "--json"))
    expected = load_predictor().read_number(FIVE)
    assert (answer["file"], answer["text"]) == (str(FIVE), "5")
    (digit,) = answer["digits"]
    assert digit["label"] == 5
    assert tuple(digit["box"]) == expected.digits[0][0]
    x, y, width, height = digit["box"]
    with Image.open(FIVE) as picture:
        size = picture.size
    assert 0 <= x < x + width <= size[0]
    assert 0 <= y < y + height <= size[1]


def test_several_digits_are_read_as_a_number(tmp_path):
    file = tmp_path / "two.png"
    two = Image.open(FIVE.parent / "two-white-on-black.png").convert("L")
    page = Image.new("L", (2 * two.width, two.height))
    page.paste(two, (0, 0))
    page.paste(two, (two.width, 0))
    page.save(file)
    digit, number = lines(run("predict", SEVEN, file, "--json"))
    assert (digit["label"], number["label"], number["text"]) == (7, "22", "22")
    (one,) = lines(run("predict", file, "--json", "--digit"))
    assert (one["label"], one["accepted"]) == (2, False)
    assert run("predict", file).stdout.startswith(f"{file}: 22 (")


def test_another_pipeline_and_another_model(tmp_path):
    load_steps()
    notebook = load_pipeline("notebook")
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(notebook.to_json()))
    by_name = lines(run("predict", SEVEN, "--json", "--pipeline", "notebook"))
    by_file = ["--pipeline", file, "--model", BUNDLED / "notebook_mlp"]
    for answers, model in (
        (by_name, "convnet"),
        (lines(run("predict", SEVEN, "--json", *by_file)), "notebook_mlp"),
    ):
        expected = load_predictor(model).predict(SEVEN, notebook)
        np.testing.assert_allclose(answers[0]["probabilities"], expected.probabilities, atol=1e-6)


FAILING_STEP = '''
from mnist_space.preprocessing import GrayImage, register_step


@register_step
def give_up(image: GrayImage) -> GrayImage:
    """Fail on every picture."""
    raise ValueError("too hard")
'''


def test_a_step_of_an_installed_package_that_fails_is_an_error_line(tmp_path):
    (tmp_path / "give_up.py").write_text(FAILING_STEP)
    info = tmp_path / "give_up-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: give_up\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mnist_space.steps]\ngive_up = give_up\n")
    load_steps()
    pipeline = load_pipeline("notebook").to_json()
    pipeline["page"].append({"step": "give_up", "params": {}})
    (tmp_path / "mine.json").write_text(json.dumps(pipeline))
    wanted = ["--pipeline", tmp_path / "mine.json"]
    ran = run_apart("predict", SEVEN, "--json", *wanted, packages=tmp_path)
    (answer,) = lines(ran)
    assert set(answer) == {"file", "error"}
    assert answer["error"].startswith("Step 2 'give_up' failed on an image of shape")
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--digit", "--number"], "one of --digit"),
        (["--model", "convnets"], "There is no model 'convnets'"),
        (["--pipeline", "robst"], "There is no pipeline 'robst'"),
    ],
)
def test_wrong_options_are_refused_before_any_file_is_read(options, words):
    ran = run("predict", SEVEN, "--json", *options)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert words in " ".join(ran.stderr.replace("│", " ").split())
    assert "Traceback" not in ran.stderr


def test_steps_as_json():
    answers = lines(run("steps", "--json"))
    assert answers == [step.to_json() for step in load_steps()]
    names = [answer["name"] for answer in answers]
    assert names == sorted(names)
    assert "center_mass" in names


def test_steps_as_text():
    ran = run("steps")
    assert "grayscale: Turn colours into brightness (ColorImage -> GrayImage)" in ran.stdout


def test_every_command_is_there():
    ran = run("--help")
    for command in ("predict", "steps", "serve", "train", "evaluate", "pull", "push", "deploy"):
        assert f" {command} " in ran.stdout
