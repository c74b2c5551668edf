"""The section Steps: one step of the registry at a time, before and after."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from numpy.typing import NDArray

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.registry import STEPS, Scalar, Step
from mnist_space.preprocessing.running import SMALL_SIDE
from mnist_space.ui.components import CONTROLS, Html, styled
from mnist_space.ui.errors import ChoiceError, told, told_in_words
from mnist_space.ui.lab.catalogue import catalogue_html
from mnist_space.ui.lab.choosing import EVENT, PictureChoice
from mnist_space.ui.lab.pictures import picture_of
from mnist_space.ui.lab.preparing import Tried, try_step
from mnist_space.ui.predict.trace import thumbnail, to_png
from mnist_space.ui.turns import Turns
from mnist_space.ui.viewer import view_button

FIRST_STEP = "flatten_background"
MAX_REQUEST = 10_000  # characters; the longest that the page sends has some hundred
SHOWN_SIDE = 512


@dataclass(frozen=True)
class StepsSection:
    """What an event sets to open a step: the catalogue, what is asked, and the picture."""

    catalogue: gr.HTML
    request: gr.HTML
    choice: PictureChoice


def build_steps(here: gr.Tab, choice: PictureChoice, turns: Turns) -> StepsSection:
    """Lay out the section; it is filled when the tab `here` is first opened."""
    gr.Markdown("## One step at a time", elem_classes="section")
    with gr.Row(elem_id="lab"):
        with gr.Column(elem_classes="card"):
            catalogue = _html("lab-catalogue")
            request = _request()
        with gr.Column(elem_classes="card"):
            result = _html("lab-result")
    show = _result(turns)
    given = [request, *choice.given]
    opened = here.select(_open, request, catalogue, **EVENT)
    opened.then(show, given, result, **EVENT)
    request.input(_turn, request, catalogue, trigger_mode="always_last", **EVENT)
    gr.on(
        [request.input, *choice.changes],
        show,
        given,
        result,
        trigger_mode="always_last",
        queue=False,
        **EVENT,
    )
    return StepsSection(catalogue, request, choice)


def _html(name: str) -> gr.HTML:
    component = styled("lab", "")
    component.elem_id = name
    return component


def _request() -> gr.HTML:
    script = CONTROLS + (Path(__file__).parent / "request.js").read_text(encoding="utf-8")
    return gr.HTML(html_template="<span></span>", js_on_load=script, elem_id="lab-request")


def asked_step(request: object, flag: str = "fresh") -> tuple[Step, dict[str, Scalar], bool]:
    """Return the step, its parameters, and a flag: by default, whether it was just chosen.

    Raises:
        ChoiceError, StepError: what was sent names no step of those here.
    """
    if not request:
        return STEPS[FIRST_STEP], {}, True
    if not isinstance(request, str) or len(request) > MAX_REQUEST:
        raise ChoiceError("Choose a step and its parameters.")
    try:
        asked = json.loads(request)
        name, params, is_set = asked["step"], dict(asked["params"]), asked[flag] is True
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ChoiceError("Choose a step and its parameters.") from error
    if not isinstance(name, str):
        raise ChoiceError("A step is named by a text.")
    return STEPS[name], params, is_set


@told
def _open(request: object) -> Any:  # noqa: ANN401 - HTML, or gradio's sign for "as it is"
    # The visitor comes back: what is set there stays.
    return gr.skip() if request else catalogue_html(STEPS, STEPS[FIRST_STEP])


@told
def _turn(request: object) -> Any:  # noqa: ANN401 - as above
    step, _, fresh = asked_step(request)
    return catalogue_html(STEPS, step) if fresh else gr.skip()


def _result(turns: Turns) -> Callable[..., Awaitable[Html]]:
    @turns.taking
    def run(request: object, *given: object) -> tuple[Html]:
        step, params, _ = asked_step(request)
        found = picture_of(step.takes, *given)
        if found is None:
            return (_note("There is no picture yet."),)
        image, is_ready = found
        return (_pair(step, try_step(step, params, image, is_ready), is_ready),)

    async def result(*given: object) -> Html:
        said = await told_in_words(run(*given))
        return _note(said) if isinstance(said, str) else said[0]

    return result


def _pair(step: Step, tried: Tried, is_ready: bool) -> Html:
    if is_ready:
        words = "A test sample of the kind the step takes, as its unit test runs it."
    elif tried.prepared:
        words = (
            f"The step takes a {step.takes.name}, which the first {len(tried.prepared)} steps of "
            f"the pipeline {tried.pipeline} make of the picture: {', '.join(tried.prepared)}."
        )
    else:
        words = "The step takes the picture as it is."
    figures = _figure("Before", tried.before) + _figure("After", tried.after, tried.call)
    return f'{_note(words)}<div class="lab-pair" data-views>{figures}</div>'


def _figure(name: str, image: NDArray[Any], call: StepCall | None = None) -> Html:
    height, width = image.shape[:2]
    source = base64.b64encode(to_png(thumbnail(image, SHOWN_SIDE))).decode()
    pixels = ' class="lab-pixels"' if max(height, width) <= SMALL_SIDE else ""
    size = f"{width} &times; {height}"
    img = (
        f'<img{pixels} alt="{name}: {width} x {height} pixels" '
        f'src="data:image/png;base64,{source}">'
    )
    label = STEPS[call.step].label if call else name
    return (
        f"<figure>{view_button(img, 'lab-view', label, size, call)}"
        f"<figcaption><b>{name}</b> {size}</figcaption></figure>"
    )


def _note(words: str) -> Html:
    return f'<p class="lab-note" role="status">{escape(words)}</p>'
