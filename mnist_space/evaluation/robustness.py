"""How accuracy falls as digits are corrupted more and more, and what fails first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Split, to_unit
from mnist_space.evaluation.answers import Cancelled, Countdown, Progress, answer_tensors
from mnist_space.reading.predictor import Predictor

LEVELS = 4
WORST = 5
SEED = 20


@dataclass(frozen=True)
class Failure:
    """A corrupted digit that was read wrong: uint8 (28, 28), its label, the answer, how sure."""

    image: NDArray[np.uint8]
    label: int
    predicted: int
    confidence: float


@dataclass(frozen=True)
class Robustness:
    """One corruption.

    Attributes:
        name: as in `CORRUPTIONS`.
        curve: (strength, accuracy) from strength 0 to the chosen one.
        worst: mistakes at the chosen strength, the surest first.
    """

    name: str
    curve: tuple[tuple[float, float], ...]
    worst: tuple[Failure, ...]


def measure_robustness(
    predictor: Predictor,
    split: Split,
    strength: float,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Robustness, ...]:
    """Corrupt the digits of a split in every way, and put them straight to the network.

    The corruptions with the lowest accuracy come first.

    Raises:
        EvaluationCancelled: `cancelled` gave True.
        ValueError: the strength is not positive.
    """
    # What draws pictures takes as long to import as the rest of the evaluation.
    from mnist_space.synthesis.corruptions import CORRUPTIONS, corrupt

    if not strength > 0:
        raise ValueError("The strength must be above 0.")
    job = Countdown(len(split) * (1 + LEVELS * len(CORRUPTIONS)), progress, cancelled)
    clean, failures = _measured(predictor, split, job)
    rows = []
    seeds = np.random.SeedSequence(SEED).spawn(len(CORRUPTIONS))
    for name, seed in zip(CORRUPTIONS, seeds, strict=True):
        curve, worst = [(0.0, clean)], failures
        for level in (strength * step / LEVELS for step in range(1, LEVELS + 1)):
            corrupted = corrupt(split.images, name, level, np.random.default_rng(seed))
            changed = Split(corrupted, split.labels)
            accuracy, worst = _measured(predictor, changed, job)
            curve.append((level, accuracy))
        rows.append(Robustness(name, tuple(curve), worst))
    return tuple(sorted(rows, key=lambda row: row.curve[-1][1]))


def _measured(
    predictor: Predictor, split: Split, job: Countdown
) -> tuple[float, tuple[Failure, ...]]:
    answers = answer_tensors(predictor, to_unit(split.images), job)
    wrong = np.flatnonzero(answers.labels != split.labels)
    order = wrong[np.argsort(-answers.confidence[wrong], kind="stable")][:WORST]
    failures = tuple(
        Failure(
            split.images[i],
            int(split.labels[i]),
            int(answers.labels[i]),
            float(answers.confidence[i]),
        )
        for i in order
    )
    return 1 - len(wrong) / len(split), failures
