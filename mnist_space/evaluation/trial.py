"""A pipeline tried out on a small sample: test digits as they are, and redrawn in every form."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Split
from mnist_space.evaluation.answers import Cancelled, Countdown, EvaluationError, Progress
from mnist_space.evaluation.metrics import mcnemar
from mnist_space.preprocessing.deadline import one_picture
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.reading.predictor import Predictor

TEST_DIGITS = 200
EACH_FORM = 4
SEED = 22
AT_ONCE = 2  # pictures: OpenCV and the network work outside Python's lock
SECONDS = 120  # of all pictures; those of `robust` take a quarter of it on two busy cores
Drawn = tuple[str | None, int]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Trial:
    """What became of the pictures, in their order.

    Attributes:
        forms: the form that each was redrawn in; None: it is the test digit itself.
        right: bool (N,), read as the digit that it is.
        accepted: bool (N,), right, and accepted as a digit.
        failure: what a step said of the first picture on which one failed, if any; it counts as
            wrong.
    """

    forms: tuple[str | None, ...]
    right: Bools
    accepted: Bools
    failure: str | None

    def of(self, redrawn: bool) -> tuple[Bools, Bools]:
        """Return `right` and `accepted` of the redrawn digits, or of the others."""
        chosen = np.array([(form is not None) == redrawn for form in self.forms])
        return self.right[chosen], self.accepted[chosen]


def measure_pipelines(
    predictor: Predictor,
    pipelines: Sequence[Pipeline],
    split: Split,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Trial, ...]:
    """Read the same pictures with each pipeline, as the app reads them.

    Raises:
        EvaluationCancelled: `cancelled` gave True.
        EvaluationError: it takes longer than SECONDS.
    """
    if not pipelines:
        return ()
    drawn = list(_sample(len(split)))
    job = Countdown(len(drawn), progress, cancelled)
    end = time.monotonic() + SECONDS

    def read(one: Drawn) -> list[tuple[bool, bool, str | None]]:
        picture, label = _picture(one, split), int(split.labels[one[1]])
        answers = [_answer(predictor, chain, picture, label, end) for chain in pipelines]
        job.advance(1)
        return answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        columns = zip(*pool.map(read, drawn), strict=True)
    forms = tuple(form for form, _ in drawn)
    return tuple(_trial(forms, column) for column in columns)


def worst_forms(trial: Trial, other: Trial, most: int = 5) -> tuple[tuple[str, int, int, int], ...]:
    """Return the forms in which fewer digits are right than in another trial of the same pictures.

    Each with the digits right, those right in the other trial, and how many there are; those that
    lost most come first.
    """
    losses = []
    for form in sorted({form for form in trial.forms if form}):
        chosen = np.array([one == form for one in trial.forms])
        right, before = int(trial.right[chosen].sum()), int(other.right[chosen].sum())
        if right < before:
            losses.append((form, right, before, int(chosen.sum())))
    return tuple(sorted(losses, key=lambda loss: loss[1] - loss[2])[:most])


def chance(trial: Trial, other: Trial) -> float:
    """Return McNemar's p-value that both trials are wrong equally often."""
    return mcnemar(trial.right, other.right)


def _sample(digits: int) -> Iterator[Drawn]:
    """Forms and places in the split, evenly spread, the redrawn first: they take longest."""
    # What draws pictures takes as long to import as the rest of the evaluation.
    from mnist_space.synthesis.scenes import FORMS

    forms = list(FORMS) * EACH_FORM
    yield from ((form, i * digits // len(forms)) for i, form in enumerate(forms))
    yield from ((None, i * digits // TEST_DIGITS) for i in range(TEST_DIGITS))


def _picture(one: Drawn, split: Split) -> NDArray[np.uint8]:
    from mnist_space.synthesis.scenes import redraw

    form, place = one
    digit = split.images[place]
    return decode(digit if form is None else redraw(form, digit, place, SEED))


def _answer(
    predictor: Predictor, chain: Pipeline, picture: NDArray[np.uint8], label: int, end: float
) -> tuple[bool, bool, str | None]:
    try:
        with one_picture(end - time.monotonic()):
            answer = predictor.predict(picture, chain)
    except PipelineError as error:
        if time.monotonic() >= end:
            raise EvaluationError(
                f"A pipeline that takes longer than {SECONDS} s on the sample is not measured."
            ) from error
        return False, False, str(error)
    right = answer.label == label
    return right, right and answer.accepted, None


def _trial(
    forms: tuple[str | None, ...], answers: Sequence[tuple[bool, bool, str | None]]
) -> Trial:
    right, accepted, failures = zip(*answers, strict=True)
    failure = next((said for said in failures if said), None)
    return Trial(forms, np.array(right), np.array(accepted), failure)
