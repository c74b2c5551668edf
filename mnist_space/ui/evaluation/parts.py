"""What the parts of the Evaluation tab share: its style, its choosers, its one queue of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from numpy.typing import NDArray

from mnist_space.evaluation.answers import EvaluationCancelled, EvaluationError
from mnist_space.ui.choices import OWN, Choices
from mnist_space.ui.components import Html, styled
from mnist_space.ui.errors import TOLD, ChoiceError, told
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.runs import WAITING, Asker, Done, Reports, Runs, Work
from mnist_space.ui.handoff import OpenInPredict

WAIT = "Another evaluation is running. Yours starts when it ends."
FAILED = "That failed, which is a fault of this app. The figures shown are still those of before."
CANCELLED = "Cancelled. The figures shown are still those of before."
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
VISITORS_AT_ONCE = 16

_JS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-cell], button[data-place]");
  if (button) trigger("select", { chosen: button.dataset.cell ?? button.dataset.place });
});
"""


@dataclass(frozen=True)
class Room:
    """What the parts of the tab share: choices, reports, and the one queue of work."""

    choices: Choices
    reports: Reports
    runs: Runs


def html(name: str, value: Html = "") -> gr.HTML:
    """Make an HTML component `#eval-name` in the tab's style."""
    component = styled("evaluation", value)
    component.elem_id = f"eval-{name}"
    return component


def start_buttons(label: str, name: str) -> tuple[gr.Button, gr.Button]:
    """Make a button `#name-start` that starts work, and one `#name-cancel` that ends it."""
    start = gr.Button(label, variant="primary", min_width=90, elem_id=f"{name}-start")
    return start, gr.Button("Cancel", interactive=False, min_width=90, elem_id=f"{name}-cancel")


def pipeline_choices(choices: Choices) -> list[tuple[str, str]]:
    """The pipelines with their labels, for a gr.Radio or a gr.Dropdown."""
    return [("the model's own" if name == OWN else name, name) for name in choices.pipelines]


def chooser(name: str, value: Html = "") -> gr.HTML:
    """Make an HTML component whose buttons fire `select` with their data-cell or data-place."""
    component = html(name, value)
    component.js_on_load = _JS
    return component


def place_opener(opener: OpenInPredict) -> Callable[..., tuple[Any, ...]]:
    """Return a handler of `chooser`'s select that opens the chosen test digit in Predict."""
    show: Callable[[NDArray[Any]], tuple[Any, ...]] = opener[0]

    @told
    def open_place(event: gr.EventData) -> tuple[Any, ...]:
        chosen = str(getattr(event, "chosen", ""))
        if not chosen.isdecimal() or int(chosen) >= len(view.test_split()):
            raise ChoiceError("There is no such test digit.")
        return show(view.test_split().images[int(chosen)])

    return open_place


def asker(request: gr.Request, panel: str) -> Asker:
    """Return who asks for work, or cancels it: one visitor, in one part of the tab."""
    return str(request.session_hash), panel


def canceller(room: Room, panel: str) -> Callable[[gr.Request], None]:
    """Return a handler that ends what the visitor of the request has running in a part."""

    def cancel(request: gr.Request) -> None:
        room.runs.cancel(asker(request, panel))

    return cancel


def running(
    room: Room, asking: Asker, start: Callable[[], Work[Any]], doing: str, finished: str
) -> Iterator[tuple[Any, ...]]:
    """Do work as a gradio generator: gives result or skip, the status, and two buttons' states.

    Args:
        room: whose turn is waited for.
        asking: who may cancel.
        start: makes the work; what it and the work raise is told in the status.
        doing, finished: said meanwhile and in the end.
    """
    try:
        for step in room.runs.follow(asking, start()):
            if isinstance(step, Done):
                yield step.result, view.status_html(finished), *_buttons(False)
            elif step == WAITING:
                yield gr.skip(), view.status_html(WAIT), *_buttons(True)
            else:
                yield gr.skip(), view.status_html(doing, step), *_buttons(True)
    except EvaluationCancelled:
        yield gr.skip(), view.status_html(CANCELLED), *_buttons(False)
    except (EvaluationError, *TOLD) as error:
        yield gr.skip(), view.status_html(str(error)), *_buttons(False)


def restore_after(event: Any, status: gr.HTML, *buttons: gr.Button) -> None:  # noqa: ANN401
    """Say so and give the buttons back when an exception ends `event` that nobody foresaw."""
    event.failure(
        lambda: (view.status_html(FAILED), *_buttons(False)),
        None,
        [status, *buttons],
        queue=False,
        **QUIET,
    )


def _buttons(busy: bool) -> Sequence[gr.Button]:
    return gr.Button(interactive=not busy), gr.Button(interactive=busy)
