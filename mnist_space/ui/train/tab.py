"""The Train tab: choose a network, watch it learn, see what it confuses, read with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from mnist_space.loading import load_predictor
from mnist_space.model.sizes import FAMILIES, Family
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import PredictTab, status_html, styled
from mnist_space.ui.handoff import wire_use
from mnist_space.ui.long_work import QUIET, LongWork, Say, Work, long_work, wire_long_work
from mnist_space.ui.train.hand import hand_card
from mnist_space.ui.train.process import Plan, Trainer, readiness
from mnist_space.ui.train.view import NOTHING_READ, accuracy_of, curves_html, matrix_html
from mnist_space.ui.train.visitor import VISITORS_AT_ONCE, followed, theirs

NAMES = [("The tutorial's: dense layers", "mlp"), ("A small convolutional network", "conv")]
LOOKING = "Looking for the digits to learn from ..."
UNCHANGED = "No network was trained."
ORIGIN = "trained on this page"
# Layers, width, epochs and rate that a family begins with: those of the tutorial, and a short run.
FIRST = {"mlp": (2, 128, 10, 0.001), "conv": (2, 16, 3, 0.005)}
WORDS = {
    "mlp": ("Hidden layers", "Units of each"),
    "conv": ("Convolutions", "Filters of the first"),
}


@dataclass(frozen=True)
class TrainTab:
    """The components of the tab; `trained` is the name of this visitor's network, or ""."""

    plan: tuple[Any, ...]
    training: LongWork
    curves: gr.HTML
    matrix: gr.HTML
    hand: LongWork
    use: gr.Button
    trained: gr.State


def train_tab(
    here: gr.Tab, choices: Choices, predict: PredictTab, models: gr.Radio, tabs: gr.Tabs
) -> None:
    """Lay out the tab inside `here`, the current gr.Tab; `models` is the Model tab's choice."""
    with gr.Row(elem_id="train-row"):
        with gr.Column(elem_classes="card"):
            plan = _plan()
            block = long_work("train", "Train", LOOKING)
            block.start.interactive = False  # until the digits are found
            use = gr.Button("Use it in Predict", interactive=False, elem_id="train-use")
        with gr.Column(elem_classes="card"):
            curves = styled("train", curves_html([]))
            curves.elem_id = "train-curves"
            gr.Markdown("### What it confuses", elem_classes="caption")
            matrix = styled("train", matrix_html(NOTHING_READ))
            matrix.elem_id = "train-matrix"
    trainer = Trainer()
    with gr.Column(elem_classes="card"):
        hand = hand_card(choices, trainer, predict, models, tabs)
    tab = TrainTab(plan, block, curves, matrix, hand, use, gr.State(""))
    _wire(tab, here, training(choices, trainer), predict, models, tabs)


def _plan() -> tuple[Any, ...]:
    layers, width, epochs, rate = FIRST["mlp"]
    family = gr.Radio(NAMES, value="mlp", label="Network", elem_id="train-family")
    with gr.Row():
        deep = gr.Dropdown(
            FAMILIES["mlp"].layers, value=layers, label="Hidden layers", min_width=90,
            elem_id="train-layers",
        )  # fmt: skip
        wide = gr.Dropdown(
            FAMILIES["mlp"].width, value=width, label="Units of each", min_width=90,
            elem_id="train-width",
        )  # fmt: skip
    turns = gr.Slider(
        1, 20, epochs, step=1, label="Epochs", info="How often it is shown all the digits.",
        buttons=[], elem_id="train-epochs",
    )  # fmt: skip
    speed = gr.Dropdown(
        [0.0001, 0.0003, 0.001, 0.003, 0.005, 0.01, 0.03, 0.1], value=rate, label="Learning rate",
        info="How large the steps are in which it learns.", elem_id="train-rate",
    )  # fmt: skip
    share = gr.Slider(
        1, 100, 100, step=1, label="Share of the train digits, %", buttons=[], elem_id="train-share"
    )
    return family, deep, wide, turns, speed, share


def _wire(
    tab: TrainTab,
    here: gr.Tab,
    work: Work,
    predict: PredictTab,
    models: gr.Radio,
    tabs: gr.Tabs,
) -> None:
    family, *sizes, _ = tab.plan
    family.input(_first, family, sizes, **QUIET)
    able = gr.State(False)
    here.select(
        _look, able, [able, tab.training.status, tab.training.start, tab.hand.start], **QUIET
    )
    wire_long_work(
        tab.training,
        work,
        [predict.names, *tab.plan],
        [tab.curves, tab.matrix, tab.use, tab.trained, predict.names, models, predict.model],
        UNCHANGED,
        VISITORS_AT_ONCE,
    )
    wire_use(tab.use, tab.trained, predict, tabs)


async def _look(able: bool) -> tuple[Any, ...]:
    """Say whether a training can begin, until it can: later the status is the training's own."""
    if able:
        return tuple(gr.skip() for _ in range(4))
    able, sentence = await asyncio.to_thread(readiness)
    status = status_html(sentence, "idle" if able else "failed")
    return able, status, gr.Button(interactive=able), gr.Button(interactive=able)


def _first(family: Family) -> tuple[Any, ...]:
    layers, width, epochs, rate = FIRST[family]
    sizes, (deep, wide) = FAMILIES[family], WORDS[family]
    return (
        gr.Dropdown(sizes.layers, value=layers, label=deep),
        gr.Dropdown(sizes.width, value=width, label=wide),
        epochs,
        rate,
    )


def training(choices: Choices, trainer: Trainer) -> Work:
    """Return the work of the tab: it takes the visitor's models and a plan.

    It gives what there is to say, curves, matrix, the button, the network's name, the names with
    it, and updates of two radios.
    """

    async def work(say: Say, names: Sequence[str], *plan: object) -> tuple[Any, ...]:
        points: list[Any] = []

        def show(point: Any) -> None:  # noqa: ANN401 - a line of JSON
            points.append(point)
            say(*_doing(point), curves_html(points), *(gr.skip() for _ in range(6)))

        result = await followed(trainer, Plan(*plan), say, show)
        predictor = await asyncio.to_thread(load_predictor, Path(result["folder"]))
        kind = predictor.artifact.config.architecture
        name, rest = theirs(choices, predictor, kind, ORIGIN, names)
        share, count = accuracy_of(result["confusion_matrix"])
        text = f"{name} reads {share:.2%} of the {count:,} held-out digits right."
        return text, curves_html(points), matrix_html(result["confusion_matrix"]), *rest

    return work


def _doing(point: Any) -> tuple[str, float]:  # noqa: ANN401 - a line of JSON
    done, of = point["epochs"], point["of"]
    if done >= of:
        return "Finding out what it is sure of ...", 0.95
    doing = f"Epoch {int(done) + 1} of {of}" if "loss" in point else "Starting TensorFlow"
    return f"{doing} ...", 0.95 * done / of
