"""What happens in the Predict tab: each event reads one picture and shows the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.processing_utils import save_file_to_cache

from mnist_space.ui.answer import unreadable_html
from mnist_space.ui.choices import Choices, uploaded
from mnist_space.ui.components import Html, PredictTab
from mnist_space.ui.errors import told
from mnist_space.ui.examples import example_path
from mnist_space.ui.reading import Reader
from mnist_space.ui.sketchpad import decode_drawing
from mnist_space.ui.trace import NO_TRACE

Handler = Callable[..., tuple[Any, ...]]

# Gradio's own preprocessing is off: it would open a file that nobody has checked yet.
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
EVENT: dict[str, Any] = {**HIDDEN, "trigger_mode": "always_last", "preprocess": False}
AT_ONCE = 4


def wire(tab: PredictTab, choices: Choices) -> None:
    """Connect the pad, the upload box, the examples and the choices to the answer."""
    chosen = [tab.model, tab.pipeline, tab.mode]
    shown = [tab.answer, tab.trace]
    show = Reader(choices)
    sources = [tab.pad, tab.upload, *chosen]
    # Not queued: the pad's picture is small, and a queued event takes twice as long (30 to 15 ms).
    drawn = tab.pad.input(_drawing(show), sources, shown, queue=False, **EVENT)
    # In the browser, at once: a picture empties the pad, and the first touch of the pen empties the
    # upload box. So an event of the pad that finds an upload is late, and must not win over it.
    gr.on([tab.upload.input, tab.examples.input], None, None, tab.pad, js="() => ''", **HIDDEN)
    tab.pad.select(None, None, tab.upload, js="() => null", **HIDDEN)
    given = tab.upload.input(
        _upload(show), [tab.upload, *chosen], shown, concurrency_limit=AT_ONCE, **EVENT
    )
    picked = tab.examples.input(
        _example(show, tab.upload.GRADIO_CACHE),
        [tab.examples, *chosen],
        [*shown, tab.upload],
        concurrency_limit=AT_ONCE,
        **EVENT,
    )
    changed = gr.on(
        [tab.model.input, tab.pipeline.input, tab.mode.input, tab.opened.change],
        _again(show),
        sources,
        shown,
        concurrency_limit=AT_ONCE,
        **EVENT,
    )
    for event in (drawn, given, picked, changed):
        event.failure(_no_answer, None, shown, **HIDDEN)


def _drawing(show: Reader) -> Handler:
    @told
    def read_drawing(drawing: object, upload: object, *chosen: object) -> tuple[Any, ...]:
        if upload:
            return gr.skip(), gr.skip()
        return show(decode_drawing(drawing), *chosen)

    return read_drawing


def _upload(show: Reader) -> Handler:
    @told
    def read_upload(upload: object, *chosen: object) -> tuple[Any, ...]:
        return show(uploaded(upload), *chosen)

    return read_upload


def _example(show: Reader, cache: str) -> Handler:
    @told
    def read_example(name: object, *chosen: object) -> tuple[Any, ...]:
        path = example_path(name)
        return *show(path, *chosen), save_file_to_cache(path, cache)

    return read_example


def _again(show: Reader) -> Handler:
    @told
    def read_again(drawing: object, upload: object, *chosen: object) -> tuple[Any, ...]:
        return show(uploaded(upload) or decode_drawing(drawing), *chosen)

    return read_again


def _no_answer() -> tuple[Html, Html]:
    return unreadable_html(), NO_TRACE
