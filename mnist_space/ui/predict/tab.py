"""The Predict tab: a picture in, the answer and every step on the way to it out."""

from __future__ import annotations

import gradio as gr

from mnist_space.hub.collecting import Collecting
from mnist_space.ui.choices import OWN, Choices
from mnist_space.ui.components import PredictTab, styled
from mnist_space.ui.predict.answer import answer_html
from mnist_space.ui.predict.bringing import bringing
from mnist_space.ui.predict.events import wire, wire_tools
from mnist_space.ui.predict.examples import examples_row
from mnist_space.ui.predict.own import own_panel, question_row
from mnist_space.ui.predict.practice import practice_button
from mnist_space.ui.predict.reading import AUTO, ONE, SEVERAL
from mnist_space.ui.predict.sharing import sharing, wire_sharing
from mnist_space.ui.predict.sketchpad import sketchpad
from mnist_space.ui.predict.trace import NO_TRACE
from mnist_space.ui.predict.why import why_section, wire_why
from mnist_space.ui.turns import Turns

PIPELINE_LABELS = {OWN: "the model's own"}
MODEL_INFO = (
    "convnet, ours, is a convolutional network: it looks for bits of strokes, then for what they "
    "form. notebook_mlp is the network of the classic tutorial."
)
PIPELINE_INFO = (
    "notebook only squeezes the picture into 28 x 28, as most tutorials do: choose it to see the "
    "same photo fail. robust, ours, finds the ink first, on a photo as well."
)


def predict_tab(choices: Choices, turns: Turns, collecting: Collecting | None) -> PredictTab:
    """Lay out the tab inside the current gr.Tab and wire its events."""
    with gr.Row(elem_id="predict-row"):
        with gr.Column(elem_id="predict-pad", elem_classes="card"):
            pad, practice = sketchpad(), practice_button()
        with gr.Column(elem_id="predict-answer", elem_classes="card"):
            mode = _modes()
            answer, share = styled("answer", answer_html(None)), sharing()
            asked = question_row(collecting)
        with gr.Column(elem_id="predict-upload", elem_classes="card"):
            upload, tools = _upload(), bringing()
            gr.Markdown("Or try one of these", elem_classes="caption")
            examples = examples_row()
        panel, why = why_section()
    with gr.Row(elem_id="predict-choices", elem_classes="card"):
        model, pipeline = _models(choices), _pipelines(choices)
    gr.Markdown("## How it was read, step by step", elem_classes="section")
    trace = styled("trace", NO_TRACE)
    loaded, names = gr.State(0), gr.State(list(choices.models))
    tab = PredictTab(
        *(pad, upload, model, pipeline, mode, answer, trace, examples, loaded, names, share, panel),
        gr.State(()),
    )
    wire(tab, choices, turns)
    wire_tools(tools, tab, turns)
    wire_sharing(share, tab, choices, turns)
    wire_why(why, tab, choices, turns)
    own_panel(asked, practice, tab, choices, turns, collecting)
    return tab


def _models(choices: Choices) -> gr.Radio:
    names = list(choices.models)
    return gr.Radio(names, value=names[0], label="Model", info=MODEL_INFO, elem_id="model")


def _pipelines(choices: Choices) -> gr.Radio:
    names = [(PIPELINE_LABELS.get(name, name), name) for name in choices.pipelines]
    return gr.Radio(names, value=OWN, label="Pipeline", info=PIPELINE_INFO, elem_id="pipeline")


def _modes() -> gr.Radio:
    return gr.Radio(
        [("Automatic", AUTO), ("One digit", ONE), ("A number", SEVERAL)],
        value=AUTO,
        label="What is on the picture",
        show_label=False,
        container=False,
        elem_id="mode",
    )


def _upload() -> gr.Image:
    # A mirrored digit is another sign: the camera's picture is taken as it is.
    camera = gr.WebcamOptions(
        mirror=False, constraints={"video": {"facingMode": {"ideal": "environment"}}}
    )
    return gr.Image(
        type="filepath",
        image_mode=None,
        format="png",  # of pictures that other tabs open here; the default loses detail
        sources=["upload", "clipboard", "webcam"],
        show_label=False,
        label="Picture of a digit",
        placeholder="Drop a photo of a digit here, or click to choose one",
        height=222,
        buttons=[],
        webcam_options=camera,
        alt_text="The picture to read",
        elem_id="upload",
    )
