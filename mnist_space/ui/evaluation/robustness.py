"""Robustness: corrupted digits, curves of accuracy, and what fails first."""

from __future__ import annotations

import base64
import math
from typing import Any

import gradio as gr

from mnist_space.evaluation.answers import Cancelled, Progress
from mnist_space.evaluation.robustness import Failure, Robustness, measure_robustness
from mnist_space.ui.choices import OWN
from mnist_space.ui.components import Html
from mnist_space.ui.errors import told
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.parts import (
    Evaluator,
    Measure,
    chooser,
    chosen_place,
    wire_measuring,
)
from mnist_space.ui.evaluation.reports import Identity, Kept, identity
from mnist_space.ui.handoff import OpenInPredict
from mnist_space.ui.long_work import QUIET, long_work
from mnist_space.ui.predict.trace import to_png

EVERY = 20
MOST = 2.0
READY = (
    "The fifteen corruptions of MNIST-C, a test of networks with noise, blur, fog and the like, on "
    "every twentieth test digit, straight to the network. "
    "Strength 1 is that of the paper."
)
Rows = tuple[Robustness, ...]
# What was measured, and the name of the model.
Measured = tuple[Rows, str]
# Of the curves, in pixels: what is drawn in, and the room for the axes' figures.
WIDTH, HEIGHT, LEFT, TOP = 130, 44, 38, 6


def robustness_panel(evaluator: Evaluator, model: gr.Radio, open_in_predict: OpenInPredict) -> None:
    """Lay out the panel inside the current accordion; it measures the model of `model`."""
    strength = gr.Slider(0.25, MOST, 1, step=0.25, label="Strength", elem_id="robust-strength")
    block = long_work("robust", "Measure", READY)
    table = chooser("robust")
    measured = gr.State(None)
    wire_measuring(
        evaluator, block, "Measuring ...", _measure(evaluator), [model, strength], measured
    ).then(_shown, measured, table, **QUIET)

    @told
    def open_failure(measured: Measured | None, event: gr.EventData) -> tuple[Any, ...]:
        rows, name = measured or ((), "")
        failures = [failure for row in rows for failure in row.worst]
        failure = failures[chosen_place(str(getattr(event, "chosen", "")), len(failures))]
        return open_in_predict.show(failure.image, name, OWN)

    table.select(open_failure, measured, open_in_predict.outputs, **QUIET)


def _measure(evaluator: Evaluator) -> Measure:
    kept: Kept[tuple[Identity, float], Rows] = Kept()

    def measure(
        progress: Progress, cancelled: Cancelled, model: str, strength: float
    ) -> tuple[str, Measured]:
        predictor = evaluator.choices.predictor(model)
        split = view.test_split()[slice(None, None, EVERY)]
        rows = kept.once(
            (identity(predictor), strength),
            lambda: measure_robustness(predictor, split, strength, progress, cancelled),
        )
        return f"{model} at strength {strength:g}.", (rows, model)

    return measure


def _shown(measured: Measured | None) -> Html:
    if measured is None:
        return ""
    rows, _ = measured
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Corruption", "Accuracy", "Accuracy by strength", "Wrong and sure")
    )
    body, first = "", 0
    low = _lowest(rows)
    for row in rows:
        body += _row(row, first, low)
        first += len(row.worst)
    mean = sum(1 - row.curve[-1][1] for row in rows) / len(rows)
    note = f"Mean error {mean:.1%}; without any corruption {1 - rows[0].curve[0][1]:.1%}."
    return f'<p class="eval-note">{note}</p>{view.table_html(head, body)}'


def _row(row: Robustness, first: int, low: float) -> Html:
    pictures = "".join(_picture(failure, first + i) for i, failure in enumerate(row.worst))
    return (
        f'<tr><th scope="row">{row.name.replace("_", " ")}</th><td>{row.curve[-1][1]:.1%}</td>'
        f'<td>{_curve(row, low)}</td><td><ul class="eval-strip">{pictures}</ul></td></tr>'
    )


def _picture(failure: Failure, number: int) -> Html:
    source = base64.b64encode(to_png(failure.image)).decode()
    text = f"{failure.label} read as {failure.predicted}, {failure.confidence:.0%} sure"
    return (
        f'<li><button type="button" data-place="{number}" title="{text}" '
        f'aria-label="{text}. Open in Predict">'
        f'<img src="data:image/png;base64,{source}" alt=""></button></li>'
    )


def _lowest(rows: Rows) -> float:
    """Where the axes of all curves begin: whole tenths, below the least accuracy of any."""
    least = min(accuracy for row in rows for _, accuracy in row.curve)
    return min(math.floor(10 * least) / 10, 0.9)


def _curve(row: Robustness, low: float) -> Html:
    """A small line with its axes: the strength from 0 to the chosen one, accuracy `low` to 100%."""
    most = row.curve[-1][0]
    places = [
        (LEFT + WIDTH * level / most, TOP + HEIGHT * (1 - accuracy) / (1 - low))
        for level, accuracy in row.curve
    ]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="currentColor"/>' for x, y in places
    )
    spoken = ", ".join(f"{accuracy:.0%} at {level:g}" for level, accuracy in row.curve)
    bottom, right = TOP + HEIGHT, LEFT + WIDTH
    return (
        f'<svg class="eval-curve" viewBox="0 0 {right + 12} {bottom + 14}" width="{right + 12}" '
        f'height="{bottom + 14}" role="img" aria-label="{spoken}">'
        f'<path d="M{LEFT} {TOP}V{bottom}H{right}"/>'
        f'<text x="{LEFT - 4}" y="{TOP + 4}" text-anchor="end">100%</text>'
        f'<text x="{LEFT - 4}" y="{bottom + 2}" text-anchor="end">{low:.0%}</text>'
        f'<text x="{LEFT}" y="{bottom + 12}" text-anchor="middle">0</text>'
        f'<text x="{right}" y="{bottom + 12}" text-anchor="middle">{most:g}</text>'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2"/>{dots}'
        "</svg>"
    )
