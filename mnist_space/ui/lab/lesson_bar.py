"""The lessons at the top of the Lab: one is chosen, its text stands there, its picture is set."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from uuid import uuid4

import gradio as gr

from mnist_space.ui.choices import Choices
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import TOLD
from mnist_space.ui.lab.choosing import EVENT, PictureChoice
from mnist_space.ui.lab.editor import Editor, rows_html
from mnist_space.ui.lab.lessons import NAMES, Lesson, bundled_lesson, from_link
from mnist_space.ui.lab.pictures import picture_names
from mnist_space.ui.lab.rows import note

WRITTEN_WITH = "convnet"


def build_bar() -> tuple[gr.HTML, gr.HTML]:
    """Lay out the bar inside the current column; returns it, and what asks for a lesson."""
    bar = styled("lab", list_html())
    bar.elem_id = "lab-lesson"
    script = (Path(__file__).parent / "address.js").read_text(encoding="utf-8")
    return bar, gr.HTML(html_template="<span></span>", js_on_load=script, elem_id="lab-ask-lesson")


def wire_bar(
    bar: gr.HTML,
    request: gr.HTML,
    choices: Choices,
    predict: PredictTab,
    choice: PictureChoice,
    editor: Editor,
) -> None:
    """Open what is asked for: the picture and the pipeline are set, and then read together."""
    request.input(
        _open(choices),
        [request, predict.model],
        [
            *(bar, choice.picture, choice.upload),
            *(editor.chain, editor.said, editor.request, choice.opened),
        ],
        **EVENT,  # queued: only then does gradio tell that a state has changed
    )


def list_html() -> Html:
    """Offer the lessons."""
    links = "".join(
        f'<li><a href="#lesson={name}">{escape(bundled_lesson(name).title)}</a></li>'
        for name in NAMES
    )
    return f'<p class="lab-note">Lessons of a minute each:</p><ul class="lab-lessons">{links}</ul>'


def lesson_html(lesson: Lesson, name: str, model: str) -> Html:
    """Show a lesson; all of its text is text.

    Args:
        lesson: the lesson.
        name: its name among NAMES, or what a link held.
        model: the name of the model that reads.
    """
    tries = "".join(f"<li>{escape(one)}</li>" for one in lesson.tries)
    return (
        f'<div role="status"><p class="lab-kind">{_kind(name)}</p>'
        f'<h2 class="lab-title">{escape(lesson.title)}</h2></div>'
        f'<p class="lab-text">{escape(lesson.question)}</p><ol class="lab-tries">{tries}</ol>'
        "<details><summary>What you saw</summary>"
        f'<p class="lab-text">{escape(lesson.seen)}</p></details>{_written(name, model)}'
        f'<p class="lab-tools">{_next(name)}<a href="#lesson={escape(name)}">Start again</a>'
        '<button type="button" class="lab-reset lab-all" data-do="all">Show all controls</button>'
        '<button type="button" class="lab-reset" data-lesson="end" data-do="all">'
        "End the lesson</button></p>"
    )


def _open(choices: Choices) -> Callable[[object, object], tuple[Any, ...]]:
    def opened(text: object, model: object) -> tuple[Any, ...]:
        nothing = (gr.skip(),) * 6
        if not isinstance(text, str) or not text:
            return list_html(), *nothing  # the page shows all controls again by itself
        try:
            lesson = from_link(text)
            kept = dict(lesson.kept)
            chain, said = rows_html(kept, choices.predictor(model).artifact)
        except TOLD as error:
            return note(str(error)) + list_html(), *nothing
        names = picture_names(lesson.picture)
        shown = lesson_html(lesson, text, str(model or choices.models[0]))
        return (
            *(shown, gr.Dropdown(names, value=lesson.picture), gr.Image(visible=False)),
            *(chain, said, json.dumps({"model": kept, "drawn": True}), uuid4().hex),
        )

    return opened


def _kind(name: str) -> Html:
    if name not in NAMES:
        return "A lesson from a link"
    return f"Lesson {NAMES.index(name) + 1} of {len(NAMES)}"


def _written(name: str, model: str) -> Html:
    if name not in NAMES:
        said = "Who made the link wrote this text."
    elif model != WRITTEN_WITH:
        said = f"It was written with the model {WRITTEN_WITH}; here, {model} reads."
    else:
        return ""
    return f'<p class="lab-note">{escape(said)}</p>'


def _next(name: str) -> Html:
    if name not in NAMES[:-1]:
        return ""
    following = NAMES[NAMES.index(name) + 1]
    title = escape(bundled_lesson(following).title)
    return f'<a href="#lesson={following}">Next: {title}</a>'
