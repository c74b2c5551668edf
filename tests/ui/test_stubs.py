"""Gradio is imported without the files that it writes for editors."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORT = """
import sys

opened = []
sys.addaudithook(lambda event, values: event == "open" and opened.append(str(values[0])))
finders = list(sys.meta_path)
import mnist_space.ui

import gradio

assert isinstance(gradio.Textbox(), gradio.components.Component)
assert sys.meta_path == finders
print(*[path for path in opened if path.endswith(".pyi")])
"""


def test_no_stub_is_read_or_written_and_nothing_is_left_behind() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
