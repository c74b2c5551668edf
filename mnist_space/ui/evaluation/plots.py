"""The plots of a report as pictures for the page, and what can be downloaded."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder

from mnist_space.evaluation.report import Report
from mnist_space.ui.components import Html
from mnist_space.ui.evaluation.view import Values, test_split

NAMES = {
    "confusion": "Confusion matrix: only errors have a colour",
    "reliability": "Reliability: how often answers are right, by how sure they are",
    "mixture": "Reliability on drawn photos and drawings, half of which are no digits",
    "coverage": "Coverage: the error among the surest answers",
}
KEPT = 16


def drawing_html(report: Report) -> Html:
    """Keep the place of the plots, as large as they will be."""
    places = "".join(f"<figure data-space={name}></figure>" for name in _names(report))
    return f'<div class="eval-plots">{places}<p class="eval-note eval-over">Drawing ...</p></div>'


@lru_cache(KEPT)
def plots_html(report: Report, values: Values) -> Html:
    """Show seaborn's heatmap, the reliability diagram and the coverage curve, light and dark.

    The first call takes a second or two, which is what Matplotlib and seaborn need to be imported.
    """
    return f'<div class="eval-plots">{"".join(_figures(report, values))}</div>'


def _names(report: Report) -> list[str]:
    # Not from `evaluation.plots`, which imports seaborn: the place is kept before.
    return [name for name in NAMES if name != "mixture" or report.mixture]


def _figures(report: Report, values: Values) -> Iterator[Html]:
    from mnist_space.evaluation import plots

    for name in _names(report):
        text, pictures = NAMES[name], ""
        for scheme in plots.COLOURS:
            figure = (
                plots.confusion_plot(report, values, scheme)
                if name == "confusion"
                else plots.CURVES[name](report, scheme)
            )
            source = base64.b64encode(plots.to_png(figure)).decode()
            pictures += (
                f'<img class="eval-{scheme}" alt="{escape(text)}" '
                f'src="data:image/png;base64,{source}">'
            )
        yield f"<figure data-plot={name}>{pictures}</figure>"


def download(report: Report, kind: str) -> str:
    """Write the report as a file and return its path: `json`, `png` (the heatmap) or `csv`."""
    name = f"{report.model.name}-evaluation.{kind}"
    # Not public, but the public way, a path of ours, leaves a file behind: gradio copies it into
    # its cache, and empties only that.
    path: str = save_bytes_to_cache(_content(report, kind), name, get_upload_folder())
    return path


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
