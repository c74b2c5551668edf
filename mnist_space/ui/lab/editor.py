"""The section Pipeline: its steps are moved, switched, added and tuned, and the picture read."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from mnist_space.preprocessing.forms import COLOR
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.ui.choices import EDITED, Choices
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import TOLD, told_in_words
from mnist_space.ui.handoff import PREDICT
from mnist_space.ui.lab.chain import NOT_SENT, chain_html, in_force, keeping_html
from mnist_space.ui.lab.pictures import SAMPLE
from mnist_space.ui.lab.steps import EVENT, StepsSection, picture_of
from mnist_space.ui.predict.answer import answer_html, unreadable_html
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
    events = [here.select, request.input]
    # The rows answer at once, whatever is being read: the next click is on what they show.
    gr.on(events, _drawn, request, [chain, said], trigger_mode="multiple", queue=False, **EVENT)
    gr.on(
        [*events, steps.picture.input, steps.upload.change],
        _read(choices, turns),
        [request, predict.model, steps.picture, steps.upload, predict.pad, predict.upload],
        [answer, trace],
        trigger_mode="always_last",
        queue=False,
        **EVENT,
    )
    use.click(_use(choices), request, [predict.pipeline, tabs, said], queue=False, **EVENT)


def _drawn(request: object) -> tuple[Any, Any]:
    """The rows, unless the page has drawn them already, and the whole pipeline or what it lacks."""
    asked, chain = dict[str, Any](), None
    try:
        asked = _object(request)
        kept = _asked_model(asked)
        chain = None if asked.get("drawn") is True else TOOLS + chain_html(kept)
        said = keeping_html(in_force(kept))
    except TOLD as error:
        said = _note(error)
        if chain is None and "link" in asked:  # nothing is drawn yet that one could go back to
            chain = TOOLS + chain_html(load_pipeline(START).to_json())
    return gr.skip() if chain is None else chain, said


def _use(choices: Choices) -> Callable[[object], tuple[Any, ...]]:
    """Make the edited pipeline one of this visitor's choices in Predict, the chosen one."""
    shipped = [(PIPELINE_LABELS.get(name, name), name) for name in choices.pipelines]

    def use(request: object) -> tuple[Any, ...]:
        try:
            pipeline = asked_pipeline(request)
        except TOLD as error:
            return gr.skip(), gr.skip(), _note(error)
        edited = EDITED + to_link(pipeline)
        radio = gr.Radio([*shipped, ("As edited in the Lab", edited)], value=edited)
        return radio, gr.Tabs(selected=PREDICT), keeping_html(pipeline)

    return use


def _note(error: Exception) -> Html:
    return f'<p class="lab-failures" role="status">{escape(str(error))}</p>'


def asked_pipeline(request: object) -> Pipeline:
    """Return the pipeline that the editor sends: its own, a file's text, or a link's.

    Raises:
        PipelineError, StepError: it is none.
    """
    return in_force(_asked_model(_object(request)))


def _asked_model(asked: dict[str, Any]) -> dict[str, Any]:
    if isinstance(asked.get("link"), str):
        return from_link(asked["link"]).to_json()
    if isinstance(asked.get("text"), str):
        return from_text(asked["text"]).to_json()
    model = asked.get("model", {"reset": True})
    if not isinstance(model, dict):
        raise PipelineError(NOT_SENT)
    return load_pipeline(START).to_json() if model.get("reset") else model


def _object(request: object) -> dict[str, Any]:
    if not request:
        return {}
    if not isinstance(request, str) or len(request) > 2 * MAX_JSON:
        raise PipelineError(NOT_SENT)
    try:
        asked = json.loads(request)
    except (ValueError, RecursionError) as error:
        raise PipelineError(NOT_SENT) from error
    if not isinstance(asked, dict):
        raise PipelineError(NOT_SENT)
    return asked


def _read(choices: Choices, turns: Turns) -> Callable[..., Awaitable[tuple[Any, Any]]]:
    @turns.taking
    def read(pipeline: Pipeline, model: object, name: object, *given: object) -> tuple[Html, Html]:
        if isinstance(name, str) and name.startswith(SAMPLE):
            raise PipelineError("Choose a whole picture: this is a sample for one step.")
        found = picture_of(COLOR, name, *given)
        if found is None:
            return answer_html(None), NO_TRACE
        prediction = choices.predictor(model).predict(found[0], pipeline)
        return answer_html(prediction), trace_html(prediction.trace, prediction.reading)

    async def answer(request: object, *given: object) -> tuple[Any, Any]:
        try:
            pipeline = asked_pipeline(request)
        except TOLD:
            return gr.skip(), gr.skip()  # said beside the rows
        said = await told_in_words(read(pipeline, *given))
        return (unreadable_html(said), NO_TRACE) if isinstance(said, str) else said

    return answer


def _html(style: str, name: str) -> gr.HTML:
    component = styled(style, "")
    component.elem_id = name
    return component


def _request() -> gr.HTML:
    script = (Path(__file__).parent / "editor.js").read_text(encoding="utf-8")
    return gr.HTML(html_template="<span></span>", js_on_load=script, elem_id="lab-edit")
