"""Measure: what the edited pipeline makes of a small sample, beside the model's own."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import gradio as gr
import numpy as np

from mnist_space.evaluation.answers import Cancelled, Progress
from mnist_space.evaluation.metrics import wilson_interval
from mnist_space.evaluation.trial import (
    EACH_FORM,
    TEST_DIGITS,
    Bools,
    Trial,
    chance,
    measure_pipelines,
    worst_forms,
)
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.parts import Evaluator, wire_measuring
from mnist_space.ui.evaluation.reports import Identity, Kept, identity
from mnist_space.ui.lab.asking import asked_pipeline
from mnist_space.ui.lab.editor import Editor
from mnist_space.ui.long_work import long_work

READY = (
    f"{TEST_DIGITS} of MNIST's test digits as pictures, and others redrawn as drawings and photos, "
    f"{EACH_FORM} in each form: by this pipeline and by the model's own. So few tell a share to "
    "within 2 to 6 points. Takes half a minute."
)
BY_CHANCE = 0.05


def build_measuring(evaluator: Evaluator, editor: Editor, predict: PredictTab) -> None:
    """Lay out the panel inside the editor's column, closed at first."""
    with (
        editor.more,
        gr.Accordion("Measure this pipeline", open=False, elem_id="lab-measure"),
    ):
        block = long_work("lab-measuring", "Measure", READY)
        table = styled("lab", "")
        table.elem_id = "lab-measured"
    wire_measuring(
        evaluator, block, "Measuring ...", _measure(evaluator), [editor.request, predict.model],
        table,
    )  # fmt: skip


def measured_html(trial: Trial, own: Trial) -> Html:
    """Show the shares of both with their 95% intervals, and the forms that got worse most."""
    rows = ""
    for redrawn, what in ((False, "Test digits"), (True, "Redrawn")):
        for which, words in enumerate(("right", "right and accepted")):
            both = [one.of(redrawn)[which] for one in (trial, own)]
            rows += _row(f"{what} ({len(both[0])}), {words}", both)
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("", "this pipeline", "the model's own")
    )
    return (
        '<div data-measured><p class="lab-old">The pipeline has changed since: measure again.</p>'
        f'<table class="lab-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="lab-note">Small: the 95% interval of each share. {_verdict(trial, own)}</p>'
        f"{_worse(trial, own)}{_failed(trial)}</div>"
    )


def _measure(evaluator: Evaluator) -> Callable[..., tuple[str, Html]]:
    kept: Kept[tuple[Identity, Pipeline], Trial] = Kept()

    def measure(
        progress: Progress, cancelled: Cancelled, request: object, model: object
    ) -> tuple[str, Html]:
        predictor = evaluator.choices.predictor(model)
        own = predictor.artifact.pipeline
        pipelines = (asked_pipeline(request, own), own)
        known = {chain: kept.get((identity(predictor), chain)) for chain in pipelines}
        new = [chain for chain, trial in known.items() if trial is None]
        found = measure_pipelines(predictor, new, view.test_split(), progress, cancelled)
        for chain, trial in zip(new, found, strict=True):
            known[chain] = kept.keep((identity(predictor), chain), trial)
        edited, whole = (known[chain] for chain in pipelines)
        assert edited
        assert whole
        return "Measured.", measured_html(edited, whole)

    return measure


def _row(title: str, both: list[Bools]) -> Html:
    cells = ""
    for hits in both:
        low, high = wilson_interval(int(hits.sum()), len(hits))
        cells += f"<td>{hits.mean():.1%} <small>{100 * low:.0f} to {100 * high:.0f}</small></td>"
    return f'<tr><th scope="row">{title}</th>{cells}</tr>'


def _verdict(trial: Trial, own: Trial) -> str:
    worse = int(np.sum(own.right & ~trial.right))
    better = int(np.sum(trial.right & ~own.right))
    if not worse and not better:
        return "Both read the same pictures right."
    more = "may be chance" if chance(trial, own) > BY_CHANCE else "is more than chance"
    return (
        f"Of the {len(own.right)} pictures, this pipeline alone reads {better} right, the model's "
        f"own alone {worse}: that {more}."
    )


def _worse(trial: Trial, own: Trial) -> Html:
    items = "".join(
        f"<li>{escape(form.replace('_', ' '))}: {right} of {n} right instead of {before}</li>"
        for form, right, before, n in worst_forms(trial, own)
    )
    return f'<p class="lab-note">Got worse most:</p><ul>{items}</ul>' if items else ""


def _failed(trial: Trial) -> Html:
    if trial.failure is None:
        return ""
    return f'<p class="lab-failures">A step failed on some: {escape(trial.failure)}</p>'
