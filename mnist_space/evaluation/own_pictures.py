"""A model tried on somebody's own labelled pictures, as its users would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mnist_space.data import NOT_A_DIGIT
from mnist_space.labelled.reading import Labelled, LabelledError
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor


@dataclass(frozen=True)
class Mistake:
    """A digit read as another one, or what is no digit and was accepted as one.

    Attributes:
        file: its name.
        label: what it is; 10 = no digit.
        read: what was read; None where nothing is drawn.
        confidence: of that answer.
        accepted: whether it was given as an answer.
    """

    file: str
    label: int
    read: int | None
    confidence: float
    accepted: bool


@dataclass(frozen=True)
class OwnReport:
    """What comes of some pictures.

    Attributes:
        n, digits: how many pictures, and how many of them are digits.
        right: digits whose likeliest digit is theirs, accepted or not.
        right_and_accepted: of these, the ones that are accepted.
        accepted: pictures, of any kind, that are accepted as a digit.
        wrong_and_accepted: the accepted ones that are another digit, or none.
        confusion_matrix: 11 rows, the true digit and "no digit", of 11 counts: what was read and
            accepted, and last what was not accepted.
        mistakes: in the order of the pictures.
    """

    n: int
    digits: int
    right: int
    right_and_accepted: int
    accepted: int
    wrong_and_accepted: int
    confusion_matrix: list[list[int]]
    mistakes: list[Mistake]

    @property
    def accuracy(self) -> float | None:
        """The share of digits that are right; None where there are no digits."""
        return self.right / self.digits if self.digits else None

    def to_json(self) -> dict[str, Any]:
        """Return all of it, with the accuracy."""
        return {"accuracy": self.accuracy} | asdict(self)


def evaluate_own(
    predictor: Predictor,
    pictures: Sequence[Labelled],
    pipeline: Pipeline | None = None,
    progress: Callable[[float], object] = lambda _: None,
) -> OwnReport:
    """Read each picture as one digit, and count.

    Args:
        predictor: the model.
        pictures: with their labels.
        pipeline: instead of the model's own.
        progress: told the share that is done.

    Raises:
        LabelledError: a picture cannot be read.
    """
    matrix = np.zeros((NOT_A_DIGIT + 1, NOT_A_DIGIT + 1), int)
    right = right_and_accepted = 0
    mistakes = []
    for number, each in enumerate(pictures, 1):
        try:
            answer = predictor.predict(each.picture, pipeline)
        except ImageError as error:
            raise LabelledError(f"{each.name}: {error}") from error
        accepted = answer.accepted and answer.label is not None
        matrix[each.label, answer.label if accepted else NOT_A_DIGIT] += 1
        hit = answer.label == each.label
        right += hit
        right_and_accepted += hit and accepted
        if not hit and (accepted or each.label != NOT_A_DIGIT):
            mistakes.append(
                Mistake(each.name, each.label, answer.label, answer.confidence, accepted)
            )
        progress(number / len(pictures))
    given = int(matrix[:, :NOT_A_DIGIT].sum())
    return OwnReport(
        len(pictures), int(matrix[:NOT_A_DIGIT].sum()), right, right_and_accepted,
        given, given - right_and_accepted, matrix.tolist(), mistakes,
    )  # fmt: skip


def own_text(report: OwnReport) -> str:
    """Return a report as a table, the confusion matrix and the mistakes, for a terminal."""
    share = f"{report.accuracy:.2%}" if report.accuracy is not None else "no digits"
    rows = [
        (f"{report.n} pictures, {report.digits} of them digits", ""),
        ("digits right", f"{report.right} of {report.digits} ({share})"),
        ("digits right and accepted", str(report.right_and_accepted)),
        ("pictures accepted as a digit", str(report.accepted)),
        ("wrong and accepted", str(report.wrong_and_accepted)),
    ]
    text = [f"{name:<33}{value}".rstrip() for name, value in rows]
    head = [*map(str, range(10)), "refused"]
    text += ["", "true \\ read" + "".join(f"{name:>8}" for name in head)]
    for label, counts in enumerate(report.confusion_matrix):
        text.append(f"{_name(label):<11}" + "".join(f"{count or '.':>8}" for count in counts))
    text += [""] * bool(report.mistakes)
    for each in report.mistakes:
        read = "nothing" if each.read is None else str(each.read)
        doubt = "" if each.accepted else ", not accepted"
        text.append(f"{each.file}: {_name(each.label)} read as {read}{doubt}")
    return "\n".join(text)


def _name(label: int) -> str:
    return "no digit" if label == NOT_A_DIGIT else str(label)
