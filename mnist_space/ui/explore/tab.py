"""The Explore tab: MNIST itself, to look at and to browse. Nothing is loaded until it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Split, load_test
from mnist_space.ui.components import styled
from mnist_space.ui.errors import ChoiceError, told
from mnist_space.ui.explore.digit import digit_html, pixels_html
from mnist_space.ui.explore.facts import LABELS, counts_html, means_html, splits_html
from mnist_space.ui.handoff import OpenInPredict

ANY = "any"
NAMES = (ANY, *map(str, LABELS))
LOADING = '<p class="explore-note">Loading the digits ...</p>'
# Queued: outside the queue an error is not shown.
EVENT: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "preprocess": False,
    "concurrency_limit": 4,
}
# The index one further or back, from the last to the first; the slider knows how many there are.
STEP = """(index) => {
  const count = 1 + Number(document.querySelector("#index input[type=range]").max);
  return (index + %d + count) %% count;
}"""


@dataclass(frozen=True)
class ExploreTab:
    """The components of the tab; `index` counts within the digits of `label`."""

    label: gr.Radio
    index: gr.Slider
    steps: tuple[gr.Button, gr.Button]
    send: gr.Button
    digit: gr.HTML
    pixels: gr.HTML
    facts: tuple[gr.HTML, gr.HTML, gr.HTML]


def explore_tab(here: gr.Tab, open_in_predict: OpenInPredict) -> ExploreTab:
    """Lay out the tab inside `here`, the current gr.Tab."""
    gr.Markdown("## Two splits", elem_classes="section")
    with gr.Column(elem_classes="card"):
        splits = _html("splits", LOADING)
    gr.Markdown("## One digit, and the numbers it is made of", elem_classes="section")
    with gr.Row(elem_id="explore-row"):
        with gr.Column(elem_classes="card"):
            label = gr.Radio(NAMES, value=ANY, label="Label", elem_id="label")
            index = gr.Slider(0, 9999, 0, step=1, label="Index", buttons=[], elem_id="index")
            with gr.Row(elem_id="explore-steps"):
                steps = gr.Button("Previous"), gr.Button("Next")
            digit = _html("digit")
            send = gr.Button("Open in Predict", variant="primary", elem_id="explore-send")
        with gr.Column(elem_classes="card"):
            pixels = _html("pixels")
    gr.Markdown("## How many of each", elem_classes="section")
    with gr.Column(elem_classes="card"):
        counts = _html("counts")
    gr.Markdown("## The mean digit, and how much writers differ", elem_classes="section")
    with gr.Column(elem_classes="card"):
        means = _html("means")
    tab = ExploreTab(label, index, steps, send, digit, pixels, (splits, counts, means))
    _wire(tab, here, open_in_predict)
    return tab


def _wire(tab: ExploreTab, here: gr.Tab, open_in_predict: OpenInPredict) -> None:
    chosen, shown = [tab.label, tab.index], [tab.digit, tab.pixels]
    here.select(_facts, None, list(tab.facts), **EVENT)
    here.select(_digit, chosen, shown, **EVENT)
    tab.index.change(_digit, chosen, shown, trigger_mode="always_last", **EVENT)
    tab.label.input(_first, tab.label, [tab.index, *shown], trigger_mode="always_last", **EVENT)
    for button, step in zip(tab.steps, (-1, 1), strict=True):
        # In the browser, at once: each of several quick clicks counts.
        button.click(None, tab.index, tab.index, js=STEP % step, **EVENT)
    tab.send.click(_sender(open_in_predict), chosen, open_in_predict.outputs, **EVENT)


def _html(name: str, value: str = "") -> gr.HTML:
    component = styled("explore", value)
    component.elem_id = f"explore-{name}"
    return component


@cache
def _test() -> Split:
    return load_test()


@cache
def _facts() -> tuple[str, str, str]:
    return splits_html(_test()), counts_html(_test()), means_html(_test())


def _places(label: object) -> NDArray[np.int64]:
    """Places in the split of the digits with that label."""
    if label not in NAMES:
        raise ChoiceError("There is no such label.")
    if label == ANY:
        return np.arange(len(_test()))
    return np.flatnonzero(_test().labels == int(str(label)))


def _place(label: object, index: object) -> int:
    places = _places(label)
    if not isinstance(index, int | float) or index not in range(len(places)):
        last = len(places) - 1
        raise ChoiceError(f"There are {len(places):,} digits: choose an index from 0 to {last}.")
    return int(places[int(index)])


@told
def _digit(label: object, index: object) -> tuple[Any, ...]:
    if index is None:  # The box is empty while a number is typed.
        return gr.skip(), gr.skip()
    place = _place(label, index)
    return digit_html(_test(), place), pixels_html(_test().images[place])


@told
def _first(label: object) -> tuple[Any, ...]:
    last = len(_places(label)) - 1
    return gr.Slider(maximum=last, value=0), *_digit(label, 0)


def _sender(open_in_predict: OpenInPredict) -> Callable[..., tuple[Any, ...]]:
    @told
    def send(label: object, index: object) -> tuple[Any, ...]:
        return open_in_predict.show(_test().images[_place(label, index)])

    return send
