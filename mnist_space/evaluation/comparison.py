"""Two reports side by side: where they differ, and whether that is more than chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_space.evaluation.metrics import mcnemar
from mnist_space.evaluation.report import PIPELINE_EVERY, Report
from mnist_space.evaluation.report_values import StoredAnswers

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Pairing:
    """Two lists of answers to the same digits.

    Attributes:
        n: how many digits.
        accuracy: of the first and of the second.
        only_first, only_second: places in the split of the digits that only one reads right.
        changed: places of all digits to which the answers differ.
        p_value: of McNemar's exact test that both are wrong equally often.
    """

    n: int
    accuracy: tuple[float, float]
    only_first: Places
    only_second: Places
    changed: Places
    p_value: float


@dataclass(frozen=True)
class Comparison:
    """Two reports on the same split.

    Attributes:
        straight: digits straight to the network.
        pictures: every fifth digit as a picture through the pipeline.
        recall: of each digit, percentage points by which the second is better.
    """

    straight: Pairing
    pictures: Pairing
    recall: tuple[float, ...]


def compare(first: Report, second: Report, labels: NDArray[np.uint8]) -> Comparison:
    """Compare two reports.

    Args:
        first, second: on the same split.
        labels: uint8 (N,), of that split.

    Raises:
        ValueError: the reports are not both on a split of N digits.
    """
    if not len(labels) == first.n == second.n:
        raise ValueError("Both reports must be on the split that the labels are of.")
    every = np.arange(len(labels))
    pairs = zip(first.per_digit, second.per_digit, strict=True)
    return Comparison(
        straight=_pair(first.answers, second.answers, labels, every),
        pictures=_pair(
            first.pipeline_answers, second.pipeline_answers, labels, every[::PIPELINE_EVERY]
        ),
        recall=tuple(100 * (b.recall - a.recall) for a, b in pairs),
    )


def _pair(
    first: StoredAnswers, second: StoredAnswers, labels: NDArray[np.uint8], places: Places
) -> Pairing:
    a, b, true = first.predicted(), second.predicted(), labels[places]
    return Pairing(
        n=len(places),
        accuracy=(float(np.mean(a == true)), float(np.mean(b == true))),
        only_first=places[(a == true) & (b != true)],
        only_second=places[(a != true) & (b == true)],
        changed=places[a != b],
        p_value=mcnemar(a == true, b == true),
    )
