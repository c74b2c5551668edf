"""Two models or pipelines side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from mnist_space.evaluation.answers import Cancelled, Progress
from mnist_space.evaluation.comparison import Comparison, Pairing, compare
from mnist_space.evaluation.report import Report
from mnist_space.ui.choices import OWN
from mnist_space.ui.components import Html, PredictTab
from mnist_space.ui.errors import ChoiceError, told
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.parts import (
    Evaluator,
    Measure,
    chooser,
    chosen_digit,
    pipeline_choices,
    wire_measuring,
)
from mnist_space.ui.handoff import OpenInPredict
from mnist_space.ui.long_work import QUIET, long_work

READY = "Whatever has not been evaluated yet is evaluated first."
P_VALUE = "p: McNemar's exact test that both are wrong equally often."
# Two reports, and the names of the model and the pipeline of each.
Pair = tuple[Report, Report, tuple[tuple[str, str], ...]]
FIRST, SECOND = "0-", "1-"


def compare_panel(
    here: gr.Tab, evaluator: Evaluator, predict: PredictTab, open_in_predict: OpenInPredict
) -> None:
    """Lay out the panel inside the current accordion."""
    choices = evaluator.choices
    sides = []
    with gr.Row():
        for title, model in (("First", choices.models[0]), ("Second", choices.models[-1])):
            with gr.Column(min_width=240):
                chosen = gr.Dropdown(list(choices.models), value=model, label=f"{title} model")
                pipeline = gr.Dropdown(
                    pipeline_choices(choices), value=OWN, label=f"{title} pipeline"
                )
                chosen.elem_id = f"compare-{title.lower()}"
                pipeline.elem_id = f"compare-{title.lower()}-pipeline"
                sides += [chosen, pipeline]
    block = long_work("compare", "Compare", READY)
    table = chooser("compare")
    both = gr.State(None)
    wire_measuring(evaluator, block, "Evaluating ...", _measure(evaluator), sides, both).then(
        _shown, both, table, **QUIET
    )
    table.select(_opener(open_in_predict), both, open_in_predict.outputs, **QUIET)

    def offer(names: Sequence[str]) -> tuple[Any, Any]:
        offered = choices.still_known(names)
        return gr.Dropdown(choices=offered), gr.Dropdown(choices=offered)

    here.select(offer, predict.names, sides[::2], **QUIET)


def _opener(open_in_predict: OpenInPredict) -> Callable[..., tuple[Any, ...]]:
    @told
    def opened(both: Pair | None, event: gr.EventData) -> tuple[Any, ...]:
        side, _, place = str(getattr(event, "chosen", "")).partition("-")
        image = chosen_digit(place)
        if both is None or side not in ("0", "1"):
            raise ChoiceError("There is no such picture.")
        return open_in_predict.show(image, *both[2][int(side)])

    return opened


def _measure(evaluator: Evaluator) -> Measure:
    def measure(progress: Progress, cancelled: Cancelled, *sides: str) -> tuple[str, Pair]:
        models, pipelines = sides[::2], sides[1::2]

        def report(number: int) -> Report:
            predictor = evaluator.choices.predictor(models[number])
            pipeline = evaluator.choices.pipeline(pipelines[number])
            return evaluator.reports.known(predictor, pipeline) or evaluator.reports.make(
                predictor, pipeline, lambda share: progress((number + share) / 2), cancelled
            )

        return "Compared.", (report(0), report(1), tuple(zip(models, pipelines, strict=True)))

    return measure


def _shown(both: Pair | None) -> Html:
    if both is None:
        return ""
    first, second, _ = both
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
        view.gallery_html(second, "Only the first reads these right", pair.only_first, name=SECOND),
        view.gallery_html(first, "Only the second reads these right", pair.only_second, name=FIRST),
    )
    return f'<div class="eval-pairs">{"".join(f"<div>{one}</div>" for one in galleries)}</div>'


def _cells(tag: str, values: tuple[str, ...] | list[str]) -> Html:
    scope = ' scope="col"' if tag == "th" else ""
    return "".join(f"<{tag}{scope}>{value}</{tag}>" for value in values)
