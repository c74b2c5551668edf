"""Was this right? Pictures that the visitor keeps with the right digit, to download."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from mnist_space.data import NOT_A_DIGIT
from mnist_space.hub.collecting import Collecting
from mnist_space.labelled.kept import Kept, data_set, kept_as, with_one_more
from mnist_space.preprocessing.images import decode
from mnist_space.reading.predictor import SEVERAL
from mnist_space.ui.choices import Choices, uploaded
from mnist_space.ui.components import Html, PredictTab, status_html, styled
from mnist_space.ui.errors import ChoiceError, told, told_later
from mnist_space.ui.long_work import QUIET
from mnist_space.ui.predict.giving import given, giving_box, names
from mnist_space.ui.predict.practice import (
    CLEAR,
    HINT,
    SHOW_PAD,
    START,
    Practice,
    begin,
    comes_next,
)
from mnist_space.ui.predict.sketchpad import decode_drawing
from mnist_space.ui.turns import Turns
from mnist_space.ui.uploads import to_uploads

ASKED = ("No, it is ...", "")
LABELS: list[tuple[str, str | int | float]] = [
    ASKED,
    *((str(digit), digit) for digit in range(10)),
    ("no digit", NOT_A_DIGIT),
]
KEPT_HERE = (
    "Say of an answer whether it was right, and its picture is kept here, as long as this page is "
    "open and for you alone. Nothing is kept that you do not ask for. What you download can be "
    "tried with each model in the Evaluation tab, under Your own data."
)
GIVEN_TOO = "What you keep with the box ticked is given away as well, with the number shown here."
FILE = "my-digits.zip"
EVENT: dict[str, Any] = {**QUIET, "preprocess": False, "trigger_mode": "once"}
_JS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-remove]");
  if (button) trigger("select", { chosen: button.dataset.remove });
});
"""


@dataclass(frozen=True)
class Question:
    """What stands under the answer."""

    yes: gr.Button
    other: gr.Dropdown
    give: gr.Checkbox | gr.State
    status: gr.HTML


def question_row(collecting: Collecting | None) -> Question:
    """Lay out the question inside the current column."""
    with gr.Row(elem_id="own-question"):
        gr.HTML("Was this right?", elem_id="own-asked")
        yes = gr.Button("Yes", size="sm", min_width=60, scale=0, elem_id="own-yes")
        other = gr.Dropdown(
            LABELS, value="", label="No, it is", show_label=False, container=False,
            min_width=120, elem_id="own-other",
        )  # fmt: skip
    give = giving_box(collecting)
    return Question(yes, other, give, gr.HTML(status_html(""), elem_id="own-status"))


def own_panel(
    asked: Question,
    practice: Practice,
    tab: PredictTab,
    choices: Choices,
    turns: Turns,
    collecting: Collecting | None,
) -> None:
    """Lay out what is kept, closed at first, and wire the question to it."""
    with gr.Accordion("Your digits", open=False, elem_id="own"):
        also = f" {GIVEN_TOO}" if collecting else ""
        gr.Markdown(KEPT_HERE + also, elem_classes="caption")
        gr.Markdown(HINT, elem_classes="caption")
        start = gr.Button(START, size="sm", elem_id="own-start")
        shown = styled("own", "")
        shown.elem_id, shown.js_on_load = "own-list", _JS
        download = gr.DownloadButton(
            "Download them", size="sm", interactive=False, elem_id="own-download"
        )
    kept = tab.kept
    chosen = [kept, tab.pad, tab.upload, tab.model, tab.pipeline, asked.give]
    outputs = [kept, asked.status, shown, download]
    keep = _keeper(choices, turns, collecting)
    # Not `select`, which does not come where the choice is made by keyboard. It comes twice for one
    # choice: see `keep`.
    other = asked.other.input(keep, [*chosen, asked.other], outputs, **EVENT)
    # Not `then`: after an error it does nothing.
    for after in (other.success, other.failure):
        after(lambda: "", None, asked.other, **QUIET)
    by_name = practice.keep.click(keep, [*chosen, practice.wanted], outputs, **EVENT)
    by_name.success(None, None, None, js=CLEAR, api_visibility="private")
    removed = shown.select(_remove, kept, outputs, **QUIET)
    updated = [practice.wanted, practice.keep]
    begun = start.click(begin, kept, updated, **QUIET)
    begun.then(None, None, None, js=SHOW_PAD, api_visibility="private")
    for changed in (asked.yes.click(keep, chosen, outputs, **EVENT), other, by_name, removed):
        changed.then(comes_next, kept, updated, **QUIET)
    # What was said is not of the next picture.
    others = [tab.pad.select, tab.upload.input, tab.examples.input]
    gr.on(others, None, None, asked.status, js=f"() => {json.dumps(status_html(''))}", **QUIET)


