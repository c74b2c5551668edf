"""Measures of a classifier, each a plain function of NumPy arrays.

Everywhere: labels, predicted int (N,) in 0..9; probabilities float (N, 10); correct bool (N,);
scores float (N,), larger = surer. N is at least 1 unless a function says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLASSES = 10
ECE_BINS = 15
Z95 = 1.959963984540054  # the 97.5% quantile of the normal distribution
# Keras clips probabilities here too, so that one impossible answer does not make the loss infinite.
LEAST_PROBABILITY = 1e-7

Array = NDArray[Any]


@dataclass(frozen=True)
class DigitMetrics:
    """How well one digit is found: `n` pictures of it; a share of nothing counts as 0."""

    digit: int
    n: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class ReliabilityBin:
    """Answers with a confidence in (low, high]: how sure they are on average, and how often right.

    `confidence` and `accuracy` are 0 where the bin is empty.
    """

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class CoveragePoint:
    """The error among the `coverage` of the answers (a share) that are surest."""

    coverage: float
    error: float


def accuracy(labels: Array, predicted: Array) -> float:
    """Return the share of right answers."""
    return float(np.mean(labels == predicted))


def wilson_interval(hits: int, n: int) -> tuple[float, float]:
    """Return the 95% interval of a share of `hits` in `n` (Wilson 1927); (0, 1) where n is 0."""
    if n == 0:
        return 0.0, 1.0
    share, square = hits / n, Z95 * Z95
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    # The exact bound is 0 (or 1) there; rounding would leave 1e-17.
    low = 0.0 if hits == 0 else middle - half
    return low, 1.0 if hits == n else middle + half


def confusion_matrix(labels: Array, predicted: Array) -> NDArray[np.int64]:
    """Count answers: int (10, 10), rows true, columns predicted.

    A `predicted` outside 0..9 (nothing was drawn) is in no column.
    """
    known = (predicted >= 0) & (predicted < CLASSES)
    cells = CLASSES * labels[known].astype(np.int64) + predicted[known].astype(np.int64)
    counts: NDArray[np.int64] = np.bincount(cells, minlength=CLASSES**2)
    return counts.reshape(CLASSES, CLASSES)


def per_digit(matrix: Array) -> tuple[DigitMetrics, ...]:
    """Return precision, recall and F1 of each digit from a confusion matrix (10, 10)."""
    hits, true, given = np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
    return tuple(
        DigitMetrics(
            digit=digit,
            n=int(true[digit]),
            precision=_share(hits[digit], given[digit]),
            recall=_share(hits[digit], true[digit]),
            f1=_share(2 * hits[digit], true[digit] + given[digit]),
        )
        for digit in range(len(matrix))
    )


def top_accuracy(labels: Array, probabilities: Array, k: int = 2) -> float:
    """Return the share whose label is among the `k` most probable digits; ties favour lower digits.

    Consistent with argmax: k = 1 gives the accuracy.
    """
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
    return float(np.mean((best == labels[:, np.newaxis]).any(axis=1)))


def mean_loss(labels: Array, probabilities: Array) -> float:
    """Return the mean negative log likelihood (cross-entropy, in nats)."""
    given = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.clip(given, LEAST_PROBABILITY, 1)).mean())


def reliability(
    confidence: Array, correct: Array, bins: int = ECE_BINS
) -> tuple[ReliabilityBin, ...]:
    """Sort answers into `bins` equal steps of confidence: (0, 1/bins], ..., (1 - 1/bins, 1]."""
    place = np.clip(np.ceil(confidence.astype(np.float64) * bins).astype(int) - 1, 0, bins - 1)
    result = []
    for number in range(bins):
        inside = place == number
        n = int(inside.sum())
        sure = float(confidence[inside].mean(dtype=np.float64)) if n else 0.0
        right = float(correct[inside].mean()) if n else 0.0
        result.append(ReliabilityBin(number / bins, (number + 1) / bins, n, sure, right))
    return tuple(result)


def expected_calibration_error(bins: tuple[ReliabilityBin, ...]) -> float:
    """Return the mean gap between confidence and accuracy over all answers (Naeini et al. 2015)."""
    total = sum(part.n for part in bins)
    return sum(part.n * abs(part.confidence - part.accuracy) for part in bins) / total


def coverage_curve(scores: Array, correct: Array, points: int = 100) -> tuple[CoveragePoint, ...]:
    """Return the error among the surest 1/points, 2/points, ... of all answers.

    Of equal scores those that stand first are taken first.
    """
    order = np.argsort(-scores, kind="stable")
    wrong = np.cumsum(~correct[order])
    taken = np.maximum(1, np.rint(np.arange(1, points + 1) * len(scores) / points)).astype(int)
    return tuple(CoveragePoint(int(n) / len(scores), float(wrong[n - 1]) / int(n)) for n in taken)


def mcnemar(correct_a: Array, correct_b: Array) -> float:
    """Return McNemar's exact two-sided p-value that two models are wrong equally often.

    Only pictures that exactly one of the two reads right count (McNemar 1947, binomial form).
    """
    only_a = int(np.sum(correct_a & ~correct_b))
    only_b = int(np.sum(~correct_a & correct_b))
    n = only_a + only_b
    tail = sum(comb(n, k) for k in range(min(only_a, only_b) + 1))
    # Of two whole numbers: 2**n of thousands of pictures does not fit a float.
    return min(1.0, float(2 * tail / 2**n))


def _share(part: int, whole: int) -> float:
    return float(part) / float(whole) if whole else 0.0
