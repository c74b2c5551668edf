"""What has been measured: kept for all visitors, and never shown as another model's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from mnist_space.artifact import LITERT
from mnist_space.evaluation.answers import Cancelled, Progress
from mnist_space.evaluation.report import Report, ReportError, build_report
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor

Key = TypeVar("Key")
Result = TypeVar("Result")
# A model's name, its network's sha256, its temperature, its threshold.
Identity = tuple[str, str, float, float]

KEPT = 16


class Kept(Generic[Key, Result]):
    """Results by key, the latest only. Any thread may read; one at a time may measure."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._results: dict[Key, Result] = {}

    def get(self, key: Key) -> Result | None:
        """Return the result kept for `key`, if there is one."""
        return self._results.get(key)

    def keep(self, key: Key, result: Result) -> Result:
        """Keep a result and return it; the oldest goes when there are many."""
        self._results[key] = result
        while len(self._results) > KEPT:
            del self._results[next(iter(self._results))]
        return result

    def once(self, key: Key, measure: Callable[[], Result]) -> Result:
        """Return the result kept for `key`, measured now if there is none."""
        known = self.get(key)
        return self.keep(key, measure()) if known is None else known


class Reports:
    """Reports by model and pipeline: those stored with the models, and those made here."""

    def __init__(self) -> None:
        """Know only what lies in the models' folders."""
        self._made: Kept[tuple[Identity, Pipeline], Report] = Kept()

    def known(self, predictor: Predictor, pipeline: Pipeline | None) -> Report | None:
        """Return the report of a model with a pipeline (None: its own), if there is one."""
        chain = pipeline or predictor.artifact.pipeline
        return self._made.get((identity(predictor), chain)) or _stored(predictor, chain)

    def make(
        self,
        predictor: Predictor,
        pipeline: Pipeline | None,
        progress: Progress,
        cancelled: Cancelled,
    ) -> Report:
        """Evaluate, whatever is known, and remember. Raises what `build_report` does."""
        chain = pipeline or predictor.artifact.pipeline
        report = build_report(predictor, None, chain, progress, cancelled)
        return self._made.keep((identity(predictor), chain), report)


def identity(predictor: Predictor) -> Identity:
    """Return all of a model that its results depend on, besides the pipeline.

    The network alone is not enough: a visitor's copy of a model may have another name or another
    temperature, and nobody else should see what comes of that.
    """
    config = predictor.artifact.config
    return config.name, config.sha256[LITERT], config.temperature, config.reject_threshold


def _stored(predictor: Predictor, pipeline: Pipeline) -> Report | None:
    """The report in the model's folder, if it is readable and of this model and pipeline."""
    artifact = predictor.artifact
    if artifact.report is None:
        return None
    try:
        report = Report.from_json(artifact.report)
    except ReportError:
        return None
    same = (report.model.name, report.model.sha256) == identity(predictor)[:2]
    return report if same and report.pipeline == pipeline.to_json() else None
