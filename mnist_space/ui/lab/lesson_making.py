"""Make a lesson: a teacher's words, the chosen picture and the edited pipeline become a link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import gradio as gr

from mnist_space.preprocessing.registry import STEPS
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import told_in_words
from mnist_space.ui.lab.asking import asked, asked_model
from mnist_space.ui.lab.choosing import EVENT, PictureChoice
from mnist_space.ui.lab.editor import Editor
from mnist_space.ui.lab.kept import HIDEABLE, VIEW
from mnist_space.ui.lab.lessons import (
    FORMAT,
    LONGEST,
    MAX_TRIES,
    Lesson,
    from_json,
    to_link,
)
from mnist_space.ui.lab.pictures import linked_picture
from mnist_space.ui.lab.rows import note
from mnist_space.ui.predict.sketchpad import PREFIX
from mnist_space.ui.turns import Turns

HIDDEN_AT_FIRST = ["steps", "keep"]


def build_making(
    choices: Choices, editor: Editor, predict: PredictTab, choice: PictureChoice, turns: Turns
) -> None:
    """Lay out the form inside the editor's column, closed at first."""
    with (
        editor.more,
        gr.Accordion("Make a lesson of this", open=False, elem_id="lab-making"),
    ):
        texts = [
            gr.Textbox(label="Title", max_length=LONGEST["title"]),
            gr.Textbox(label="The question", max_length=LONGEST["question"], lines=2),
            gr.Textbox(label=f"What to try, one a line, {MAX_TRIES} at most", lines=4),
            gr.Textbox(label="What one saw in the end", max_length=LONGEST["seen"], lines=2),
        ]
        hidden = gr.CheckboxGroup(
            [(words, name) for name, words in HIDEABLE.items()],
            value=HIDDEN_AT_FIRST,
            label="Not shown",
        )
        shown = gr.Dropdown(
            [step.name for step in STEPS],
            value=[],
            multiselect=True,
            label="Steps that show; all, if none is chosen",
        )
        button = gr.Button("Make the link", size="sm", elem_id="lab-make")
        made = styled("lab", "")
        made.elem_id = "lab-made"
    inputs = [*texts, hidden, shown, editor.request, predict.model, *choice.given]
    button.click(_make(choices, turns), inputs, made, queue=False, **EVENT)


def _make(choices: Choices, turns: Turns) -> Callable[..., Awaitable[Html]]:
    @turns.taking
    def make(*given: Any) -> tuple[Html]:  # noqa: ANN401 - values of components
        title, question, tries, seen, hidden, shown, request, model, *picture = given
        kept = asked_model(asked(request), choices.predictor(model).artifact.pipeline)
        fields = {
            "format": FORMAT,
            "title": _line(title),
            "question": _line(question),
            "try": [_line(line) for line in str(tries or "").splitlines() if line.strip()],
            "seen": _line(seen),
            "picture": linked_picture(*picture),
            "pipeline": {key: value for key, value in kept.items() if key not in VIEW},
            "hidden": hidden or [],
            "shown": shown or [],
        }
        return (_made_html(from_json(fields)),)

    async def made(*given: object) -> Html:
        said = await told_in_words(make(*given))
        return note(said) if isinstance(said, str) else said[0]

    return made


def _made_html(lesson: Lesson) -> Html:
    link = to_link(lesson)
    grey = " The picture in it is grey and small." if lesson.picture.startswith(PREFIX) else ""
    return (
        f'<p class="lab-keep"><a data-link href="#lesson={link}">Link to this lesson</a></p>'
        f'<p class="lab-note" role="status">{len(link):,} characters. Open it to try it, and copy '
        f"the address of the page.{grey}</p>"
    )


def _line(value: object) -> object:
    """What a box of several lines holds is one line."""
    return " ".join(value.split()) if isinstance(value, str) else value
