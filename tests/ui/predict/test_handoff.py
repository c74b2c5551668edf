"""In a process of its own: gr.Blocks leaves event loops behind, which pytest takes for leaks."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CHECK = """
from pathlib import Path
import gradio as gr
import numpy as np
from mnist_space.data import load_test
from mnist_space.limits import Limits
from mnist_space.startup import begin_startup
from mnist_space.preprocessing.images import decode
from mnist_space.ui.choices import Choices
from mnist_space.ui.handoff import PREDICT, OpenInPredict
from mnist_space.ui.predict.tab import predict_tab
from mnist_space.ui.turns import Turns

with gr.Blocks():
    with gr.Tabs() as tabs, gr.Tab("Predict", id=PREDICT):
        tab = predict_tab(Choices(begin_startup().started()), Turns(Limits()), None)
    opening = OpenInPredict(tab, tabs)
digit = load_test().images[0]
assert opening.outputs == [tab.upload, tab.pad, tab.model, tab.pipeline, tabs, tab.why]
for image in digit, np.float32(digit / 255):
    picture, pad, *names, turned, why = opening.show(image, "notebook_mlp", "notebook")
    assert (decode(Path(tab.upload.postprocess(picture).path))[..., 0] == digit).all()
    assert pad is None
    assert names == ["notebook_mlp", "notebook"]
    assert turned.selected == PREDICT
    assert why.open
assert opening.show(image)[-1] == gr.skip()
"""


def test_a_picture_of_another_tab_becomes_an_upload_that_is_read() -> None:
    ran = subprocess.run([sys.executable, "-c", CHECK], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
