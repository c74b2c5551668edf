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

from mnist_space.preprocessing.forms import ImageForm
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.preprocessing.registry import STEPS, Scalar, Step
from mnist_space.preprocessing.running import SMALL_SIDE
from mnist_space.ui.choices import uploaded
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import ChoiceError, told, told_in_words
from mnist_space.ui.lab.catalogue import catalogue_html
from mnist_space.ui.lab.pictures import OF_PREDICT, OWN_PICTURE, named_picture, picture_names
from mnist_space.ui.lab.preparing import Tried, try_step
from mnist_space.ui.predict.sketchpad import decode_drawing
from mnist_space.ui.predict.trace import thumbnail, to_png
from mnist_space.ui.turns import Turns

FIRST_STEP, FIRST_PICTURE = "flatten_background", "three-under-a-lamp.jpg"
MAX_REQUEST = 10_000  # characters; the longest that the page sends has some hundred
SHOWN_SIDE = 512
EVENT: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "preprocess": False,
}


@dataclass(frozen=True)
class StepsSection:
    """The components of the section."""

    catalogue: gr.HTML
    request: gr.HTML
    picture: gr.Dropdown
    upload: gr.Image
    result: gr.HTML


def build_steps(here: gr.Tab, predict: PredictTab, turns: Turns) -> StepsSection:
    """Lay out the section; it is filled when the tab `here` is first opened."""
    gr.Markdown("## One step at a time", elem_classes="section")
    with gr.Row(elem_id="lab"):
        with gr.Column(elem_classes="card"):
            catalogue = _html("lab-catalogue")
            request = _request()
        with gr.Column(elem_classes="card"):
            picture = gr.Dropdown([], label="Picture", filterable=False, elem_id="lab-picture")
            upload = gr.Image(
                type="filepath",
                image_mode=None,
                sources=["upload", "clipboard"],
                label="Picture of yours",
                height=180,
                buttons=[],
                visible=False,
                elem_id="lab-upload",
            )
            result = _html("lab-result")
    section = StepsSection(catalogue, request, picture, upload, result)
    _wire(section, here, predict, turns)
    return section


def _wire(section: StepsSection, here: gr.Tab, predict: PredictTab, turns: Turns) -> None:
    chosen, result = [section.request, section.picture], _result(turns)
    given = [*chosen, section.upload, predict.pad, predict.upload]
    opened = here.select(_open, chosen, [section.catalogue, section.picture], **EVENT)
    opened.then(result, given, section.result, **EVENT)
    section.request.input(
        _turn, chosen, [section.catalogue, section.picture], trigger_mode="always_last", **EVENT
    )
    section.picture.input(
        lambda name: gr.Image(visible=name == OWN_PICTURE), section.picture, section.upload, **EVENT
    )
    gr.on(
        [section.request.input, section.picture.input, section.upload.change],
        result,
        given,
        section.result,
        trigger_mode="always_last",
        queue=False,
        **EVENT,
    )


def _html(name: str) -> gr.HTML:
    component = styled("lab", "")
    component.elem_id = name
    return component


def _request() -> gr.HTML:
    script = (Path(__file__).parent / "request.js").read_text(encoding="utf-8")
    return gr.HTML(html_template="<span></span>", js_on_load=script, elem_id="lab-request")


def _asked(request: object) -> tuple[Step, dict[str, Scalar], bool]:
    """Return the step, its parameters, and whether it was just chosen."""
    if not request:
        return STEPS[FIRST_STEP], {}, True
    if not isinstance(request, str) or len(request) > MAX_REQUEST:
        raise ChoiceError("Choose a step and its parameters.")
    try:
        asked = json.loads(request)
        name, params, fresh = asked["step"], dict(asked["params"]), asked["fresh"] is True
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ChoiceError("Choose a step and its parameters.") from error
    if not isinstance(name, str):
        raise ChoiceError("A step is named by a text.")
    return STEPS[name], params, fresh


@told
def _open(request: object, picture: object) -> tuple[Any, Any]:
    if request:  # the visitor comes back: what is set there stays
        return gr.skip(), gr.skip()
    return _filled(STEPS[FIRST_STEP], picture)


@told
def _turn(request: object, picture: object) -> tuple[Any, Any]:
    step, _, fresh = _asked(request)
    return _filled(step, picture) if fresh else (gr.skip(), gr.skip())


def _filled(step: Step, picture: object) -> tuple[Any, Any]:
    names = picture_names(step.takes)
    kept = picture if picture in [name for _, name in names] else FIRST_PICTURE
    return catalogue_html(STEPS, step), gr.Dropdown(names, value=kept)


def _result(turns: Turns) -> Callable[..., Awaitable[Html]]:
    @turns.taking
    def run(request: object, *given: object) -> tuple[Html]:
        step, params, _ = _asked(request)
        found = picture_of(step.takes, *given)
        if found is None:
            return (_note("There is no picture yet."),)
        image, is_ready = found
        return (_pair(step, try_step(step, params, image, is_ready), is_ready),)

    async def result(*given: object) -> Html:
        said = await told_in_words(run(*given))
        return _note(said) if isinstance(said, str) else said[0]

    return result


def picture_of(
    form: ImageForm, name: object, upload: object, pad: object, of_predict: object
) -> tuple[NDArray[Any], bool] | None:
    """Return the chosen picture and whether it is a sample of this form; None: there is none.

    Raises:
        ImageError: it cannot be read, or there is none of that name.
    """
    if name == OWN_PICTURE:
        path = uploaded(upload)
        return None if path is None else (decode(path), False)
    if name == OF_PREDICT:
        path = uploaded(of_predict)
        image = decode_drawing(pad) if path is None else decode(path)
        return None if image is None else (image, False)
    if name is not None and not isinstance(name, str):
        raise ImageError("A picture is named by a text.")
    return named_picture(name or FIRST_PICTURE, form)


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
    figures = _figure("Before", tried.before) + _figure("After", tried.after)
    return f'{_note(words)}<div class="lab-pair">{figures}</div>'


def _figure(name: str, image: NDArray[Any]) -> Html:
    height, width = image.shape[:2]
    source = base64.b64encode(to_png(thumbnail(image, SHOWN_SIDE))).decode()
    pixels = ' class="lab-pixels"' if max(height, width) <= SMALL_SIDE else ""
    size = f"{width} &times; {height}"
    return (
        f'<figure><img{pixels} alt="{name}: {width} x {height} pixels" '
        f'src="data:image/png;base64,{source}">'
        f"<figcaption><b>{name}</b> {size}</figcaption></figure>"
    )


def _note(words: str) -> Html:
    return f'<p class="lab-note" role="status">{escape(words)}</p>'
