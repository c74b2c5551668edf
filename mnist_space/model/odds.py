"""The log-odds that an answer is right, fitted to a mixture of digits and of what is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from mnist_space.artifact import Artifact, OddsWeights, SecondLook
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.images import decode
from mnist_space.reading.evidence import FEATURES, features
from mnist_space.reading.predictor import Predictor
from mnist_space.reading.scores import digit_score
from mnist_space.reading.second_look import Look, second_look
from mnist_space.synthesis.mixture import Sample

# An accepted mistake costs as much as so many right answers that are refused, where half of what
# is met is no digit.
COST = 4.0
SURE = 1.0  # log-odds above the threshold from which a first reading is looked at only once
ROUNDS = 4  # which reading counts depends on the weights, and they on it; after three it stands
RIDGE = 1e-3

Result = TypeVar("Result")
Weights = NDArray[np.float64]
"""Of FEATURES, of being another reading, and the constant."""


@dataclass(frozen=True)
class Seen:
    """All readings of one picture, the first one first, without their traces, and what it is."""

    looks: tuple[Look, ...]
    label: int


def see_all(artifact: Artifact, samples: Sequence[Sample], processes: int) -> list[Seen]:
    """Draw each picture and read it in every way that the model's pipeline knows."""
    return each_sample(_seen, artifact, samples, processes)


def each_sample(
    work: Callable[[Predictor, Sample], Result],
    artifact: Artifact,
    samples: Sequence[Sample],
    processes: int,
) -> list[Result]:
    """Call a module's function with the model's bare predictor and each sample, in order.

    Bare: the log-odds are the network's own, and no look is taken again by itself.
    """
    with get_context("spawn").Pool(processes, _start, (artifact,)) as pool:
        made = pool.imap(partial(_work, work), samples, chunksize=32)
        return list(tqdm(made, total=len(samples), mininterval=10))


def fit_odds(seen: Iterable[Seen]) -> tuple[OddsWeights, SecondLook, float]:
    """Fit a logistic regression to the readings that count.

    A digit that is read wrongly counts as none.

    Returns:
        The weights, when to look again, and the log-odds from which an answer is accepted.
    """
    threshold = float(np.log(COST))
    weights = np.array([1.0] + [0.0] * (len(FEATURES) + 1))
    for _ in range(ROUNDS):
        settings = _settings(weights, threshold)
        counted = [(chosen(item, weights, settings), item.label) for item in seen]
        drawn = [(look, label) for look, label in counted if look.odds > -np.inf]
        rows = np.array([_row(look) for look, _ in drawn])
        weights = _logistic(
            rows, np.array([look.logits.argmax() == label for look, label in drawn])
        )
    named = dict(zip(FEATURES, map(float, weights), strict=False))
    odds = OddsWeights(constant=float(weights[-1]), **named)
    return odds, _settings(weights, threshold), threshold


def chosen(item: Seen, weights: Weights, settings: SecondLook) -> Look:
    """Return the reading of a picture that counts with these weights."""

    def weighed(look: Look) -> Look:
        odds = float(_row(look) @ weights[:-1] + weights[-1])
        return look if look.odds == -np.inf else replace(look, odds=odds)

    first, *rest = item.looks
    others = [(look.reading, partial(weighed, look)) for look in rest if look.reading]
    return second_look(weighed(first), others, settings)


def _settings(weights: Weights, threshold: float) -> SecondLook:
    return SecondLook(below=threshold + SURE, bar=max(0.0, -float(weights[-2])))


def _row(look: Look) -> Weights:
    logits = look.logits[np.newaxis]
    own = features(digit_score(logits), logits.argmax(axis=1), [look.evidence])[0]
    return np.append(own, look.reading is not None).astype(np.float64)


def _logistic(rows: NDArray[np.float64], right: NDArray[np.bool_]) -> Weights:
    """Weights and constant of a logistic regression; both answers weigh alike."""
    columns = np.column_stack([rows, np.ones(len(rows))])
    share = np.where(right, 0.5 / right.mean(), 0.5 / (1 - right.mean()))

    def loss(weights: Weights) -> tuple[float, Weights]:
        odds = columns @ weights
        surprise = np.logaddexp(0, np.where(right, -odds, odds))
        gradient = columns.T @ (share * (1 / (1 + np.exp(-odds)) - right)) / len(rows)
        return (
            float((share * surprise).mean() + RIDGE / 2 * weights @ weights),
            gradient + RIDGE * weights,
        )

    start = np.zeros(columns.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


_PREDICTOR: list[Predictor] = []


def _start(artifact: Artifact) -> None:
    cv2.setNumThreads(1)  # there are as many processes as cores
    load_steps()
    bare = artifact.config.model_copy(update={"odds": None, "second_look": None})
    _PREDICTOR[:] = [Predictor(replace(artifact, config=bare), cores=1)]


def _work(work: Callable[[Predictor, Sample], Result], sample: Sample) -> Result:
    return work(_PREDICTOR[0], sample)


def _seen(predictor: Predictor, sample: Sample) -> Seen:
    chain, image = predictor.artifact.pipeline, decode(sample.draw())
    first = predictor.look(image, chain)
    looks = (first, *(look() for _, look in predictor.others(image, chain, first)))
    return Seen(tuple(replace(look, page=(), digit=()) for look in looks), sample.label)
