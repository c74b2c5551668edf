"""A step of a trace is opened in the section Steps, with its parameters and its picture."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from mnist_space.preprocessing.registry import STEPS
from mnist_space.ui.errors import told
from mnist_space.ui.lab.catalogue import catalogue_html
from mnist_space.ui.lab.choosing import EVENT
from mnist_space.ui.lab.pictures import OF_PREDICT
from mnist_space.ui.lab.steps import StepsSection, asked_step

LAB = "lab-tab"
# The dialog gave the focus back to a picture that lies on another tab now.
FOCUS = "() => setTimeout(() => document.querySelector('[data-lab=step]')?.focus(), 100)"


def wire_trying(viewer: gr.HTML, section: StepsSection, tabs: gr.Tabs) -> None:
    """Open the step that the viewer asks for: see `viewer`."""
    choice = section.choice
    shown = [section.catalogue, section.request, choice.picture, choice.upload, choice.opened, tabs]
    opened = viewer.input(_opened, [viewer, choice.opened], shown, **EVENT)
    opened.success(None, None, None, js=FOCUS, **EVENT)


@told
def _opened(asked: object, count: int) -> tuple[Any, ...]:
    step, params, of_predict = asked_step(asked, "of_predict")
    values = step.complete(params)
    request = json.dumps({"step": step.name, "params": values, "fresh": False})
    picture = OF_PREDICT if of_predict else gr.skip()
    upload = gr.Image(visible=False) if of_predict else gr.skip()
    catalogue = catalogue_html(STEPS, step, values)
    # Whatever shows the picture or the step does so again.
    return catalogue, request, picture, upload, count + 1, gr.Tabs(selected=LAB)