def _keeper(
    choices: Choices, turns: Turns, collecting: Collecting | None
) -> Callable[..., Awaitable[tuple[Any, ...]]]:
    @told_later
    @turns.taking
    def keep(
        kept: tuple[Kept, ...],
        drawing: object,
        upload: object,
        model: object,
        pipeline: object,
        give: object,
        label: object = None,
    ) -> tuple[Any, ...]:
        if label == ASKED[1]:
            return kept, *(gr.skip() for _ in range(3))
        source = uploaded(upload) or decode_drawing(drawing)
        if source is None:
            raise ChoiceError("There is no picture to keep: draw a digit first.")
        image = decode(source)
        read = choices.predictor(model).predict(image, choices.pipeline(pipeline))
        if label is None and (read.label is None or read.reason == SEVERAL):
            raise ChoiceError("There is no one digit that could be right: choose what it is.")
        number = read.label if label is None else label
        if type(number) is not int or number not in range(NOT_A_DIGIT + 1):
            raise ChoiceError("There is no such digit.")
        end = read.trace[-1].image if read.trace else None
        seen = end if end is not None and end.shape == (28, 28) else None
        new = kept_as(image, number, seen)
        if label is not None and any(new.is_like(each) for each in kept):
            return _shown(kept, _said(number, kept))
        more = with_one_more(kept, new)
        said = _said(number, more)
        if collecting and give is True:
            last, also = given(collecting, more[-1], read, *names(choices, model, pipeline))
            more, said = (*more[:-1], last), f"{said} {also}"
        return _shown(more, said)

    return keep


def _said(number: int, kept: tuple[Kept, ...]) -> str:
    return f"Kept as {_name(number)}: {len(kept)} in Your digits, below."


@told
def _remove(kept: tuple[Kept, ...], event: gr.EventData) -> tuple[Any, ...]:
    place = getattr(event, "chosen", None)
    left = tuple(each for number, each in enumerate(kept) if str(number) != place)
    said = f"Removed: {len(left)} left in Your digits."
    for number in (each.given for each in kept if each not in left and each.given):
        said += f" What was given stays: name {number} in the dataset's discussions."
    return _shown(left, said)


def _shown(kept: tuple[Kept, ...], text: str) -> tuple[Any, ...]:
    path = to_uploads(data_set(kept), FILE) if kept else None
    download = gr.DownloadButton(value=path, interactive=bool(kept))
    return kept, status_html(text, "done" if kept else "idle"), list_html(kept), download


def list_html(kept: tuple[Kept, ...]) -> Html:
    """Show what is kept, each with its label and a button that fires `select` with its place."""
    items = "".join(
        f'<li><img src="data:image/png;base64,{base64.b64encode(each.picture).decode()}" alt="">'
        f"<span>{_name(each.label)}</span>{_number(each)}"
        f'<button type="button" data-remove="{number}" '
        f'aria-label="Remove picture {number + 1}, {_name(each.label)}">Remove</button></li>'
        for number, each in enumerate(kept)
    )
    return f"<ul>{items}</ul>" if kept else ""


def _number(kept: Kept) -> Html:
    return f"<small>given: {kept.given}</small>" if kept.given else ""


def _name(label: int) -> str:
    return "no digit" if label == NOT_A_DIGIT else str(label)
