"""A visitor's own hand: the model in use, trained further on the digits that were kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from mnist_space.labelled.kept import Kept, data_set
from mnist_space.loading import load_predictor
from mnist_space.model.additions import FEWEST, learnt_from
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.handoff import wire_use
from mnist_space.ui.long_work import LongWork, Say, Work, long_work, wire_long_work
from mnist_space.ui.train.process import Addition, Trainer
from mnist_space.ui.train.visitor import VISITORS_AT_ONCE, followed, theirs
from mnist_space.ui.uploads import to_uploads

WORDS = (
    "### Your own hand\n"
    "Draw each digit three times in Predict, and keep it there under Your digits. The model that "
    "is chosen there then learns how you write, in about a minute: a copy of it, for you alone. "
    "Every fifth picture is held out, to see whether it helps."
)
READY = "Learns from what you have kept, among digits of MNIST."
UNCHANGED = "The models are as they were."
KIND, ORIGIN = "your hand", "trained further on this page"
ROWS = (
    ("right", "n", "of your held-out pictures, read right"),
    ("right_and_accepted", "n", "and surely so"),
    ("wrong", "digits", "of MNIST's validation digits, read wrong"),
)


def hand_card(
    choices: Choices, trainer: Trainer, predict: PredictTab, models: gr.Radio, tabs: gr.Tabs
) -> LongWork:
    """Lay out the card inside the current column, and wire it; its button is off at first."""
    gr.Markdown(WORDS, elem_classes="caption")
    block = long_work("hand", "Learn my digits", READY)
    block.start.interactive = False  # until MNIST's digits are found
    result = styled("train", "")
    result.elem_id = "hand-result"
    use = gr.Button("Use it in Predict", interactive=False, elem_id="hand-use")
    trained = gr.State("")
    wire_long_work(
        block,
        learning(choices, trainer),
        [predict.names, predict.kept, predict.model],
        [result, use, trained, predict.names, models, predict.model],
        UNCHANGED,
        VISITORS_AT_ONCE,
    )
    wire_use(use, trained, predict, tabs)
    return block


def learning(choices: Choices, trainer: Trainer) -> Work:
    """Return the work of the card: it takes the visitor's models, what was kept, and the model.

    It gives what there is to say, the result, the button, the new model's name, the names with it,
    and updates of two radios.
    """

    async def work(
        say: Say, names: Sequence[str], kept: Sequence[Kept], model: object
    ) -> tuple[Any, ...]:
        check_enough(kept)
        start = choices.predictor(model).artifact.folder
        pictures = Path(to_uploads(data_set(kept), "digits.zip"))
        result = await followed(
            trainer, Addition(start, pictures), say, lambda point: say(*_doing(point))
        )
        adapted = await asyncio.to_thread(load_predictor, Path(result["folder"]))
        name, rest = theirs(choices, adapted, KIND, ORIGIN, names)
        shown = result_html(result["before"], result["after"])
        return f"Learned: it is called {name}.", shown, *rest

    return work


def check_enough(kept: Sequence[Kept]) -> None:
    """Refuse a training on too few pictures.

    Raises:
        ChoiceError: fewer than ten are left to learn from.
    """
    if learnt_from(len(kept)) < FEWEST:
        raise ChoiceError(
            f"You have kept {len(kept)} pictures, which is too few. Draw each digit three times "
            "in Predict and keep them there, under Your digits."
        )


def result_html(before: Mapping[str, int], after: Mapping[str, int]) -> Html:
    """Show how the model read what was held out, before and after."""
    rows = "".join(
        f'<tr><th scope="row">{words}</th><td>{before[name]} of {before[whole]:,}</td>'
        f"<td>{after[name]} of {after[whole]:,}</td></tr>"
        for name, whole, words in ROWS
    )
    return (
        '<table class="hand-table"><thead><tr><td></td><th scope="col">before</th>'
        f'<th scope="col">after</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _doing(point: Mapping[str, Any]) -> tuple[str, float]:
    done, of = float(point["epochs"]), point["of"]
    if done >= of:
        return "Trying it on what was held out ...", 0.9
    return "Learning ...", 0.2 + 0.7 * done / of
