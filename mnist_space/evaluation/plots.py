"""Plots of a Report. Figures of their own, without pyplot: safe in any thread of a server."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
import seaborn
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from mnist_space.evaluation.report import Report

Scheme = Literal["light", "dark"]
Values = Literal["counts", "shares"]

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


def confusion_plot(report: Report, values: Values = "counts", scheme: Scheme = "light") -> Figure:
    """Draw the confusion matrix; only errors have a colour, or the diagonal would drown them.

    Args:
        report: what to draw.
        values: counts, or shares of each row in percent.
        scheme: colours for a light or a dark page.
    """
    matrix = np.array(report.confusion_matrix)
    shown = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1) * 100
    numbers = matrix if values == "counts" else shown
    diagonal = np.eye(len(matrix), dtype=bool)
    colours = COLOURS[scheme]
    figure, axes = _figure(scheme, (6.4, 6.0))
    # Square roots, so that a single error can be told from none beside a cell of thirty.
    seaborn.heatmap(
        np.sqrt(np.where(diagonal, 0, numbers)),
        mask=diagonal,
        cmap=LinearSegmentedColormap.from_list("errors", [colours["low"], colours["high"]]),
        vmin=0,
        annot=_cell_texts(numbers, values),
        fmt="",
        annot_kws={"fontsize": 10},
        square=True,
        cbar=False,
        linewidths=1,
        linecolor=colours["quiet"],
        ax=axes,
    )
    decimals = 0 if values == "counts" else 1
    for digit, right in enumerate(np.diagonal(numbers)):
        axes.text(
            digit + 0.5, digit + 0.5, f"{right:.{decimals}f}", color=colours["text"],
            ha="center", va="center", fontsize=10, fontweight="bold",
        )  # fmt: skip
    axes.set_facecolor(colours["quiet"])
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title("Digits" if values == "counts" else "Percent of each true digit", fontsize=11)
    axes.tick_params(length=0, rotation=0)
    return figure


def reliability_plot(report: Report, scheme: Scheme = "light") -> Figure:
    """Draw how often answers are right, by how sure they are; calibrated is on the diagonal."""
    colours = COLOURS[scheme]
    figure, axes = _figure(scheme, (5.0, 4.2))
    filled = [part for part in report.reliability if part.n]
    axes.plot([0, 1], [0, 1], color=colours["text"], linewidth=1, linestyle=":")
    axes.bar(
        [part.low for part in filled],
        [part.accuracy for part in filled],
        [part.high - part.low for part in filled],
        align="edge",
        color=colours["accent"],
        edgecolor=colours["ground"],
    )
    axes.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    axes.set_title(f"Expected calibration error {report.ece:.4f}", fontsize=11)
    return figure


def coverage_plot(report: Report, scheme: Scheme = "light") -> Figure:
    """Draw the error among the surest answers against how many are answered."""
    colours = COLOURS[scheme]
    figure, axes = _figure(scheme, (5.0, 4.2))
    for name, label, colour, style in (
        ("confidence", "surest by confidence", colours["accent"], "-"),
        ("digit_score", "surest by digit score", colours["high"], "--"),
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
    axes.legend(frameon=False, labelcolor=colours["text"], fontsize=9)
    axes.set_title("Fewer answers, fewer errors", fontsize=11)
    return figure


def to_png(figure: Figure, dpi: int = 120) -> bytes:
    """Encode a figure as PNG; the same figure always gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


CURVES: Mapping[str, Callable[[Report, Scheme], Figure]] = {
    "reliability": reliability_plot,
    "coverage": coverage_plot,
}
PLOTS: Mapping[str, Callable[[Report], Figure]] = {
    "confusion": confusion_plot,
    "reliability": reliability_plot,
    "coverage": coverage_plot,
}


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


def _cell_texts(numbers: Any, values: Values) -> list[list[str]]:  # noqa: ANN401 - an array
    form = "{:.0f}" if values == "counts" else "{:.1f}"
    return [[form.format(number) if number else "" for number in row] for row in numbers]
