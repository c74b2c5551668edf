"""The section Pipeline: its steps are moved, switched, added and tuned, and the picture read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from mnist_space.artifact import Artifact
from mnist_space.preprocessing.forms import COLOR
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.ui.choices import EDITED, Choices
from mnist_space.ui.components import CONTROLS, Html, PredictTab, styled
from mnist_space.ui.errors import TOLD, told_in_words
from mnist_space.ui.handoff import PREDICT
from mnist_space.ui.lab.asking import asked, asked_model, asked_pipeline
from mnist_space.ui.lab.chain import chain_html, keeping_html
from mnist_space.ui.lab.choosing import EVENT, PictureChoice
from mnist_space.ui.lab.kept import in_force
from mnist_space.ui.lab.pictures import SAMPLE, picture_of
from mnist_space.ui.lab.rows import note
from mnist_space.ui.predict.answer import answer_html, unreadable_html
from mnist_space.ui.predict.tab import PIPELINE_LABELS
from mnist_space.ui.predict.trace import NO_TRACE, trace_html
from mnist_space.ui.shared_pipeline import to_link
from mnist_space.ui.turns import Turns

DRAWN = "() => { document.dispatchEvent(new Event('lab-drawn')); }"
TOOLS = (
    '<p class="lab-tools"><button type="button" class="lab-reset" data-do="undo">Undo</button>'
    '<button type="button" class="lab-reset" data-do="reset">Reset</button>'
    '<label class="lab-file lab-reset"><span>Open a file</span>'
    '<input type="file" accept=".json" data-load></label></p>'
)


@dataclass(frozen=True)
class Editor:
    """The components of the section; `request` is what the page keeps and sends."""

    request: gr.HTML
    chain: gr.HTML
    said: gr.HTML
    use: gr.Button
    more: gr.Column


def build_editor(
    here: gr.Tab, choices: Choices, predict: PredictTab, choice: PictureChoice, turns: Turns
) -> Editor:
    """Lay out the section; it reads the picture of `choice`."""
    gr.Markdown("## The whole pipeline", elem_classes="section")
    with gr.Row(elem_id="lab-editor"):
        with gr.Column(elem_classes="card"):
            chain, request, said = _html("lab", "lab-chain"), _request(), _html("lab", "lab-said")
            use = gr.Button("Read with it in Predict", size="sm", elem_id="lab-use")
            more = gr.Column(elem_id="lab-more")
        with gr.Column(elem_classes="card"):
            answer = _html("answer", "lab-answer")
            trace = _html("trace", "lab-trace")
    asking, events = [request, predict.model], [here.select, request.input]
    # The rows answer at once, whatever is being read: the next click is on what they show.
    drawn = gr.on(
        events, _drawn(choices), asking, [chain, said],
        trigger_mode="multiple", queue=False, **EVENT,
    )  # fmt: skip
    drawn.then(None, None, None, js=DRAWN, **EVENT)
    gr.on(
        [*events, *choice.changes],
        _read(choices, turns),
        [*asking, *choice.given],
        [answer, trace],
        trigger_mode="always_last",
        queue=False,
        **EVENT,
    )
    return Editor(request, chain, said, use, more)


def wire_use(editor: Editor, choices: Choices, predict: PredictTab, tabs: gr.Tabs) -> None:
    """Make the edited pipeline one of this visitor's choices in Predict, the chosen one."""
    shipped = [(PIPELINE_LABELS.get(name, name), name) for name in choices.pipelines]

    def use(request: object, model: object) -> tuple[Any, ...]:
        try:
            pipeline = asked_pipeline(request, choices.predictor(model).artifact.pipeline)
        except TOLD as error:
            return gr.skip(), gr.skip(), note(str(error))
        edited = EDITED + to_link(pipeline)
        radio = gr.Radio([*shipped, ("As edited in the Lab", edited)], value=edited)
        return radio, gr.Tabs(selected=PREDICT), keeping_html(pipeline)

    outputs = [predict.pipeline, tabs, editor.said]
    editor.use.click(use, [editor.request, predict.model], outputs, queue=False, **EVENT)


def rows_html(kept: dict[str, Any], model: Artifact) -> tuple[Html, Html]:
    """Show what the editor keeps, and its pipeline as a file and a link.

    Raises:
        PipelineError, StepError: as `chain_html`.
    """
    return TOOLS + chain_html(kept, model), keeping_html(in_force(kept))


def _drawn(choices: Choices) -> Callable[[object, object], tuple[Any, Any]]:
    def drawn(request: object, model: object) -> tuple[Any, Any]:
        """The rows, unless the page has drawn them, and the whole pipeline or what it lacks."""
        fields, chain = dict[str, Any](), None
        try:
            artifact = choices.predictor(model).artifact
            fields = asked(request)
            kept = asked_model(fields, artifact.pipeline)
            chain = None if fields.get("drawn") is True else TOOLS + chain_html(kept, artifact)
            said = keeping_html(in_force(kept))
        except TOLD as error:
            said = note(str(error))
            if chain is None and "link" in fields:  # nothing is drawn that one could go back to
                chain = TOOLS + chain_html(artifact.pipeline.to_json(), artifact)
        return gr.skip() if chain is None else chain, said

    return drawn


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

    async def answer(request: object, model: object, *given: object) -> tuple[Any, Any]:
        try:
            pipeline = asked_pipeline(request, choices.predictor(model).artifact.pipeline)
        except TOLD:
            return gr.skip(), gr.skip()  # said beside the rows
        said = await told_in_words(read(pipeline, model, *given))
        return (unreadable_html(said), NO_TRACE) if isinstance(said, str) else said

    return answer


def _html(style: str, name: str) -> gr.HTML:
    component = styled(style, "")
    component.elem_id = name
    return component


def _request() -> gr.HTML:
    script = CONTROLS + (Path(__file__).parent / "editor.js").read_text(encoding="utf-8")
    return gr.HTML(html_template="<span></span>", js_on_load=script, elem_id="lab-edit")
