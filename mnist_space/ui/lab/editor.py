"""The section Pipeline: its steps are moved, switched, added and tuned, and the picture read."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import STEPS
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import TOLD
from mnist_space.ui.lab.chain import NOT_SENT, chain_html, in_force, keeping_html
from mnist_space.ui.lab.pictures import SAMPLE
from mnist_space.ui.lab.shared_pipeline import MAX_JSON, from_link, from_text
from mnist_space.ui.lab.steps import EVENT, StepsSection, picture_of
from mnist_space.ui.predict.answer import answer_html
from mnist_space.ui.predict.trace import NO_TRACE, trace_html
from mnist_space.ui.turns import Turns

START = "robust"
TOOLS = (
    '<p class="lab-tools"><button type="button" class="lab-reset" data-do="undo">Undo</button>'
    '<button type="button" class="lab-reset" data-do="reset">Reset</button>'
    '<label>Open a file <input type="file" accept=".json" data-load></label></p>'
)


def build_editor(
    here: gr.Tab, choices: Choices, predict: PredictTab, steps: StepsSection, turns: Turns
) -> None:
    """Lay out the section; it reads the picture that is chosen in `steps`."""
    gr.Markdown("## The whole pipeline", elem_classes="section")
    with gr.Row(elem_id="lab-editor"):
        with gr.Column(elem_classes="card"):
            chain, request, said = _html("lab", "lab-chain"), _request(), _html("lab", "lab-said")
        with gr.Column(elem_classes="card"):
            answer = _html("answer", "lab-answer")
            trace = _html("trace", "lab-trace")
    inputs = [request, predict.model, steps.picture, steps.upload, predict.pad, predict.upload]
    gr.on(
        [here.select, request.input, steps.picture.input, steps.upload.change],
        _shown(choices, turns),
        inputs,
        [chain, said, answer, trace],
        trigger_mode="always_last",
        queue=False,
        **EVENT,
    )


def asked_model(request: object) -> dict[str, Any]:
    """Return the pipeline that the editor sends: its own, a file's text, or a link's.

    Raises:
        PipelineError, StepError: it is none.
    """
    asked = _object(request) if request else {}
    if isinstance(asked.get("link"), str):
        return from_link(asked["link"]).to_json()
    if isinstance(asked.get("text"), str):
        return from_text(asked["text"]).to_json()
    model = asked.get("model", {"reset": True})
    if not isinstance(model, dict):
        raise PipelineError(NOT_SENT)
    return load_pipeline(START).to_json() if model.get("reset") else model


def _object(request: object) -> dict[str, Any]:
    if not isinstance(request, str) or len(request) > 2 * MAX_JSON:
        raise PipelineError(NOT_SENT)
    try:
        asked = json.loads(request)
    except (ValueError, RecursionError) as error:
        raise PipelineError(NOT_SENT) from error
    if not isinstance(asked, dict):
        raise PipelineError(NOT_SENT)
    return asked


def _shown(choices: Choices, turns: Turns) -> Callable[..., Awaitable[tuple[Any, ...]]]:
    @turns.taking
    def read(pipeline: Pipeline, model: object, name: object, *given: object) -> tuple[Html, Html]:
        if isinstance(name, str) and name.startswith(SAMPLE):
            raise PipelineError("Choose a whole picture: this is a sample for one step.")
        found = picture_of(STEPS[pipeline.page[0].step], name, *given)
        if found is None:
            return answer_html(None), NO_TRACE
        prediction = choices.predictor(model).predict(found[0], pipeline)
        return answer_html(prediction), trace_html(prediction.trace, prediction.reading)

    async def shown(request: object, *given: object) -> tuple[Any, ...]:
        chain: Any = gr.skip()
        try:
            kept = asked_model(request)
            if not request or _object(request).get("drawn") is not True:
                chain = TOOLS + chain_html(kept)
            pipeline = in_force(kept)
            return chain, keeping_html(pipeline), *(await read(pipeline, *given))
        except TOLD as error:
            # Returned: gradio shows no error of an event outside its queue.
            note = f'<p class="lab-failures" role="status">{escape(str(error))}</p>'
            return chain, note, gr.skip(), gr.skip()

    return shown


def _html(style: str, name: str) -> gr.HTML:
    component = styled(style, "")
    component.elem_id = name
    return component


def _request() -> gr.HTML:
    script = (Path(__file__).parent / "editor.js").read_text(encoding="utf-8")
    return gr.HTML(html_template="<span></span>", js_on_load=script, elem_id="lab-edit")
