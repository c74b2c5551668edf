"""The figures by which two models are compared, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_space.data import load_test
from mnist_space.evaluation.report_values import ReportError
from mnist_space.reading.predictor import Predictor
from mnist_space.synthesis.scenes import NINE, redraw

# Digits of each of the nine forms: 450 pictures, 5 s; the same ones each time.
REDRAWN_DIGITS = 50
REDRAWN_SEED = 0


@dataclass(frozen=True)
class Figure:
    """One figure: how it is called, which way is better, and how much worse it may get."""

    label: str
    higher_is_better: bool
    allowed: float

    def is_worse(self, old: float, new: float) -> bool:
        """Whether `new` is worse than `old` by more than is allowed."""
        loss = old - new if self.higher_is_better else new - old
        return loss > self.allowed + 1e-9


# A test digit fewer is a test digit fewer. Between trainings of one recipe the redrawn mean of
# 450 pictures moves by half a point and the ECE by a thousandth: so much is no change.
FIGURES: Mapping[str, Figure] = {
    "accuracy": Figure("Test accuracy", True, 0.0),
    "pipeline_accuracy": Figure("Test accuracy through the pipeline", True, 0.001),
    "redrawn": Figure("Nine redrawn forms, mean accuracy", True, 0.005),
    "ece": Figure("Calibration error (ECE)", False, 0.001),
}


@dataclass(frozen=True)
class FigureChange:
    """The figures of the model at the target and of the one to push."""

    old: Mapping[str, float]
    new: Mapping[str, float]

    @property
    def worse(self) -> tuple[str, ...]:
        """The names of the figures that got worse."""
        return tuple(name for name in FIGURES if self._worse(name))

    def table(self) -> str:
        """Return the comparison as lines of text; the worse ones are marked."""
        lines = [f"{'':36} {'there':>9} {'here':>9}"]
        for name, figure in FIGURES.items():
            mark = "  worse" if name in self.worse else ""
            there, here = (_shown(values.get(name)) for values in (self.old, self.new))
            lines.append(f"{figure.label:36} {there:>9} {here:>9}{mark}")
        return "\n".join(lines)

    def _worse(self, name: str) -> bool:
        if name not in self.old:
            return False
        return FIGURES[name].is_worse(self.old[name], self.new[name])


def report_figures(report: object) -> dict[str, float]:
    """Return what a Report as JSON says; a figure that it does not have is left out.

    Raises:
        ReportError: it is no JSON object, or one of its figures is no number from 0 to 1.
    """
    if not isinstance(report, Mapping):
        raise ReportError("This is not a report: it is no JSON object.")
    found = {name: _shares(name, report[name]) for name in FIGURES if name in report}
    return {name: sum(shares) / len(shares) for name, shares in found.items() if shares}


def measure_redrawn(predictor: Predictor) -> dict[str, float]:
    """Return the accuracy of a model with its own pipeline on redrawn test digits, by form."""
    split = load_test()
    indices = range(0, len(split.labels), len(split.labels) // REDRAWN_DIGITS)
    right = {}
    for form in NINE:
        hits = [
            predictor.predict(redraw(form, split.images[i], i, REDRAWN_SEED)).label
            == int(split.labels[i])
            for i in indices
        ]
        right[form] = float(np.mean(hits))
    return right


def _shares(name: str, value: Any) -> list[float]:  # noqa: ANN401 - any JSON value
    """What a figure is the mean of: itself, or the share of each redrawn form, if measured."""
    shares = [value]
    if name == "redrawn" and (value is None or isinstance(value, Mapping)):
        shares = list(value.values()) if value else []
    for share in shares:
        # Compared before it is made a float: JSON allows integers that no float holds.
        if type(share) not in (int, float) or not 0 <= share <= 1:
            raise ReportError(f"This is not a report: {name} is no number from 0 to 1.")
    return [float(share) for share in shares]


def _shown(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4f}"
