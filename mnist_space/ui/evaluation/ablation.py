"""Ablation: each step of a pipeline off in turn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from mnist_space.evaluation.ablation import AblationRow, ablate
from mnist_space.evaluation.answers import Cancelled, EvaluationCancelled, Progress
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.ui.components import Html
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.parts import Evaluator, Measure, html, wire_measuring
from mnist_space.ui.evaluation.reports import Identity, Kept, identity
from mnist_space.ui.long_work import QUIET, long_work

# 100 pictures take the robust pipeline and its eleven variants 10 s; the benchmark has more.
PICTURES = 100
SEED = 21
READY = (
    f"{PICTURES} test digits as they are, and {PICTURES} redrawn as drawings and photos. Takes "
    "half a minute; benchmarks/ablation.py measures more of them."
)
Rows = tuple[AblationRow, ...]
Pictures = Iterator[NDArray[np.uint8]]


def ablation_panel(evaluator: Evaluator, model: gr.Radio, pipeline: gr.Radio) -> None:
    """Lay out the panel inside the current accordion; it measures the model of `model`."""
    block = long_work("ablation", "Measure", READY)
    table = html("ablation")
    rows = gr.State(None)
    wire_measuring(
        evaluator, block, "Measuring ...", _measure(evaluator), [model, pipeline], rows
    ).then(_shown, rows, table, **QUIET)


def _measure(evaluator: Evaluator) -> Measure:
    kept: Kept[tuple[Identity, Pipeline], Rows] = Kept()

    def measure(
        progress: Progress, cancelled: Cancelled, model: str, pipeline: str
    ) -> tuple[str, Rows]:
        predictor = evaluator.choices.predictor(model)
        chain = evaluator.choices.pipeline(pipeline) or predictor.artifact.pipeline

        def count(done: int, total: int) -> None:
            if cancelled():
                raise EvaluationCancelled
            progress(done / total)

        rows = kept.once(
            (identity(predictor), chain), lambda: ablate(predictor, _sets(), chain, count)
        )
        return "Measured.", rows

    return measure


def _sets() -> dict[str, tuple[Pictures, NDArray[np.uint8]]]:
    split = view.test_split()
    places = np.arange(PICTURES) * len(split) // PICTURES
    chosen = split[places]
    return {
        "Test digits": (map(decode, chosen.images), chosen.labels),
        "Redrawn": (_redrawn(chosen.images, places), chosen.labels),
    }


def _redrawn(images: NDArray[np.uint8], places: NDArray[np.int64]) -> Pictures:
    # What draws pictures takes a fifth of the page's time to import.
    from mnist_space.synthesis import FORMS, redraw

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
