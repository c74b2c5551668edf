"""The section Why under the answer: closed at first, computed when it is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from mnist_space.explaining.explanation import explain
from mnist_space.ui.choices import Choices, uploaded
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import told_in_words
from mnist_space.ui.predict.events import EVENT
from mnist_space.ui.predict.sketchpad import decode_drawing
from mnist_space.ui.predict.why_html import note_html, why_html
from mnist_space.ui.turns import Turns

NOTHING = note_html("As soon as there is a picture, this says why it is read as it is.")
NUMBER = note_html(
    "This explains single digits, and here is a number: choose One digit above, or give one of its "
    "digits alone."
)


@dataclass(frozen=True)
class WhySection:
    """The components of the section: `request` fires `input` whenever it is seen and out of date.

    The value of the request says what the answer shows: "digit", "number" or "nothing".
    """

    request: gr.HTML
    result: gr.HTML


def why_section() -> tuple[gr.Accordion, WhySection]:
    """Lay out the section, closed."""
    script = Path(__file__).with_name("why.js").read_text(encoding="utf-8")
    with gr.Accordion("Why this answer?", open=False, elem_id="predict-why") as panel:
        request = gr.HTML(
            html_template='<p class="status" role="status"></p>',
            js_on_load=script,
            apply_default_css=False,
            elem_id="why-request",
        )
        result = styled("why", NOTHING)
    return panel, WhySection(request, result)


def wire_why(section: WhySection, tab: PredictTab, choices: Choices, turns: Turns) -> None:
    """Explain what lies in the tab whenever the section asks for it."""
    section.request.input(
        _explain(choices, turns),
        [section.request, tab.pad, tab.upload, tab.model, tab.pipeline],
        section.result,
        queue=False,
        **EVENT,
    )


def _explain(choices: Choices, turns: Turns) -> Callable[..., Awaitable[Html]]:
    @turns.taking
    def read(
        shown: object, drawing: object, upload: object, model: object, pipeline: object
    ) -> tuple[Html]:
        if shown == "number":
            return (NUMBER,)
        predictor, chosen = choices.predictor(model), choices.pipeline(pipeline)
        source = uploaded(upload) or decode_drawing(drawing)
        return (NOTHING if source is None else why_html(explain(predictor, source, chosen)),)

    async def answer(*given: object) -> Html:
        said = await told_in_words(read(*given))
        return note_html(said) if isinstance(said, str) else said[0]

    return answer
