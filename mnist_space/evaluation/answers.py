"""What a model answers to many digits: through the network alone, and through a pipeline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.network import BATCH, CLASSES
from mnist_space.reading.predictor import Predictor
from mnist_space.reading.scores import digit_probability, softmax

NOTHING = -1
PICTURES_A_TIME = 20

Progress = Callable[[float], object]
Cancelled = Callable[[], bool]


class EvaluationError(ValueError):
    """A model that cannot be evaluated."""


class EvaluationCancelled(Exception):
    """The evaluation was cancelled by the person or program that asked for it."""


@dataclass(frozen=True)
class NetworkAnswers:
    """Answers to N digits, in order.

    Attributes:
        labels: int (N,), -1 where nothing was found on the picture.
        probabilities: float32 (N, 10); all 0.1 where nothing was found.
        confidence: float32 (N,), as in `Prediction`.
        odds: float32 (N,), log-odds of a digit; minus infinity where nothing was found.
        accepted: bool (N,).
        seconds: spent on them.
    """

    labels: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    confidence: NDArray[np.float32]
    odds: NDArray[np.float32]
    accepted: NDArray[np.bool_]
    seconds: float


class Countdown:
    """Counts what is done, from several threads, and stops them all when it is cancelled."""

    def __init__(
        self, total: int, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> None:
        """Take what to tell the share done (0 to 1), and what to ask whether to stop."""
        self._total, self._done = total, 0
        self._progress, self._cancelled = progress, cancelled
        self._failed = False
        self._lock = threading.Lock()

    def advance(self, pictures: int) -> None:
        """Add `pictures` to the count of those done.

        Raises:
            EvaluationCancelled: the evaluation was cancelled, or another thread of it failed.
        """
        if self._failed or (self._cancelled and self._cancelled()):
            raise EvaluationCancelled
        with self._lock:
            self._done += pictures
            if self._progress:
                self._progress(self._done / self._total)

    def stop(self) -> None:
        """Make every later `advance` raise."""
        self._failed = True


def answer_tensors(
    predictor: Predictor, tensors: NDArray[np.float32], job: Countdown | None = None
) -> NetworkAnswers:
    """Put digit tensors float32 (N, 28, 28) in [0, 1] straight into the network.

    A tensor without any ink is "nothing", as in `Predictor.predict`.

    Raises:
        EvaluationError: the network gives infinite numbers or none.
        EvaluationCancelled: see `Countdown`.
    """
    parts, seconds = [], 0.0
    for first in range(0, len(tensors), BATCH):
        chunk = tensors[first : first + BATCH]
        start = time.perf_counter()
        parts.append(predictor.logits(chunk))
        seconds += time.perf_counter() - start
        if job:
            job.advance(len(chunk))
    logits = np.concatenate(parts)
    _check_finite(logits)
    blank = np.ptp(tensors, axis=(1, 2)) == 0
    odds = np.where(blank, np.float32(-np.inf), predictor.odds(logits))
    return _answers(predictor, logits, odds, seconds)


def answer_pictures(
    predictor: Predictor,
    pipeline: Pipeline,
    images: NDArray[np.uint8],
    job: Countdown | None = None,
) -> NetworkAnswers:
    """Show digits uint8 (N, 28, 28) to a predictor as pictures, white on black.

    Raises:
        PipelineError: a step failed on a picture.
        EvaluationError, EvaluationCancelled: see `answer_tensors`.
    """
    logits = np.empty((len(images), CLASSES), np.float32)
    odds, start = np.empty(len(images), np.float32), time.perf_counter()
    for first in range(0, len(images), PICTURES_A_TIME):
        chunk = images[first : first + PICTURES_A_TIME]
        for place, image in enumerate(chunk, first):
            look = predictor.look(np.repeat(image[..., np.newaxis], 3, axis=2), pipeline)
            logits[place], odds[place] = look.logits, look.odds
        if job:
            job.advance(len(chunk))
    _check_finite(logits)
    return _answers(predictor, logits, odds, time.perf_counter() - start)


def _check_finite(logits: NDArray[np.float32]) -> None:
    if not np.isfinite(logits).all():
        raise EvaluationError("The network gives values that are not numbers: it is damaged.")


def _answers(
    predictor: Predictor, logits: NDArray[np.float32], odds: NDArray[np.float32], seconds: float
) -> NetworkAnswers:
    config, blank = predictor.artifact.config, odds == -np.inf
    probabilities = softmax(logits / np.float32(config.temperature))
    probabilities[blank] = 1 / CLASSES
    return NetworkAnswers(
        labels=np.where(blank, NOTHING, probabilities.argmax(axis=1)),
        probabilities=probabilities,
        confidence=probabilities.max(axis=1) * digit_probability(odds, config.reject_threshold),
        odds=odds,
        accepted=odds >= config.reject_threshold,
        seconds=seconds,
    )
