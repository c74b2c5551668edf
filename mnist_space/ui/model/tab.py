"""The Model tab: what is loaded, another model from the Hub, and pushing for who signs in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import gradio as gr

from mnist_space.files import megabytes
from mnist_space.limits import Limits, limits
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import PredictTab, status_html, styled
from mnist_space.ui.errors import ChoiceError, told
from mnist_space.ui.long_work import QUIET, LongWork, long_work, wire_long_work
from mnist_space.ui.model.facts import Offer, facts_html, table_html
from mnist_space.ui.model.load import UNCHANGED, loader
from mnist_space.ui.model.push import push_panel

READY = "Public models in this program's format can be loaded, and compared with the others."
GONE = "This model has made room for other visitors' models: load it again, or choose another."
SAME = "(chosen) => chosen"
PULLS_AT_ONCE = 4


@dataclass(frozen=True)
class ModelTab:
    """The components of the tab."""

    model: gr.Radio
    source: gr.Textbox
    loading: LongWork
    facts: gr.HTML
    table: gr.HTML


def model_tab(choices: Choices, predict: PredictTab) -> ModelTab:
    """Lay out the tab inside the current gr.Tab; its choice and the Predict tab's are one."""
    first = choices.models[0]
    with gr.Row(elem_id="model-row"):
        with gr.Column(elem_classes="card"):
            model = gr.Radio(list(choices.models), value=first, label="Model", elem_id="model-use")
            facts = styled("model", facts_html(_offer(choices, first)))
            facts.elem_id = "model-facts"
        with gr.Column(elem_classes="card"):
            source = gr.Textbox(
                label="Model on the Hub",
                info="A branch, a tag or a commit may follow.",
                placeholder="user/repo@revision",
                max_lines=1,
                max_length=300,
                elem_id="model-source",
            )
            loading = long_work("model", "Load", READY)
            push_panel(choices, model)
    gr.Markdown("## Side by side", elem_classes="section")
    table = styled("model", table_html(_offers(choices, choices.models), first))
    table.elem_id = "model-table"
    gr.Markdown(_limits_text(limits()), elem_id="limits", elem_classes="caption")
    tab = ModelTab(model, source, loading, facts, table)
    _wire(tab, choices, predict)
    return tab


def _limits_text(held: Limits) -> str:
    return (
        f"A picture has at most {megabytes(held.file_bytes)} and {held.pixels / 1e6:g} million "
        f"pixels, a batch at most {held.batch} pictures. {held.at_once} pictures are read at the "
        f"same time; uploads are removed after {held.upload_seconds // 60} minutes."
    )


def _wire(tab: ModelTab, choices: Choices, predict: PredictTab) -> None:
    shown = [tab.facts, tab.table, predict.names, tab.model, predict.model]
    show = _show(choices)
    # One choice, two places to make it. The browser carries it over, at once: an answer of the
    # server could overwrite what has been chosen meanwhile.
    tab.model.input(None, tab.model, predict.model, js=SAME, **QUIET)
    predict.model.change(None, predict.model, tab.model, js=SAME, **QUIET)
    predict.model.change(
        show,
        [predict.names, predict.model],
        shown,
        preprocess=False,
        trigger_mode="always_last",
        **QUIET,
    )
    loaded = wire_long_work(
        tab.loading,
        loader(choices),
        [tab.source, predict.names],
        [predict.names, tab.model, predict.model],
        UNCHANGED,
        PULLS_AT_ONCE,
        tab.source.submit,
    )
    loaded.then(show, [predict.names, predict.model], shown, preprocess=False, **QUIET)
    # Not an output of the loading: who listens to a gr.State does not hear of a generator's change.
    loaded.then(lambda: uuid4().hex, None, predict.loaded, **QUIET)


def _show(choices: Choices) -> Callable[..., tuple[Any, ...]]:
    @told
    def show(names: list[str], chosen: str) -> tuple[Any, ...]:
        offers = _offers(choices, names)
        facts = [facts_html(offer) for offer in offers if offer.name == chosen]
        html = facts[0] if facts else status_html(GONE, "failed"), table_html(offers, chosen)
        mine = [offer.name for offer in offers]
        # Not written without need: a model that is being loaded meanwhile writes them too.
        if mine == names:
            return *html, *(gr.skip() for _ in range(3))
        radio = gr.Radio(choices=mine)
        return *html, mine, radio, radio

    return show


def _offer(choices: Choices, name: str) -> Offer:
    return Offer(name, choices.origin(name), choices.predictor(name).artifact)


def _offers(choices: Choices, names: Iterable[str]) -> list[Offer]:
    """What there is of `names`: a model may make room for others at any time."""
    offers = []
    for name in names:
        with suppress(ChoiceError):
            offers.append(_offer(choices, name))
    return offers
