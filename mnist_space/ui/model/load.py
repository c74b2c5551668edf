"""Loading a model from the Hub, which a visitor can watch and cancel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from mnist_space import load_predictor
from mnist_space.hub.child import hub_child
from mnist_space.hub.source import SHORT, HubSource
from mnist_space.hub.visitors import trim_visitors_cache, visitors_cache
from mnist_space.ui.choices import Choices
from mnist_space.ui.long_work import Say, Work

UNCHANGED = "The model in use stays in use."


def loader(choices: Choices) -> Work:
    """Return the work of loading: it takes a source and the names of the visitor's models.

    It gives what there is to say, the names with the new one, and an update of two radios.
    """

    async def load(say: Say, source: str, names: Sequence[str]) -> tuple[Any, ...]:
        name, text = await _bring(choices, source, say)
        mine = list(dict.fromkeys([*choices.still_known(names), name]))
        radio = gr.Radio(choices=mine, value=name)
        return text, mine, radio, radio

    return load


async def _bring(choices: Choices, source: str, say: Say) -> tuple[str, str]:
    """Pull a model and put it among the choices: its name there, and what there is to say."""
    repo = HubSource.parse(source).repo_id
    command = ["pull", source.strip(), "--anonymous", "--cache", str(visitors_cache())]
    pulled: Mapping[str, Any] = {}
    async for event in hub_child(command):
        if isinstance(event, str):
            say(event, None)
        else:
            pulled = event
    predictor = await asyncio.to_thread(load_predictor, Path(pulled["folder"]))
    await asyncio.to_thread(trim_visitors_cache)
    name = f"{repo}@{pulled['commit'][:SHORT]}"
    choices.bring(name, predictor, f"{repo}@{pulled['commit']}")
    return name, f"{name} is loaded and in use. {pulled['note'] or ''}"
