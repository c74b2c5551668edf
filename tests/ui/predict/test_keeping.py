"""An answer as files and as lines of code, which are run."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from mnist_space import NumberReading, Prediction, load_predictor
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.reading.answers import Answer
from mnist_space.ui.predict.keeping import BLUE, URL, Asked, boxed, code, csv_text, json_text
from mnist_space.ui.shared_pipeline import to_link

ROOT = Path(__file__).resolve().parents[3]
PATH = "mnist_space/bundled/examples/number-blue-pen.jpg"
MODES = ("auto", "digit", "number")
PICTURE = decode(ROOT / PATH)


@pytest.fixture(scope="module")
def number() -> Answer:
    return load_predictor().read(PICTURE)


@pytest.fixture(scope="module")
def digit() -> Answer:
    return load_predictor().predict(ROOT / PATH.replace("number-blue-pen.jpg", "star.jpg"))


def test_json_says_what_was_asked_and_answered(number: Answer) -> None:
    told = json.loads(json_text(number, Asked("a.jpg", "user/repo@1f", None, "robust", "auto")))
    assert (told["file"], told["model"], told["pipeline"]) == ("a.jpg", "user/repo@1f", "robust")
    assert (told["label"], told["accepted"], len(told["digits"])) == ("2647", True, 4)


def test_csv_has_a_row_for_each_digit(number: Answer, digit: Answer) -> None:
    assert isinstance(number, NumberReading)
    assert isinstance(digit, Prediction)
    rows = list(csv.DictReader(csv_text(number).splitlines()))
    assert "".join(row["text"] for row in rows) == "2647"
    assert [int(rows[0][name]) for name in ("x", "y", "width", "height")] == list(
        number.digits[0][0]
    )
    shares = list(csv.DictReader(csv_text(digit).splitlines()))
    assert [float(row["confidence"]) for row in shares] == list(digit.confidences)


def test_the_picture_has_boxes_and_the_answer_below(number: Answer, digit: Answer) -> None:
    assert isinstance(number, NumberReading)
    made = cv2.imdecode(np.frombuffer(boxed(number, PICTURE), np.uint8), cv2.IMREAD_COLOR_RGB)
    height, width = PICTURE.shape[:2]
    assert made.shape[0] > height
    assert made.shape[1] == width
    for x, y, *_ in dict(number.digits):
        assert tuple(made[y, x]) == BLUE
    assert (made[height:] < 100).any()
    small = boxed(digit, np.full((1, 1, 3), 255, np.uint8))
    assert cv2.imdecode(np.frombuffer(small, np.uint8), cv2.IMREAD_COLOR).shape[1] == 1


# Runs each of a list of programs and parts what they print.
EACH = "import json, sys\nfor lines in json.load(sys.stdin): exec(lines, {}); print(end='\\0')"


def ran(command: list[str], given: str = "") -> str:
    done = subprocess.run(
        command,
        input=given,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked_in(mode: str) -> Asked:
    """With the model's own pipeline, one by its name, or an edited one."""
    if mode == "auto":
        return Asked(PATH, "convnet", None, None, mode)
    if mode == "digit":
        return Asked(PATH, "convnet", "convnet", "robust", mode)
    pipeline = load_pipeline("robust")
    whole = json.dumps(pipeline.to_json())
    return Asked(PATH, "convnet", "convnet", "pipeline=" + to_link(pipeline), mode, whole)


def test_the_lines_give_this_very_answer(app_url: str) -> None:
    asked = [(mode, kind, lines) for mode in MODES for kind, lines in code(asked_in(mode)).items()]
    programs = [lines.replace(URL, app_url) for _, kind, lines in asked if kind != "curl"]
    python = ran([sys.executable, "-W", "ignore", "-c", EACH], json.dumps(programs)).split("\0")
    printed = iter(python)
    for mode, kind, lines in asked:
        is_curl = kind == "curl"
        said = ran(["bash", "-c", lines.replace(URL, app_url)]) if is_curl else next(printed)
        accepted, text = ("False", "") if mode == "digit" else ("True", "2647")
        assert text in said, (mode, kind)
        word = accepted.lower() if is_curl else accepted
        assert said.index(word) > said.index("accepted"), (mode, kind)
    assert list(printed) == [""], "each program has printed once"


def test_a_files_own_name_runs_nothing(tmp_path: Path) -> None:
    name = "$(touch it) `touch it`; \"touch it\" 'touch it'.png"
    for kind, lines in code(Asked(name, "convnet", None, None, "auto")).items():
        command = ["bash", "-c"] if kind == "curl" else [sys.executable, "-c"]
        if kind == "curl":
            lines = lines.splitlines()[1].replace("curl -s", "echo")
        else:
            compile(lines, "lines", "exec")
            continue
        subprocess.run([*command, lines], cwd=tmp_path, check=True, timeout=20)
    assert list(tmp_path.iterdir()) == []
