"""Loading a model from the Hub: a visitor sees what it does, and can cancel it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from mnist_space import ArtifactError, load_predictor
from mnist_space.hub.child import hub_child
from mnist_space.hub.source import SHORT, HubSource
from mnist_space.hub.visitors import trim_visitors_cache, visitors_cache
from mnist_space.ui.choices import Choices
from mnist_space.ui.model.facts import status_html

STAYS = "The model in use stays in use."
FAILED = f"Loading failed, which is a fault of this app. {STAYS}"
CANCELLED = f"Cancelled. {STAYS}"
# Pulls under way, by the visitor's session: the page lets each have one. A task gives the model's
# name and what there is to say.
Pulls = dict[str | None, "asyncio.Task[tuple[str, str]]"]
log = logging.getLogger(__name__)


def canceller(pulls: Pulls) -> Callable[[gr.Request], Awaitable[None]]:
    """Return a handler that ends what the visitor of the request is pulling.

    Not gradio's `cancels`: it sends the event that it ends an empty answer, which the page shows as
    an error where it comes later than the answer to the cancelling itself.
    """

    # Asynchronous, so that it runs in the loop of the task.
    async def cancel(request: gr.Request) -> None:
        if pull := pulls.get(request.session_hash):
            pull.cancel()

    return cancel


def loader(choices: Choices, pulls: Pulls) -> Any:  # noqa: ANN401 - an asynchronous generator function
    """Return a handler that gives the status, names, two radios and two buttons, many times."""
    same = (gr.skip(),) * 3

    async def load(
        source: str, names: list[str], request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        yield status_html("Starting ...", "busy"), *same, *_buttons(True)
        said: asyncio.Queue[str | None] = asyncio.Queue()
        pull = asyncio.create_task(_bring(choices, source, said.put_nowait))
        pull.add_done_callback(lambda _: said.put_nowait(None))
        pulls[request.session_hash] = pull
        try:
            while text := await said.get():
                yield status_html(text, "busy"), *same, *_buttons(True)
            if pull.cancelled():
                yield status_html(CANCELLED), *same, *_buttons(False)
                return
            name, text = await pull
            mine = list(dict.fromkeys([*choices.still_known(names), name]))
            radio = gr.Radio(choices=mine, value=name)
            yield status_html(text, "done"), mine, radio, radio, *_buttons(False)
        except ArtifactError as error:
            yield status_html(f"{error} {STAYS}", "failed"), *same, *_buttons(False)
        except Exception:
            log.exception("Loading %r failed.", source)
            yield status_html(FAILED, "failed"), *same, *_buttons(False)
        finally:
            pull.cancel()  # of a visitor who has left
            if pulls.get(request.session_hash) is pull:
                del pulls[request.session_hash]

    return load


async def _bring(choices: Choices, source: str, say: Callable[[str], None]) -> tuple[str, str]:
    """Pull a model and put it among the choices: its name there, and what there is to say."""
    repo = HubSource.parse(source).repo_id
    command = ["pull", source.strip(), "--anonymous", "--cache", str(visitors_cache())]
    pulled: Mapping[str, Any] = {}
    async for event in hub_child(command):
        if isinstance(event, str):
            say(event)
        else:
            pulled = event
    predictor = await asyncio.to_thread(load_predictor, Path(pulled["folder"]))
    await asyncio.to_thread(trim_visitors_cache)
    name = f"{repo}@{pulled['commit'][:SHORT]}"
    choices.bring(name, predictor, f"{repo}@{pulled['commit']}")
    return name, f"{name} is loaded and in use. {pulled['note'] or ''}"


def _buttons(busy: bool) -> tuple[gr.Button, gr.Button]:
    return gr.Button(interactive=not busy), gr.Button(interactive=busy)
