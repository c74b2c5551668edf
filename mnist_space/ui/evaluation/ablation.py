"""Ablation: each step of a pipeline off in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from mnist_space.evaluation.ablation import AblationRow, ablate
from mnist_space.evaluation.answers import EvaluationCancelled
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor
from mnist_space.synthesis import FORMS, redraw
from mnist_space.ui.components import Html
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.parts import (
    QUIET,
    VISITORS_AT_ONCE,
    Room,
    asker,
    canceller,
    html,
    restore_after,
    running,
    start_buttons,
)
from mnist_space.ui.evaluation.runs import Identity, Kept, Work, identity

# 100 pictures take the robust pipeline and its eleven variants 10 s; the benchmark has more.
PICTURES = 100
SEED = 21
PANEL = "ablation"
READY = (
    f"{PICTURES} test digits as they are, and {PICTURES} redrawn as drawings and photos. Half a "
    "minute; benchmarks/ablation.py does it with more."
)
Rows = tuple[AblationRow, ...]
Pictures = Iterator[NDArray[np.uint8]]


def ablation_panel(room: Room, model: gr.Radio, pipeline: gr.Radio) -> None:
    """Lay out the panel inside the current accordion; it measures the model of `model`."""
    with gr.Row():
        start, cancel = start_buttons("Measure", "ablation")
    status = html("ablation-status", view.status_html(READY))
    table = html("ablation")
    rows = gr.State(None)
    started = start.click(
        _measuring(room), [model, pipeline], [rows, status, start, cancel],
        concurrency_limit=VISITORS_AT_ONCE, trigger_mode="once", **QUIET,
    )  # fmt: skip
    started.then(_shown, rows, table, **QUIET)
    restore_after(started, status, start, cancel)
    cancel.click(canceller(room, PANEL), None, None, queue=False, **QUIET)


def _measuring(room: Room) -> Callable[..., Iterator[tuple[Any, ...]]]:
    kept: Kept[tuple[Identity, Pipeline], Rows] = Kept()

    def measuring(model: str, pipeline: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        def start() -> Work[Rows]:
            predictor = room.choices.predictor(model)
            chain = room.choices.pipeline(pipeline) or predictor.artifact.pipeline
            key = identity(predictor), chain
            return kept.remembered(key, _work(predictor, chain))

        yield from running(room, asker(request, PANEL), start, "Measuring ...", "Measured.")

    return measuring


def _work(predictor: Predictor, pipeline: Pipeline) -> Work[Rows]:
    def work(progress: Callable[[float], object], cancelled: Callable[[], bool]) -> Rows:
        def count(done: int, total: int) -> None:
            if cancelled():
                raise EvaluationCancelled
            progress(done / total)

        split = view.test_split()
        places = np.arange(PICTURES) * len(split) // PICTURES
        chosen = split[places]
        sets = {
            "Test digits": (map(decode, chosen.images), chosen.labels),
            "Redrawn": (_redrawn(chosen.images, places), chosen.labels),
        }
        return ablate(predictor, sets, pipeline, count)

    return work


def _redrawn(images: NDArray[np.uint8], places: NDArray[np.int64]) -> Pictures:
    for form, image, place in zip(cycle(FORMS), images, places, strict=False):
        yield decode(redraw(form, image, int(place), SEED))


def _shown(rows: Rows | None) -> Html:
    if rows is None:
        return ""
    whole = rows[0]
    names = ("Without", *whole.accuracy)
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    first = "".join(f"<td>{share:.1%}</td>" for share in whole.accuracy.values())
    body = f'<tr class="eval-worst"><th scope="row">nothing: the whole pipeline</th>{first}</tr>'
    return view.table_html(head, body + "".join(_row(row, len(names) - 1) for row in rows[1:]))


def _row(row: AblationRow, sets: int) -> Html:
    title = f"<code>{row.step}</code>" + (f" ({row.stand_in} instead)" if row.stand_in else "")
    cells = "".join(f"<td>{points:+.1f} points</td>" for points in row.change.values())
    if row.needed:
        cells = f'<td colspan="{sets}">cannot be left out</td>'
    return f'<tr><th scope="row">{title}</th>{cells}</tr>'
