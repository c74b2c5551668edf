"""From a Report to the HTML of the Evaluation tab. Pure functions, no gradio."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Split, load_test
from mnist_space.evaluation.known_labels import KNOWN_LABELS
from mnist_space.evaluation.report import Report
from mnist_space.preprocessing.pipelines import PIPELINE_STEPS, load_pipeline
from mnist_space.ui.components import Html
from mnist_space.ui.evaluation.heatmap import Heatmap
from mnist_space.ui.predict.trace import to_png

Values = Literal["counts", "shares"]
DIGITS = range(10)
MOST_PICTURES = 60
NOT_EVALUATED = (
    '<p class="eval-note eval-none">This model has not been evaluated with this pipeline yet.</p>'
)


@cache
def test_split() -> Split:
    """Return the bundled test digits, read once."""
    return load_test()


def figures_html(report: Report | None) -> Html:
    """Show the accuracy large, and beside it everything that puts it into perspective."""
    if report is None:
        return NOT_EVALUATED
    low, high = report.accuracy_interval
    errors = report.confident_errors
    facts = [
        ("As pictures, through the pipeline", f"{report.pipeline_accuracy:.2%}",
         f"{report.pipeline_n:,} of the digits"),
        ("Right among the two likeliest", f"{report.top2_accuracy:.2%}", ""),
        ("Sure, but wrong", f"{errors.n} of {errors.errors} errors",
         f"confidence above {errors.above:.0%}"),
        ("Calibration error", f"{report.ece:.4f}", "confidence to share read right: ECE, 15 bins"),
        ("Loss", f"{report.loss:.4f}", "0 if all are surely right: mean negative log likelihood"),
        ("Taken for a digit", f"{report.accepted:.2%}", "the rest is rejected"),
        ("Speed", f"{report.images_per_second:,.0f} per second", "the network, when measured"),
    ]  # fmt: skip
    if report.corrected:
        share = report.corrected
        facts.insert(0, ("On corrected labels", f"{share.accuracy:.2%}", f"{share.n:,} digits"))
    return (
        name_html(report.model.name, report.pipeline)
        + f'<p class="eval-accuracy"><b>{report.accuracy:.2%}</b></p>'
        f'<p class="eval-note">of {report.n:,} test digits are read right; 95% interval '
        f"{low:.2%} to {high:.2%}</p>{facts_html(facts)}"
    )


def name_html(model: str, pipeline: dict[str, Any]) -> Html:
    """Say which model and pipeline it was, of those that ship by name."""
    shipped = (name for name in PIPELINE_STEPS if load_pipeline(name).to_json() == pipeline)
    return f'<p class="eval-name">{escape(model)}, {next(shipped, "its own")} pipeline</p>'


def facts_html(facts: Sequence[tuple[str, str, str]]) -> Html:
    """Show facts, each a name, a value and a note on it."""
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd><b>{value}</b> <span>{escape(note)}</span></dd></div>"
        for name, value, note in facts
    )
    return f'<dl class="eval-facts">{items}</dl>'


def heatmap_html(report: Report | None, values: Values, chosen: str = "") -> Html:
    """Show the confusion matrix.

    Args:
        report: what to show.
        values: counts, or shares of each row in percent.
        chosen: the pressed cell, such as "4-9".
    """
    if report is None:
        return ""
    return MATRIX.html(np.array(report.confusion_matrix), chosen, percent=values == "shares")


def _words(true: int, guess: int) -> str:
    return f"{true} read as {guess}" if true != guess else f"{true} read right"


MATRIX = Heatmap(
    rows=list(map(str, DIGITS)),
    columns=list(map(str, DIGITS)),
    caption="Rows: the true digit. Columns: what was read.",
    kind=lambda true, guess: "right" if true == guess else "error",
    words=_words,
)


def cell_html(report: Report, cell: str) -> Html:
    """Show the pictures of one cell, such as "4-9"; a right answer's least sure first."""
    true, guess = map(int, cell.split("-"))
    predicted = report.answers.predicted()
    places = np.flatnonzero((test_split().labels == true) & (predicted == guess))
    return gallery_html(report, _words(true, guess), places, surest_first=true != guess)


def mistakes_html(report: Report | None) -> Html:
    """Show every mistake, the surest first."""
    if report is None:
        return ""
    places = np.flatnonzero(report.answers.predicted() != test_split().labels)
    return gallery_html(report, "All mistakes, worst first", places)


def gallery_html(
    report: Report,
    heading: str,
    places: NDArray[np.int64],
    surest_first: bool = True,
    name: str = "",
) -> Html:
    """Show test digits as buttons, each with what was read and how sure it was.

    Args:
        report: whose answers.
        heading: above the pictures; how many there are is added.
        places: int (K,), in the test split.
        surest_first: the order.
        name: stands before the place that a button fires, to tell galleries apart.
    """
    confidence, predicted = report.answers.confidence(), report.answers.predicted()
    order = np.argsort(confidence[places], kind="stable")
    chosen = places[order[::-1] if surest_first else order][:MOST_PICTURES]
    count = f"{len(places):,} {'digit' if len(places) == 1 else 'digits'}"
    if len(chosen) < len(places):
        which = "surest" if surest_first else "least sure"
        count += f", of which the {len(chosen)} {which}"
    pictures = "".join(
        _picture(int(i), int(predicted[i]), float(confidence[i]), name) for i in chosen
    )
    return pictures_html(heading, count, pictures)


def pictures_html(heading: str, count: str, items: Html) -> Html:
    """Show the items of a gallery under a heading and how many they are."""
    return (
        f'<div role="status"><h3 class="eval-heading">{escape(heading)}</h3>'
        f'<p class="eval-note">{count}. Choose one to open it in Predict.</p></div>'
        f'<ul class="eval-gallery">{items}</ul>'
    )


def _picture(place: int, predicted: int, confidence: float, name: str) -> Html:
    true = int(test_split().labels[place])
    known = KNOWN_LABELS.get(place)
    doubt = f'<span class="eval-doubt">{escape(known.sentence)}</span>' if known else ""
    read = "nothing" if predicted < 0 else str(predicted)
    label = f"Test digit {place}: {true}, read as {read}, {confidence:.0%} sure. Open in Predict"
    source = base64.b64encode(to_png(test_split().images[place])).decode()
    return (
        f'<li><button type="button" data-place="{name}{place}" aria-label="{label}">'
        f'<img src="data:image/png;base64,{source}" alt=""></button>'
        f"<span>{true} &rarr; <b>{read}</b> {confidence:.0%}</span>{doubt}</li>"
    )


def digits_html(report: Report | None) -> Html:
    """Show precision, recall and F1 of each digit."""
    if report is None:
        return ""
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Digit", "Precision", "Recall", "F1", "Count")
    )
    worst = min(report.per_digit, key=lambda digit: digit.f1).digit
    rows = "".join(
        f'<tr{" class=eval-worst" if row.digit == worst else ""}><th scope="row">{row.digit}</th>'
        f"<td>{row.precision:.2%}</td><td>{row.recall:.2%}</td><td>{row.f1:.2%}</td>"
        f"<td>{row.n:,}</td></tr>"
        for row in report.per_digit
    )
    return table_html(head, rows) + (
        '<p class="eval-note">Precision: of what was read as this digit, the share that is one. '
        "Recall: of this digit, the share that was read as one. F1 is between the two; the digit "
        "whose F1 is lowest is bold.</p>"
    )


def table_html(head: Html, rows: Html) -> Html:
    """Wrap the cells of a head and whole rows into a table that scrolls on a narrow page."""
    return (
        f'<div class="eval-scroll"><table class="eval-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
