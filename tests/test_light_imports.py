"""Light imports are a promise: what a program pays for is what it uses."""

import json
import subprocess
import sys
from pathlib import Path

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


# One after the other, for a start costs more than what is asked: the first that is heavy is named.
EACH = """
import json, sys
for code in json.loads(sys.argv[1]):
    exec(code)
    names = {name.partition(".")[0] for name in sys.modules}
    print(json.dumps(sorted(names)))
"""
COMMAND = """
from mnist_space.cli.app import app
try:
    app(ARGUMENTS)
except SystemExit as end:
    assert not end.code
"""


def imported_by(*programs: str) -> dict[str, set[str]]:
    """Top-level modules that a fresh process has after each of these programs."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", EACH, json.dumps(programs)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    printed = [line for line in ran.stdout.splitlines() if line.startswith('["')]
    return dict(zip(programs, (set(json.loads(line)) for line in printed), strict=True))


def test_importing_is_light():
    modules = [
        "mnist_space",
        "mnist_space.preprocessing",
        "mnist_space.preprocessing.checks",
        "mnist_space.artifact",
        "mnist_space.reading.predictor",
        "mnist_space.explaining.explanation",
        "mnist_space.bulk.run",
        "mnist_space.synthesis",
        "mnist_space.evaluation.metrics",
    ]
    for program, names in imported_by(*(f"import {module}" for module in modules)).items():
        assert not names & HEAVY, program


def test_a_plug_in_pays_for_preprocessing_alone():
    (names,) = imported_by(
        "import mnist_space.preprocessing.registry, plugins.center_mass"
    ).values()
    assert not names & (HEAVY | {"typer"})


def test_predicting_and_the_command_line_are_light():
    predicting = (
        "from mnist_space import load_predictor\n"
        "predictor = load_predictor()\n"
        f"assert predictor.predict({PICTURE!r}).label == 7\n"
        f"assert predictor.read_number({NUMBER!r}).text == '5'"
    )
    arguments = [
        ["predict", PICTURE],
        ["explain", PICTURE],
        ["steps"],
        ["check-step", "crop_ink"],
        ["--help"],
    ]
    commands = [COMMAND.replace("ARGUMENTS", repr(words)) for words in arguments]
    imported = imported_by(predicting, *commands)
    assert "ai_edge_litert" in imported[predicting]
    for program, names in imported.items():
        assert not names & HEAVY, program
