"""Light imports are a promise: what a program pays for is what it uses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PICTURE = "mnist_space/bundled/examples/seven-squared-paper.jpg"
NUMBER = "mnist_space/bundled/examples/five-in-a-corner.png"
HEAVY = {
    "gradio",
    "huggingface_hub",
    "keras",
    "matplotlib",
    "pandas",
    "pyarrow",
    "ray",
    "scipy",
    "seaborn",
    "skimage",
    "sklearn",
    "tensorflow",
    "torch",
}


def imported_by(code: str) -> set[str]:
    """Top-level modules that a fresh process has after running `code`."""
    code += "\nimport json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in "
    code += "sys.modules})))"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "module",
    [
        "mnist_space",
        "mnist_space.preprocessing",
        "mnist_space.preprocessing.checks",
        "mnist_space.artifact",
        "mnist_space.reading.predictor",
        "mnist_space.explaining.explanation",
        "mnist_space.bulk.run",
        "mnist_space.synthesis",
        "mnist_space.evaluation.metrics",
    ],
)
def test_importing_is_light(module):
    assert not imported_by(f"import {module}") & HEAVY


def test_a_plug_in_pays_for_preprocessing_alone():
    modules = imported_by("import mnist_space.preprocessing.registry, plugins.center_mass")
    assert not modules & (HEAVY | {"typer"})


def test_predicting_is_light():
    modules = imported_by(
        "from mnist_space import load_predictor\n"
        "predictor = load_predictor()\n"
        f"assert predictor.predict({PICTURE!r}).label == 7\n"
        f"assert predictor.read_number({NUMBER!r}).text == '5'"
    )
    assert "ai_edge_litert" in modules
    assert not modules & HEAVY


@pytest.mark.parametrize(
    "arguments",
    [
        ["predict", PICTURE, "--json"],
        ["explain", PICTURE],
        ["steps"],
        ["check-step", "crop_ink"],
        ["--help"],
    ],
)
def test_the_command_line_is_light(arguments):
    code = (
        "from mnist_space.cli.app import app\n"
        "try:\n"
        f"    app({arguments!r})\n"
        "except SystemExit as end:\n"
        "    assert not end.code"
    )
    assert not imported_by(code) & HEAVY
