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
from mnist_space.ui.choices import EDITED, Choices
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import TOLD
from mnist_space.ui.handoff import PREDICT
from mnist_space.ui.lab.chain import NOT_SENT, chain_html, in_force, keeping_html
from mnist_space.ui.lab.pictures import SAMPLE
from mnist_space.ui.lab.steps import EVENT, StepsSection, picture_of
from mnist_space.ui.predict.answer import answer_html
from mnist_space.ui.predict.tab import PIPELINE_LABELS
from mnist_space.ui.predict.trace import NO_TRACE, trace_html
from mnist_space.ui.shared_pipeline import MAX_JSON, from_link, from_text, to_link
from mnist_space.ui.turns import Turns

START = "robust"
TOOLS = (
    '<p class="lab-tools"><button type="button" class="lab-reset" data-do="undo">Undo</button>'
    '<button type="button" class="lab-reset" data-do="reset">Reset</button>'
    '<label>Open a file <input type="file" accept=".json" data-load></label></p>'
)


def build_editor(
    here: gr.Tab,
    choices: Choices,
    predict: PredictTab,
    steps: StepsSection,
    turns: Turns,
    tabs: gr.Tabs,
) -> None:
    """Lay out the section; it reads the picture that is chosen in `steps`."""
    gr.Markdown("## The whole pipeline", elem_classes="section")
    with gr.Row(elem_id="lab-editor"):
        with gr.Column(elem_classes="card"):
            chain, request, said = _html("lab", "lab-chain"), _request(), _html("lab", "lab-said")
            use = gr.Button("Read with it in Predict", size="sm", elem_id="lab-use")
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
    use.click(
        _use(choices),
        [request, predict.loaded],
        [predict.pipeline, predict.loaded, tabs, said],
        queue=False,
        **EVENT,
    )


def _use(choices: Choices) -> Callable[[object, Any], tuple[Any, ...]]:
    """Make the edited pipeline one of this visitor's choices in Predict, the chosen one."""
    shipped = [(PIPELINE_LABELS.get(name, name), name) for name in choices.pipelines]

    def use(request: object, loaded: Any) -> tuple[Any, ...]:  # noqa: ANN401 - gr.State
        try:
            pipeline = in_force(asked_model(request))
        except TOLD as error:
            return gr.skip(), gr.skip(), gr.skip(), _note(error)
        edited = EDITED + to_link(pipeline)
        radio = gr.Radio([*shipped, ("As edited in the Lab", edited)], value=edited)
        return radio, loaded + 1, gr.Tabs(selected=PREDICT), keeping_html(pipeline)

    return use


def _note(error: Exception) -> Html:
    return f'<p class="lab-failures" role="status">{escape(str(error))}</p>'


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
            return chain, _note(error), gr.skip(), gr.skip()

    return shown


def _html(style: str, name: str) -> gr.HTML:
    component = styled(style, "")
    component.elem_id = name
    return component


def _request() -> gr.HTML:
    script = (Path(__file__).parent / "editor.js").read_text(encoding="utf-8")
    return gr.HTML(html_template="<span></span>", js_on_load=script, elem_id="lab-edit")
