"""What happens in the Predict tab: each event reads what lies there and shows the answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import gradio as gr
from gradio.processing_utils import save_file_to_cache

from mnist_space.ui.choices import Choices, uploaded
from mnist_space.ui.components import Html, PredictTab
from mnist_space.ui.errors import TOLD, told, told_later
from mnist_space.ui.predict.answer import unreadable_html
from mnist_space.ui.predict.bringing import edited, in_sight
from mnist_space.ui.predict.examples import example_path
from mnist_space.ui.predict.reading import Reader
from mnist_space.ui.predict.sketchpad import decode_drawing
from mnist_space.ui.predict.trace import NO_TRACE
from mnist_space.ui.turns import Turns

Answer = tuple[Html, Html]
UNREADABLE = unreadable_html("That picture could not be read. Choose another one.")

# Gradio's own preprocessing is off: it would open a file that nobody has checked yet.
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
EVENT: dict[str, Any] = {**HIDDEN, "trigger_mode": "always_last", "preprocess": False}
log = logging.getLogger(__name__)


def wire(tab: PredictTab, choices: Choices, turns: Turns) -> None:
    """Connect the pad, the upload box, the examples and the choices to the answer.

    All that can change the answer is one event: with `always_last`, the page has one reading under
    way, and then reads what lies there by that time. So no late answer overwrites a newer one, nor
    does one of two that began at the same time: see `Turns`.
    """
    reading = gr.on(
        [
            *(tab.pad.input, tab.upload.change, tab.loaded.change),
            *(tab.model.change, tab.pipeline.change, tab.mode.input),
        ],
        _read(Reader(choices), turns),
        [tab.pad, tab.upload, tab.model, tab.pipeline, tab.mode],
        [tab.answer, tab.trace],
        # Not queued: a queued event takes twice as long (30 to 15 ms).
        queue=False,
        **EVENT,
    )
    # What is left is a lost connection.
    reading.failure(lambda: (UNREADABLE, NO_TRACE), None, [tab.answer, tab.trace], **HIDDEN)
    tab.examples.input(_example(tab.upload.GRADIO_CACHE), tab.examples, tab.upload, **EVENT)
    # In the browser, at once: a picture empties the pad, and the first touch of the pen empties the
    # upload box. Not on `upload.change`: what shares its event runs again with a late reading.
    tab.examples.input(None, None, tab.pad, js="() => ''", **HIDDEN)
    # The camera's button empties the upload box, which is no picture yet.
    tab.upload.input(
        None, [tab.upload, tab.pad], tab.pad, js="(upload, pad) => upload ? '' : pad", **HIDDEN
    )
    tab.pad.select(None, None, tab.upload, js="() => null", **HIDDEN)


def wire_tools(tools: gr.HTML, tab: PredictTab, turns: Turns) -> None:
    """Connect turning and cropping to the upload box, whose change is read like any other."""
    edit = told_later(turns.taking(edited))
    tools.input(edit, [tools, tab.upload], tab.upload, **{**EVENT, "trigger_mode": "multiple"})

    @turns.taking
    def show(upload: object) -> Any:  # noqa: ANN401 - an image, or gradio's word for no change
        image = in_sight(upload)
        return gr.skip() if image is None else image

    tab.upload.input(show, tab.upload, tab.upload, **EVENT)


def _read(show: Reader, turns: Turns) -> Callable[..., Awaitable[Answer]]:
    @turns.taking_in_order
    def read(drawing: object, upload: object, *chosen: object) -> Answer:
        return show(uploaded(upload) or decode_drawing(drawing), *chosen)

    async def answer(request: gr.Request, *given: object) -> Answer:
        try:
            return await read(request, *given)
        except TOLD as error:
            # Returned: gradio shows no error of an event outside its queue.
            return unreadable_html(str(error)), NO_TRACE
        except Exception:
            # After an error gradio would drop the reading that waits for this one to end.
            log.exception("A picture could not be read.")
            return UNREADABLE, NO_TRACE

    return answer


def _example(cache: str) -> Callable[[object], str]:
    @told
    def put(name: object) -> str:
        # Not public, but what lies in an installed package is not a file that gradio may serve.
        path: str = save_file_to_cache(example_path(name), cache)
        return path

    return put
