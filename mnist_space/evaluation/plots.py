"""Plots of a Report. Figures of their own, without pyplot: safe in any thread of a server."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from mnist_space.data import Split
from mnist_space.evaluation.metrics import ReliabilityBin
from mnist_space.evaluation.report import Report

Scheme = Literal["light", "dark"]
_ONE_AT_A_TIME = threading.Lock()
MOST_DRAWN, IN_A_ROW = 40, 10  # mistakes
_ABOUT = ("Creator", "Date", "Format", "Type")

# Ground, text, diagonal, and the two ends of the scale of errors: those of the app's theme.
COLOURS: Mapping[Scheme, Mapping[str, str]] = {
    "light": {
        "ground": "#ffffff", "text": "#334155", "quiet": "#e2e8f0",
        "low": "#ffffff", "high": "#b42318", "accent": "#4f46e5",
    },
    "dark": {
        "ground": "#151c2c", "text": "#e2e8f0", "quiet": "#2c374d",
        "low": "#151c2c", "high": "#f97066", "accent": "#818cf8",
    },
}  # fmt: skip


def confusion_plot(report: Report, scheme: Scheme = "light") -> Figure:
    """Draw the confusion matrix; only errors have a colour, or the diagonal would drown them."""
    import seaborn  # takes a second, with SciPy's statistics and pandas

    matrix = np.array(report.confusion_matrix)
    diagonal = np.eye(len(matrix), dtype=bool)
    colours = COLOURS[scheme]
    figure, axes = _figure(scheme, (6.4, 6.0))
    # Square roots, so that a single error can be told from none beside a cell of thirty.
    seaborn.heatmap(
        np.sqrt(np.where(diagonal, 0, matrix)),
        mask=diagonal,
        cmap=LinearSegmentedColormap.from_list("errors", [colours["low"], colours["high"]]),
        vmin=0,
        annot=[[str(count or "") for count in row] for row in report.confusion_matrix],
        fmt="",
        annot_kws={"fontsize": 10},
        square=True,
        cbar=False,
        linewidths=1,
        linecolor=colours["quiet"],
        ax=axes,
    )
    for digit, right in enumerate(np.diagonal(matrix)):
        axes.text(
            digit + 0.5, digit + 0.5, str(right), color=colours["text"],
            ha="center", va="center", fontsize=10, fontweight="bold",
        )  # fmt: skip
    axes.set_facecolor(colours["quiet"])
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title("Digits", fontsize=11)
    axes.tick_params(length=0, rotation=0)
    return figure


def reliability_plot(report: Report, scheme: Scheme = "light") -> Figure:
    """Draw how often answers are right, by how sure they are; calibrated is on the diagonal."""
    return _reliability(report.reliability, report.ece, f"{report.n:,} test digits", scheme)


def mixture_plot(report: Report, scheme: Scheme = "light") -> Figure:
    """Draw how often answers to drawn pictures are right, by how sure they are.

    Raises:
        ValueError: the report does not have them.
    """
    mixed = report.mixture
    if mixed is None:
        raise ValueError("This report has no drawn pictures.")
    return _reliability(mixed.reliability, mixed.ece, f"{mixed.n:,} drawn pictures", scheme)


def _reliability(bins: Sequence[ReliabilityBin], ece: float, title: str, scheme: Scheme) -> Figure:
    colours = COLOURS[scheme]
    figure, axes = _figure(scheme, (5.0, 4.2))
    filled = [part for part in bins if part.n]
    # In front of the bars, which would hide where it crosses them.
    axes.plot([0, 1], [0, 1], color=colours["text"], linewidth=1, linestyle=":", zorder=3)
    bars = axes.bar(
        [part.low for part in filled],
        [part.accuracy for part in filled],
        [part.high - part.low for part in filled],
        align="edge",
        color=colours["accent"],
        edgecolor=colours["ground"],
    )
    counts = [f"{part.n:,}" for part in filled]
    axes.bar_label(bars, counts, color=colours["text"], fontsize=7, rotation=90, padding=2)
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1.15))
    axes.set_yticks(np.linspace(0, 1, 6))
    axes.set_title(f"{title}: calibration error (ECE) {ece:.4f}", fontsize=11)
    return figure


def coverage_plot(report: Report, scheme: Scheme = "light") -> Figure:
    """Draw the error among the surest answers against how many are answered."""
    colours = COLOURS[scheme]
    figure, axes = _figure(scheme, (5.0, 4.2))
    for name, label, colour, style in (
        ("confidence", "surest by confidence", colours["accent"], "-"),
        ("digit_score", "surest that it is a digit", colours["high"], "--"),
    ):
        points = getattr(report.coverage, name)
        axes.plot(
            [100 * point.coverage for point in points],
            [100 * point.error for point in points],
            color=colour,
            linestyle=style,
            label=label,
        )
    axes.set(xlabel="answered (%)", ylabel="wrong among them (%)", xlim=(0, 100))
    axes.set_ylim(bottom=0)
    axes.legend(loc="upper left", frameon=False, labelcolor=colours["text"], fontsize=9)
    axes.set_title("Fewer answers, fewer errors", fontsize=11)
    return figure


def mistakes_plot(report: Report, split: Split, scheme: Scheme = "light") -> Figure:
    """Draw the digits of a split that are read wrong, the surest first, `MOST_DRAWN` at most."""
    read, sure = report.answers.predicted(), report.answers.confidence()
    wrong = np.flatnonzero(read != split.labels)
    places = wrong[np.argsort(-sure[wrong], kind="stable")][:MOST_DRAWN]
    colours = COLOURS[scheme]
    rows = max(1, -(-len(places) // IN_A_ROW))
    figure = Figure((IN_A_ROW * 0.8, rows), layout="constrained", facecolor=colours["ground"])
    for cell, place in enumerate(places, 1):
        axes = figure.add_subplot(rows, IN_A_ROW, cell)
        axes.imshow(split.images[place], cmap="gray_r", vmin=0, vmax=255)
        axes.set(xticks=[], yticks=[])
        said = f"{split.labels[place]}, read {read[place]}" if read[place] >= 0 else "not read"
        axes.set_xlabel(said, fontsize=7, color=colours["text"])
    return figure


def to_png(figure: Figure, dpi: int = 120) -> bytes:
    """Encode a figure as PNG; the same figure always gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def to_svg(figure: Figure) -> str:
    """Encode a figure as an SVG element for a page; its lettering stays text."""
    buffer = io.StringIO()
    # Settings of the process: one at a time, or another's figure is drawn with them.
    with _ONE_AT_A_TIME, matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "plots"}):
        figure.savefig(buffer, format="svg", metadata=dict.fromkeys(_ABOUT))
    element = "<svg" + buffer.getvalue().partition("<svg")[2]
    # Its style would hold for the whole page, and its names of groups come twice beside another's.
    return re.sub(r"<style.*?</style>|(?<=<g) id=\"[^\"]*\"", "", element, flags=re.DOTALL)


CURVES: Mapping[str, Callable[[Report, Scheme], Figure]] = {
    "reliability": reliability_plot,
    "mixture": mixture_plot,
    "coverage": coverage_plot,
}
PLOTS: Mapping[str, Callable[[Report], Figure]] = {
    "confusion": confusion_plot,
    "reliability": reliability_plot,
    "mixture": mixture_plot,
    "coverage": coverage_plot,
}


def plot_names(report: Report) -> list[str]:
    """Return which of PLOTS a report has, in order: drawn pictures may not have been read."""
    return [name for name in PLOTS if name != "mixture" or report.mixture]


def _figure(scheme: Scheme, size: tuple[float, float]) -> tuple[Figure, Axes]:
    colours = COLOURS[scheme]
    figure = Figure(figsize=size, layout="constrained", facecolor=colours["ground"])
    axes = figure.add_subplot(facecolor=colours["ground"])
    axes.tick_params(colors=colours["text"], labelsize=9)
    for part in (axes.xaxis.label, axes.yaxis.label, axes.title):
        part.set_color(colours["text"])
    for spine in axes.spines.values():
        spine.set_color(colours["quiet"])
    return figure, axes
