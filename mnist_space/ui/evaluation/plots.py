"""The plots of a report as pictures for the page, and what can be downloaded."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from mnist_space.evaluation.report import Report
from mnist_space.ui.components import Html
from mnist_space.ui.evaluation.view import test_split
from mnist_space.ui.uploads import to_uploads

# What each is called, and how it is read. The confusion matrix stands above, to press.
NAMES = {
    "reliability": (
        "Is it right as often as it says?",
        "A bar: of the test digits of which the model was so sure, the share that it read right, "
        "with their number above. On the dotted line confidence can be taken at its word; ECE is "
        "the mean distance from it.",
    ),
    "mixture": (
        "And on what people send?",
        "The same on drawn photos and drawings, half of which are no digits.",
    ),
    "coverage": (
        "What if it answers only when sure?",
        "From right to left fewer and surer answers are given: how many of those are wrong.",
    ),
}
KEPT = 16


def drawing_html(report: Report) -> Html:
    """Keep the place of the plots, as large as they will be."""
    places = "".join(
        f'<figure data-space={name}><div class="eval-space"></div>{_caption(name)}</figure>'
        for name in _names(report)
    )
    return f'<div class="eval-plots">{places}<p class="eval-note eval-over">Drawing ...</p></div>'


def _caption(name: str) -> Html:
    heading, words = NAMES[name]
    return f"<figcaption><b>{escape(heading)}</b> {escape(words)}</figcaption>"


@lru_cache(KEPT)
def plots_html(report: Report) -> Html:
    """Show the reliability diagrams and the coverage curve, light and dark, and what they say.

    The first call takes a second or two, which is what Matplotlib and seaborn need to be imported.
    """
    return f'<div class="eval-plots">{"".join(_figures(report))}</div>'


def _names(report: Report) -> list[str]:
    # Not from `evaluation.plots`, which imports seaborn: the place is kept before.
    return [name for name in NAMES if name != "mixture" or report.mixture]


def _figures(report: Report) -> Iterator[Html]:
    from mnist_space.evaluation import plots

    for name in _names(report):
        pictures = ""
        for scheme in plots.COLOURS:
            # A part of the page, in which its lettering is said in the visitor's language.
            drawn = plots.to_svg(plots.CURVES[name](report, scheme))
            said = escape(_spoken(report, name))
            pictures += f'<div class="eval-{scheme}" role="img" aria-label="{said}">{drawn}</div>'
        yield f"<figure data-plot={name}>{pictures}{_caption(name)}</figure>"


def _spoken(report: Report, name: str) -> str:
    """The figures of a plot, for those who do not see it."""
    if name == "coverage":
        points = report.coverage.confidence
        said = [f"{point.error:.2%} wrong at {point.coverage:.0%} answered" for point in points]
        return "; ".join(said[:: max(1, len(said) // 8)])
    bins = (
        report.mixture.reliability if name == "mixture" and report.mixture else report.reliability
    )
    return "; ".join(
        f"confidence {part.low:.0%} to {part.high:.0%}: {part.accuracy:.0%} of {part.n:,} right"
        for part in bins
        if part.n
    )


def download(report: Report, kind: str) -> str:
    """Write the report as a file and return its path: `json`, `png` (the heatmap) or `csv`."""
    name = f"{report.model.name}-evaluation.{kind}"
    return to_uploads(_content(report, kind), name)


def _content(report: Report, kind: str) -> bytes:
    if kind == "json":
        return (json.dumps(report.to_json(), indent=2) + "\n").encode()
    if kind == "csv":
        return answers_csv(report).encode()
    from mnist_space.evaluation import plots

    return plots.to_png(plots.confusion_plot(report))


def answers_csv(report: Report) -> str:
    """Every test digit in a row: index, true_label, predicted_label, confidence."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("index", "true_label", "predicted_label", "confidence"))
    answers = zip(
        test_split().labels, report.answers.predicted(), report.answers.confidence(), strict=True
    )
    writer.writerows((i, int(t), int(p), f"{c:.4f}") for i, (t, p, c) in enumerate(answers))
    return text.getvalue()
