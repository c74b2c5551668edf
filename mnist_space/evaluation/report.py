"""The Report: everything that is said about how good a model is comes from one of these."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_space.artifact import LITERT
from mnist_space.data import Split, load_test, to_unit
from mnist_space.evaluation import metrics
from mnist_space.evaluation.answers import (
    Cancelled,
    Countdown,
    NetworkAnswers,
    Progress,
    answer_pictures,
    answer_tensors,
)
from mnist_space.evaluation.known_labels import corrected, is_mnist_test
from mnist_space.evaluation.report_values import CONFIDENCE_UNIT, Report, ReportError
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor

__all__ = ["Report", "ReportError", "build_report", "identity_json"]

# `robust` takes 1 ms a picture and Python runs it on one core: all 10,000 would take longer than
# everything else together. 2,000 give the accuracy within 0.4 percentage points.
PIPELINE_EVERY = 5
CONFIDENT = 0.9
# Beyond these the last bits of float32 show, which differ between processors.
DECIMALS = 6


def build_report(
    predictor: Predictor,
    split: Split | None = None,
    pipeline: Pipeline | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Report:
    """Evaluate a model.

    Args:
        predictor: the model.
        split: what it is tried on; the bundled 10,000 test digits by default.
        pipeline: for the `pipeline_` figures; the model's own by default.
        progress: called with the share done, rising to 1, from several threads but one at a time.
        cancelled: asked often; the evaluation ends when it gives True.

    Raises:
        EvaluationCancelled: `cancelled` gave True.
        EvaluationError: the network gives no numbers.
        PipelineError: a step failed on a picture.
    """
    split, pipeline = split or load_test(), pipeline or predictor.artifact.pipeline
    pictures = split[slice(None, None, PIPELINE_EVERY)]
    job = Countdown(len(split) + len(pictures), progress, cancelled)
    start = time.perf_counter()
    straight, through = _both_ways(predictor, split, pictures, pipeline, job)
    return Report.from_json(
        _rounded(
            identity_json(predictor, pipeline)
            | _standard(split.labels, straight)
            | _pictures(pictures.labels, through)
            | {
                "images_per_second": len(split) / straight.seconds,
                "seconds": time.perf_counter() - start,
            }
        )
    )


def _both_ways(
    predictor: Predictor, split: Split, pictures: Split, pipeline: Pipeline, job: Countdown
) -> tuple[NetworkAnswers, NetworkAnswers]:
    """The answers to all digits of `split`, and to `pictures` put through the pipeline.

    A core for the network, which runs outside Python's lock, and a core for the pipeline: LiteRT
    on two cores of which one is busy takes twice as long as on one.
    """
    predictor = predictor.on_one_core()
    with ThreadPoolExecutor(1) as pool:
        shown = pool.submit(answer_pictures, predictor, pipeline, pictures.images, job)
        try:
            straight = answer_tensors(predictor, to_unit(split.images), job)
        except BaseException:
            job.stop()
            raise
        return straight, shown.result()


def identity_json(predictor: Predictor, pipeline: Pipeline) -> dict[str, Any]:
    """Return which model and pipeline a report is of, as every report says it."""
    config = predictor.artifact.config
    return {
        "model": {"name": config.name, "sha256": config.sha256[LITERT]},
        "pipeline": pipeline.to_json(),
    }


def _standard(labels: NDArray[np.uint8], answers: NetworkAnswers) -> dict[str, Any]:
    right = answers.labels == labels
    matrix = metrics.confusion_matrix(labels, answers.labels)
    bins = metrics.reliability(answers.confidence, right)
    sure = answers.confidence > CONFIDENT
    return {
        "n": len(labels),
        "accuracy": metrics.accuracy(labels, answers.labels),
        "accuracy_interval": metrics.wilson_interval(int(right.sum()), len(labels)),
        "corrected": _corrected(labels, answers.labels),
        "top2_accuracy": metrics.top_accuracy(labels, answers.probabilities, 2),
        "loss": metrics.mean_loss(labels, answers.probabilities),
        "ece": metrics.expected_calibration_error(bins),
        "accepted": answers.accepted.mean(),
        "confident_errors": {
            "above": CONFIDENT,
            "n": int((sure & ~right).sum()),
            "errors": int((~right).sum()),
        },
        "per_digit": [asdict(digit) for digit in metrics.per_digit(matrix)],
        "confusion_matrix": matrix.tolist(),
        "reliability": [asdict(part) for part in bins],
        "coverage": {
            "confidence": _curve(answers.confidence, right),
            "digit_score": _curve(answers.odds, right),
        },
        "answers": _compact(answers),
    }


def _pictures(labels: NDArray[np.uint8], answers: NetworkAnswers) -> dict[str, Any]:
    hits = int((answers.labels == labels).sum())
    return {
        "pipeline_accuracy": hits / len(labels),
        "pipeline_interval": metrics.wilson_interval(hits, len(labels)),
        "pipeline_n": len(labels),
        "pipeline_accepted": answers.accepted.mean(),
        "pipeline_answers": _compact(answers),
    }


def _corrected(labels: NDArray[np.uint8], predicted: NDArray[np.int64]) -> dict[str, Any] | None:
    if not is_mnist_test(labels):
        return None
    right = corrected(labels, predicted)
    hits, n = int(right.sum()), len(right)
    return {"accuracy": hits / n, "interval": metrics.wilson_interval(hits, n), "n": n}


def _curve(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> list[dict[str, float]]:
    return [asdict(point) for point in metrics.coverage_curve(scores, right)]


def _compact(answers: NetworkAnswers) -> dict[str, str]:
    confidences = np.rint(answers.confidence * CONFIDENCE_UNIT).astype(int)
    return {
        "labels": "".join("-" if label < 0 else str(label) for label in answers.labels),
        "confidences": " ".join(map(str, confidences)),
    }


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(float(value), DECIMALS) if isinstance(value, float | np.floating) else value
