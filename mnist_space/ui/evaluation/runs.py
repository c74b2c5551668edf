"""Evaluations asked for on the page: one at a time, with progress, each can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from mnist_space.artifact import LITERT
from mnist_space.evaluation.answers import EvaluationCancelled
from mnist_space.evaluation.report import Report, ReportError, build_report
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor

Key = TypeVar("Key")
Result = TypeVar("Result")
Work = Callable[[Callable[[float], object], Callable[[], bool]], Result]
# Who asked for work: a visitor's session, and the part of the page.
Asker = tuple[str, str]
# A model's name, its network's sha256, its temperature, its threshold.
Identity = tuple[str, str, float, float]

SECONDS_BETWEEN = 0.15
WAITING = -1.0
KEPT = 16


class Done(Generic[Result]):
    """The last thing that `Runs.follow` gives: what came out."""

    def __init__(self, result: Result) -> None:
        """Hold the result."""
        self.result = result


class Runs:
    """Lets one piece of work run at a time, for all visitors together; others wait and see that."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._turn = threading.Lock()
        self._wanted: dict[Asker, threading.Event] = {}
        self._lock = threading.Lock()

    def follow(self, asker: Asker, work: Work[Result]) -> Iterator[float | Done[Result]]:
        """Do `work` when it is its turn.

        Args:
            asker: whose `cancel` ends it.
            work: called with a function that takes the share done, and one that tells whether it
                was cancelled.

        Yields:
            WAITING while another piece of work runs, then shares done, then Done.

        Raises:
            EvaluationCancelled: the asker cancelled. Whatever `work` raises.
        """
        cancelled = threading.Event()
        with self._lock:
            self._wanted[asker] = cancelled
        try:
            yield from self._in_turn(cancelled, work)
        finally:
            with self._lock:
                # A later start in the same place has put its own there.
                if self._wanted.get(asker) is cancelled:
                    del self._wanted[asker]

    def cancel(self, asker: Asker) -> None:
        """End what was asked for there last, if anything."""
        with self._lock:
            if asked := self._wanted.get(asker):
                asked.set()

    def _in_turn(
        self, cancelled: threading.Event, work: Work[Result]
    ) -> Iterator[float | Done[Result]]:
        while not self._turn.acquire(timeout=SECONDS_BETWEEN):
            if cancelled.is_set():
                raise EvaluationCancelled
            yield WAITING
        try:
            if cancelled.is_set():
                raise EvaluationCancelled
            with ThreadPoolExecutor(1) as pool:
                done = [0.0]
                future = pool.submit(
                    work, lambda share: done.__setitem__(0, share), cancelled.is_set
                )
                try:
                    yield done[0]
                    finished = threading.Event()
                    future.add_done_callback(lambda _: finished.set())
                    while not finished.wait(SECONDS_BETWEEN):
                        yield done[0]
                finally:
                    # A visitor who left takes no more of the machine's time.
                    cancelled.set()
                yield Done(future.result())
        finally:
            self._turn.release()


class Kept(Generic[Key, Result]):
    """Results by key, the latest only."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._results: dict[Key, Result] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Result | None:
        """Return the result kept for `key`, if there is one."""
        with self._lock:
            return self._results.get(key)

    def keep(self, key: Key, result: Result) -> None:
        """Keep a result; the oldest goes when there are many."""
        with self._lock:
            self._results[key] = result
            while len(self._results) > KEPT:
                del self._results[next(iter(self._results))]

    def remembered(self, key: Key, work: Work[Result]) -> Work[Result]:
        """Return work that is done only once for each key."""

        def once(progress: Callable[[float], object], cancelled: Callable[[], bool]) -> Result:
            result = self.get(key)
            if result is None:
                result = work(progress, cancelled)
                self.keep(key, result)
            return result

        return once


class Reports:
    """Reports by model and pipeline: those stored with the models, and those made here."""

    def __init__(self) -> None:
        """Know only what lies in the models' folders."""
        self._made: Kept[tuple[Identity, Pipeline], Report] = Kept()

    def known(self, predictor: Predictor, pipeline: Pipeline | None) -> Report | None:
        """Return the report of a model with a pipeline (None: its own), if there is one."""
        chain = pipeline or predictor.artifact.pipeline
        return self._made.get((identity(predictor), chain)) or _stored(predictor, chain)

    def make(self, predictor: Predictor, pipeline: Pipeline | None) -> Work[Report]:
        """Return the work for `Runs.follow` that evaluates and remembers."""

        def work(progress: Callable[[float], object], cancelled: Callable[[], bool]) -> Report:
            report = build_report(
                predictor, pipeline=pipeline, progress=progress, cancelled=cancelled
            )
            chain = pipeline or predictor.artifact.pipeline
            self._made.keep((identity(predictor), chain), report)
            return report

        return work


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
