"""The Evaluation tab: how good the model is, where it fails, and the pictures it fails on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import gradio as gr

from mnist_space.evaluation.report import Report
from mnist_space.ui.choices import OWN, Choices
from mnist_space.ui.components import Html, PredictTab, status_html
from mnist_space.ui.errors import told
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.ablation import ablation_panel
from mnist_space.ui.evaluation.compare import compare_panel
from mnist_space.ui.evaluation.heatmap import pressed
from mnist_space.ui.evaluation.own_data import own_data_panel
from mnist_space.ui.evaluation.parts import (
    Evaluator,
    chooser,
    html,
    open_place,
    pipeline_choices,
    wire_measuring,
)
from mnist_space.ui.evaluation.plots import download, drawing_html, plots_html
from mnist_space.ui.evaluation.reports import Reports
from mnist_space.ui.evaluation.robustness import robustness_panel
from mnist_space.ui.evaluation.turn import Turn
from mnist_space.ui.handoff import OpenInPredict
from mnist_space.ui.long_work import QUIET, LongWork, long_work

READY = "Evaluates the model chosen here on the 10,000 test digits that ship with the app."
VALUES = [("counts", "counts"), ("% of row", "shares")]
KINDS = ("json", "png", "csv")
# Of which report, and what is shown of it: plots, and a file of each kind.
Drawing = tuple[Report | None, tuple[Any, ...]]
# Who chooses a model and at once a pipeline sees the second choice too.
LATEST: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}


@dataclass(frozen=True)
class EvaluationTab:
    """The components of the tab; `report` is what this visitor sees, or None."""

    report: gr.State
    cell: gr.State
    model: gr.Radio
    pipeline: gr.Radio
    evaluating: LongWork
    figures: gr.HTML
    values: gr.Radio
    heatmap: gr.HTML
    gallery: gr.HTML
    all_mistakes: gr.Button
    digits: gr.HTML
    plots: gr.HTML
    downloads: tuple[gr.DownloadButton, ...]


def evaluation_tab(
    here: gr.Tab, choices: Choices, predict: PredictTab, open_in_predict: OpenInPredict
) -> Evaluator:
    """Lay out the tab inside `here`, the current gr.Tab."""
    evaluator = Evaluator(choices, Reports(), Turn())
    stored = evaluator.reports.known(choices.predictor(choices.models[0]), None)
    with gr.Row(elem_id="eval-top"):
        with gr.Column(elem_classes="card"):
            figures = html("figures", view.figures_html(stored))
        with gr.Column(elem_classes="card"):
            model = gr.Radio(
                list(choices.models), value=choices.models[0], label="Model", elem_id="eval-model"
            )
            pipeline = gr.Radio(
                pipeline_choices(choices), value=OWN, label="Pipeline", elem_id="eval-pipeline"
            )
            evaluating = long_work("eval", "Evaluate", READY)
    gr.Markdown("## Where it fails", elem_classes="section")
    with gr.Row(elem_id="eval-row"):
        with gr.Column(elem_classes="card"):
            values = gr.Radio(
                VALUES, value="counts", label="Confusion matrix", elem_id="eval-values"
            )
            heatmap = chooser("matrix", view.heatmap_html(stored, "counts"))
        with gr.Column(elem_classes="card"):
            gallery = chooser("gallery")
            everything = gr.Button("Show all mistakes", size="sm", elem_id="eval-mistakes")
    digits, plots, downloads = _details(stored)
    tab = EvaluationTab(
        gr.State(stored), gr.State(""), model, pipeline, evaluating, figures, values, heatmap,
        gallery, everything, digits, plots, downloads,
    )  # fmt: skip
    _wire_choosing(tab, open_in_predict)
    _wire_evaluating(tab, here, evaluator, predict)
    _panels(tab, here, evaluator, predict, open_in_predict)
    return evaluator


def _details(stored: Report | None) -> tuple[gr.HTML, gr.HTML, tuple[gr.DownloadButton, ...]]:
    """Lay out the table of digits, the plots, and the buttons that download the report."""
    gr.Markdown("## Each digit", elem_classes="section")
    with gr.Column(elem_classes="card"):
        digits = html("digits", view.digits_html(stored))
    gr.Markdown("## Plots", elem_classes="section")
    with gr.Column(elem_classes="card"):
        plots = html("plots", view.NOT_EVALUATED if stored is None else drawing_html(stored))
    with gr.Row(elem_id="eval-downloads"):
        downloads = tuple(
            gr.DownloadButton(
                f"Download {kind.upper()}", size="sm", elem_id=f"eval-{kind}", interactive=False
            )
            for kind in KINDS
        )
    return digits, plots, downloads


def _panels(
    tab: EvaluationTab,
    here: gr.Tab,
    evaluator: Evaluator,
    predict: PredictTab,
    open_in_predict: OpenInPredict,
) -> None:
    """Add what goes deeper, closed at first."""
    with gr.Accordion("Your own data", open=False, elem_id="data"):
        own_data_panel(evaluator, tab.model, tab.pipeline, open_in_predict)
    with gr.Accordion("Two side by side", open=False, elem_id="compare"):
        compare_panel(here, evaluator, predict, open_in_predict)
    with gr.Accordion("Robustness", open=False, elem_id="robust"):
        robustness_panel(evaluator, tab.model, open_in_predict)
    with gr.Accordion("What each step is worth", open=False, elem_id="ablation"):
        ablation_panel(evaluator, tab.model, tab.pipeline)


def _wire_choosing(tab: EvaluationTab, open_in_predict: OpenInPredict) -> None:
    def press(report: Report | None, values: view.Values, event: gr.EventData) -> tuple[Any, ...]:
        cell = pressed(view.MATRIX.cells, getattr(event, "chosen", ""))
        if report is None or not cell:
            return gr.skip(), gr.skip(), gr.skip()
        return cell, view.heatmap_html(report, values, cell), view.cell_html(report, cell)

    def mistakes(report: Report | None, values: view.Values) -> tuple[Any, ...]:
        return "", view.heatmap_html(report, values), view.mistakes_html(report)

    shown = [tab.cell, tab.heatmap, tab.gallery]
    tab.heatmap.select(press, [tab.report, tab.values], shown, queue=False, **QUIET)
    tab.all_mistakes.click(mistakes, [tab.report, tab.values], shown, queue=False, **QUIET)
    tab.gallery.select(
        open_place(open_in_predict), [tab.model, tab.pipeline], open_in_predict.outputs, **QUIET
    )


def _wire_evaluating(
    tab: EvaluationTab, here: gr.Tab, evaluator: Evaluator, predict: PredictTab
) -> None:
    known = [tab.report, tab.values]
    shown = [tab.figures, tab.heatmap, tab.gallery, tab.digits, tab.cell, tab.plots, *tab.downloads]
    chosen = [tab.model, tab.pipeline]

    def offer(names: Sequence[str]) -> Any:  # noqa: ANN401 - an update of a component
        return gr.Radio(choices=evaluator.choices.still_known(names))

    @told
    def stored(model: object, pipeline: object) -> Report | None:
        predictor = evaluator.choices.predictor(model)
        return evaluator.reports.known(predictor, evaluator.choices.pipeline(pipeline))

    # The figures stand on the page from the start; pictures and plots come when the tab is opened.
    here.select(offer, predict.names, tab.model, **QUIET)
    here.select(_gallery, [tab.report, tab.cell], tab.gallery, **QUIET)
    choosing = gr.on(
        [tab.model.input, tab.pipeline.input], stored, chosen, tab.report, **LATEST
    ).then(_shown, known, shown, **LATEST)
    # What was said is not of the next model.
    gr.on(
        [tab.model.input, tab.pipeline.input], None, None, tab.evaluating.status,
        js=f"() => {json.dumps(status_html(READY))}", **QUIET,
    )  # fmt: skip
    evaluated = wire_measuring(
        evaluator,
        tab.evaluating,
        "Evaluating ...",
        lambda *given: ("Evaluated.", evaluator.evaluate(*given)),
        chosen,
        tab.report,
    ).then(_shown, known, shown, **LATEST)
    tab.values.input(view.heatmap_html, [*known, tab.cell], tab.heatmap, queue=False, **QUIET)
    _wire_drawing(tab, here, [choosing, evaluated])


def _wire_drawing(tab: EvaluationTab, here: gr.Tab, changes: Sequence[Any]) -> None:
    """Draw the plots when the tab is opened, and after the events of `changes`."""
    drawing, redraw = gr.State(None), gr.State("")
    for change in changes:
        change.then(lambda: uuid4().hex, None, redraw, **QUIET)
    # That takes a second: what was drawn for a report that is shown no more is thrown away.
    gr.on([here.select, redraw.change], _drawn, tab.report, drawing, **LATEST).then(
        _unless_late, [drawing, tab.report], [tab.plots, *tab.downloads], **LATEST
    )


def _shown(report: Report | None, values: view.Values) -> tuple[Any, ...]:
    # What takes longer is that of another report until it is drawn: it goes.
    return (
        view.figures_html(report),
        view.heatmap_html(report, values),
        view.mistakes_html(report),
        view.digits_html(report),
        "",
        view.NOT_EVALUATED if report is None else drawing_html(report),
        *(_offered(None) for _ in KINDS),
    )


def _offered(file: str | None) -> gr.DownloadButton:
    """A button that can be pressed once there is something to download."""
    return gr.DownloadButton(value=file, interactive=file is not None)


def _gallery(report: Report | None, cell: str) -> Html:
    return view.cell_html(report, cell) if report and cell else view.mistakes_html(report)


def _drawn(report: Report | None) -> Drawing:
    files = (None if report is None else download(report, kind) for kind in KINDS)
    plots = view.NOT_EVALUATED if report is None else plots_html(report)
    return report, (plots, *files)


def _unless_late(drawing: Drawing, report: Report | None) -> tuple[Any, ...]:
    of, (plots, *files) = drawing
    return (plots, *map(_offered, files)) if of == report else (gr.skip(),) * (1 + len(files))
