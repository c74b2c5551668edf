"""What every training for a visitor has in common: it is followed, and its network is theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from secrets import token_hex
from typing import Any

import gradio as gr

from mnist_space.reading.predictor import Predictor
from mnist_space.ui.choices import Choices
from mnist_space.ui.long_work import Say
from mnist_space.ui.train.process import Addition, Plan, Trainer

VISITORS_AT_ONCE = 16


async def followed(
    trainer: Trainer,
    plan: Plan | Addition,
    say: Say,
    show: Callable[[Mapping[str, Any]], object],
) -> Mapping[str, Any]:
    """Train; return what the command prints last, which has "folder".

    Args:
        trainer: of all visitors.
        plan: what is trained.
        say: told that it waits.
        show: given each other line of the command.

    Raises:
        ChoiceError, TrainingError: as `Trainer.train`.
    """
    result: Mapping[str, Any] = {}
    async with aclosing(trainer.train(plan)) as events:
        async for event in events:
            if isinstance(event, str):
                say(event, None)
            elif "folder" in event:
                result = event
            else:
                show(event)
    return result


def theirs(
    choices: Choices, predictor: Predictor, kind: str, origin: str, names: Sequence[str]
) -> tuple[str, tuple[Any, ...]]:
    """Let a visitor choose a network; others do not see it.

    Returns:
        Its name, and what follows the pictures of a result: the button "Use it in Predict", the
        name, the visitor's `names` with it, and updates of the two radios that offer them.
    """
    name = f"{kind} {token_hex(4)}"
    choices.bring(name, predictor, origin)
    mine = list(dict.fromkeys([*choices.still_known(names), name]))
    radio = gr.Radio(choices=mine)
    return name, (gr.Button(interactive=True), name, mine, radio, radio)
