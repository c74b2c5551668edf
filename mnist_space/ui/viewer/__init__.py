"""The viewer: any picture of a trace opens large, beside what the step before it made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

import gradio as gr

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.registry import STEPS
from mnist_space.ui.components import CONTROLS, Html, scripted


def viewer() -> gr.HTML:
    """Make the viewer, one for the page: a dialog that every `view_button` opens.

    It fires `input` when somebody wants to try a step in the Lab, with JSON as its value: the name
    of the step ("step"), its parameters ("params"), and whether the trace is that of the picture in
    Predict ("of_predict"). It fires `submit` when it shows a step: see `mnist_space.ui.lab.large`.
    """
    return scripted(Path(__file__).parent, "viewer", "viewer.js", before=CONTROLS)


def view_button(img: Html, kind: str, name: str, facts: Html, call: StepCall | None = None) -> Html:
    """Make a picture one that opens in the viewer.

    Pictures inside one element with `data-views` are scrubbed through, in their order.

    Args:
        img: the picture, an <img> whose alt text says what it shows.
        kind: class of the button.
        name: the heading beside the large picture.
        facts: a line below it.
        call: the step that made the picture of the one before.
    """
    step = f' data-step="{escape(call.step)}"' if call else ""
    facts = f"{escape(call.step)}: {facts}" if call else facts
    params = escape(json.dumps(dict(call.params))) if call else ""
    about = escape(json.dumps(_about(call.step))) if call else "[]"
    return (
        f'<button type="button" class="{kind}" data-view aria-haspopup="dialog" '
        f'data-name="{escape(name)}" data-facts="{facts}"{step} data-params="{params}" '
        f'data-about="{about}">{img}</button>'
    )


def _about(name: str) -> Sequence[str]:
    """The paragraphs of a step's description."""
    step = STEPS.steps.get(name)  # a pipeline may have a registry of its own
    return step.description.paragraphs if step else ()
