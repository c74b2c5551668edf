"""python -m mnist_space evaluate."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mnist_space.artifact import BUNDLED, METRICS
from mnist_space.cli.app import app
from mnist_space.data import BUNDLED_TEST
from mnist_space.evaluation import mixed
from mnist_space.evaluation.report import Report
from mnist_space.preprocessing.pipelines import load_pipeline

ROOT = Path(__file__).parents[2]
LIGHT = """
import sys
from mnist_space.cli.app import app
try:
    app(["evaluate", "--model", "notebook_mlp", "--json"])
except SystemExit as end:
    assert not end.code
heavy = {"matplotlib", "seaborn", "tensorflow", "keras", "gradio"} & set(sys.modules)
assert not heavy, heavy
"""


def evaluate(*arguments):
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def test_json_alone_is_printed_without_matplotlib_and_equals_the_report(report):
    ran = subprocess.run([sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert Report.from_json(json.loads(ran.stdout)) == report
    assert "Traceback" not in ran.stderr


def test_text_plots_and_the_saved_report(report, tmp_path, monkeypatch):
    monkeypatch.setattr(mixed, "PICTURES", 100)
    model = shutil.copytree(BUNDLED / "notebook_mlp", tmp_path / "model")
    (model / METRICS).unlink()
    plots = tmp_path / "some" / "plots"
    ran = evaluate("--model", model, "--data", BUNDLED_TEST, "--plots", plots, "--save")
    assert ran.exit_code == 0, ran.output
    assert f"{report.accuracy:.2%}" in ran.stdout
    assert f"{report.pipeline_accuracy:.2%}" in ran.stdout
    assert sorted(path.name for path in plots.iterdir()) == [
        "confusion.png",
        "coverage.png",
        "mixture.png",
        "reliability.png",
    ]
    saved = Report.from_json(json.loads((model / METRICS).read_text()))
    assert saved.mixture is not None
    assert f"{saved.mixture.right_and_accepted:.2%}" in ran.stdout
    assert saved.model_copy(update={"mixture": None}) == report


def unfinished(folder):
    """A pipeline that stops before the DigitTensor."""
    data = load_pipeline("notebook").to_json()
    data["digit"] = data["digit"][:-1]
    (folder / "unfinished.json").write_text(json.dumps(data))
    return ["--pipeline", folder / "unfinished.json"], "DigitTensor"


def damaged(folder):
    """A model folder with another network than its hash says."""
    model = shutil.copytree(BUNDLED / "notebook_mlp", folder / "model")
    (model / "model.tflite").write_bytes(b"TFL3" * 100)
    return ["--model", model], "hash"


def foreign(folder):
    """A folder that is no model."""
    return ["--model", folder], "config.json"


def unknown(folder):
    """A name of nothing."""
    return ["--model", "nothing"], "convnet"


def no_data(folder):
    """A folder without MNIST."""
    return ["--data", folder], "t10k-images"


def other_pipeline(folder):
    """Saving figures that are not of the model's own pipeline."""
    return ["--save", "--model", "convnet", "--pipeline", "notebook"], "leave out --pipeline"


@pytest.mark.parametrize(
    "make",
    [unfinished, damaged, foreign, unknown, no_data, other_pipeline],
    ids=lambda f: f.__name__,
)
def test_bad_input_is_one_sentence(make, tmp_path):
    arguments, expected = make(tmp_path)
    ran = evaluate(*arguments)
    assert ran.exit_code == 2
    said = " ".join(line.strip("│ ") for line in ran.stderr.splitlines())
    assert expected in said
    assert "Traceback" not in said
    assert not ran.stdout


def test_plots_into_a_file_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    ran = evaluate("--model", "notebook_mlp", "--plots", tmp_path / "file")
    assert ran.exit_code == 2
    assert "file" in ran.stderr
