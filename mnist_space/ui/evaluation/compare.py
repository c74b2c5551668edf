"""Two models or pipelines side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from mnist_space.evaluation.comparison import Comparison, Pairing, compare
from mnist_space.evaluation.report import Report
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor
from mnist_space.ui.choices import OWN
from mnist_space.ui.components import Html, PredictTab
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.parts import (
    QUIET,
    VISITORS_AT_ONCE,
    Room,
    asker,
    canceller,
    chooser,
    html,
    pipeline_choices,
    place_opener,
    restore_after,
    running,
    start_buttons,
)
from mnist_space.ui.evaluation.runs import Work
from mnist_space.ui.handoff import OpenInPredict

PANEL = "compare"
READY = "Whatever has not been evaluated yet is evaluated first."
P_VALUE = "p: McNemar's exact test that both are wrong equally often."
Pair = tuple[Report, Report]


def compare_panel(here: gr.Tab, room: Room, predict: PredictTab, opener: OpenInPredict) -> None:
    """Lay out the panel inside the current accordion."""
    names = room.choices.models
    sides = []
    with gr.Row():
        for title, model in (("First", names[0]), ("Second", names[-1])):
            with gr.Column(min_width=240):
                chosen = gr.Dropdown(list(names), value=model, label=f"{title} model")
                pipeline = gr.Dropdown(
                    pipeline_choices(room.choices), value=OWN, label=f"{title} pipeline"
                )
                chosen.elem_id = f"compare-{title.lower()}"
                pipeline.elem_id = f"compare-{title.lower()}-pipeline"
                sides += [chosen, pipeline]
    with gr.Row():
        start, cancel = start_buttons("Compare", "compare")
    status = html("compare-status", view.status_html(READY))
    table = chooser("compare")
    both = gr.State(None)
    started = start.click(
        _comparing(room), sides, [both, status, start, cancel],
        concurrency_limit=VISITORS_AT_ONCE, trigger_mode="once", **QUIET,
    )  # fmt: skip
    started.then(_shown, both, table, **QUIET)
    restore_after(started, status, start, cancel)
    cancel.click(canceller(room, PANEL), None, None, queue=False, **QUIET)
    table.select(place_opener(opener), None, opener[1], **QUIET)

    def offer(names: Sequence[str]) -> tuple[Any, Any]:
        offered = room.choices.still_known(names)
        return gr.Dropdown(choices=offered), gr.Dropdown(choices=offered)

    here.select(offer, predict.names, sides[::2], **QUIET)


def _comparing(room: Room) -> Callable[..., Iterator[tuple[Any, ...]]]:
    def comparing(
        first: str, first_pipeline: str, second: str, second_pipeline: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        def work() -> Work[Pair]:
            chosen = [
                (room.choices.predictor(model), room.choices.pipeline(pipeline))
                for model, pipeline in ((first, first_pipeline), (second, second_pipeline))
            ]
            return _both(room, chosen)

        yield from running(room, asker(request, PANEL), work, "Evaluating ...", "Compared.")

    return comparing


def _both(room: Room, chosen: list[tuple[Predictor, Pipeline | None]]) -> Work[Pair]:
    def work(progress: Callable[[float], object], cancelled: Callable[[], bool]) -> Pair:
        reports = []
        for number, (predictor, pipeline) in enumerate(chosen):

            def shared(share: float, number: int = number) -> None:
                progress((number + share) / len(chosen))

            known = room.reports.known(predictor, pipeline)
            reports.append(known or room.reports.make(predictor, pipeline)(shared, cancelled))
        return reports[0], reports[1]

    return work


def _shown(both: Pair | None) -> Html:
    if both is None:
        return ""
    first, second = both
    result = compare(first, second, view.test_split().labels)
    head = _cells("th", ("", "First", "Second", "Only first right", "Only second right", "p"))
    rows = _row("Straight to the network", result.straight)
    rows += _row("As pictures, through the pipelines", result.pictures)
    return (
        view.table_html(head, rows)
        + f'<p class="eval-note">{_verdict(result.straight)} {P_VALUE}</p>'
        + _recall(result)
        + _changed(result, first, second)
    )


def _row(name: str, pair: Pairing) -> Html:
    values = (
        *(f"{share:.2%}" for share in pair.accuracy),
        f"{len(pair.only_first):,}",
        f"{len(pair.only_second):,}",
        f"{pair.p_value:.4f}" if pair.p_value >= 0.0001 else "&lt; 0.0001",
    )
    return f'<tr><th scope="row">{name} ({pair.n:,})</th>{_cells("td", values)}</tr>'


def _verdict(pair: Pairing) -> str:
    if not len(pair.changed):
        return "Both give the same answers."
    if pair.p_value >= 0.05:
        return "The difference may be chance."
    better = "first" if len(pair.only_first) > len(pair.only_second) else "second"
    return f"The {better} is better, by more than chance."


def _recall(result: Comparison) -> Html:
    head = _cells("th", ("Digit", *map(str, view.DIGITS)))
    cells = _cells("td", [f"{points:+.1f}" for points in result.recall])
    row = f'<tr><th scope="row">Second minus first</th>{cells}</tr>'
    return (
        '<h3 class="eval-heading">Recall of each digit, percentage points</h3>'
        + view.table_html(head, row)
    )


def _changed(result: Comparison, first: Report, second: Report) -> Html:
    pair = result.straight
    galleries = (
        view.gallery_html(second, "Only the first reads these right", pair.only_first),
        view.gallery_html(first, "Only the second reads these right", pair.only_second),
    )
    return f'<div class="eval-pairs">{"".join(f"<div>{one}</div>" for one in galleries)}</div>'


def _cells(tag: str, values: tuple[str, ...] | list[str]) -> Html:
    scope = ' scope="col"' if tag == "th" else ""
    return "".join(f"<{tag}{scope}>{value}</{tag}>" for value in values)
