"""A model tried on somebody's own labelled pictures, as its users would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mnist_space.data import NOT_A_DIGIT
from mnist_space.evaluation.answers import Progress
from mnist_space.evaluation.metrics import wilson_interval
from mnist_space.evaluation.report import identity_json
from mnist_space.labelled.reading import Labelled, LabelledError
from mnist_space.limits import echo
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.reading.predictor import Predictor


@dataclass(frozen=True)
class OwnAnswer:
    """What was read of one picture.

    Attributes:
        file: its name.
        label: what it is; 10 = no digit.
        read: the likeliest digit; None where nothing is drawn.
        confidence: of that answer.
        accepted: whether it was given as an answer.
    """

    file: str
    label: int
    read: int | None
    confidence: float
    accepted: bool

    @property
    def cell(self) -> tuple[int, int]:
        """Its row and column in the confusion matrix."""
        return self.label, self.read if self.accepted and self.read is not None else NOT_A_DIGIT

    @property
    def mistaken(self) -> bool:
        """A digit read as another one, or what is no digit and was accepted as one."""
        return self.read != self.label and (self.accepted or self.label != NOT_A_DIGIT)


@dataclass(frozen=True)
class OwnReport:
    """What comes of some pictures.

    Attributes:
        model, pipeline: as in `Report`.
        n, digits: how many pictures, and how many of them are digits.
        right: digits whose likeliest digit is theirs, accepted or not.
        right_and_accepted: of these, the ones that are accepted.
        accepted: pictures, of any kind, that are accepted as a digit.
        wrong_and_accepted: the accepted ones that are another digit, or none.
        confusion_matrix: 11 rows, the true digit and "no digit", of 11 counts: what was read and
            accepted, and last what was not accepted.
        answers: in the order of the pictures.
    """

    model: dict[str, str]
    pipeline: dict[str, Any]
    n: int
    digits: int
    right: int
    right_and_accepted: int
    accepted: int
    wrong_and_accepted: int
    confusion_matrix: list[list[int]]
    answers: list[OwnAnswer]

    @property
    def accuracy(self) -> float | None:
        """The share of digits that are right; None where there are no digits."""
        return self.right / self.digits if self.digits else None

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """The 95% interval of the accuracy."""
        return wilson_interval(self.right, self.digits)

    @property
    def mistakes(self) -> list[OwnAnswer]:
        """The answers that are mistaken, in the order of the pictures."""
        return [each for each in self.answers if each.mistaken]

    def to_json(self) -> dict[str, Any]:
        """Return all of it, with the accuracy and the mistakes."""
        return {
            "accuracy": self.accuracy,
            "accuracy_interval": list(self.accuracy_interval),
            **asdict(self),
            "mistakes": [asdict(each) for each in self.mistakes],
        }


def evaluate_own(
    predictor: Predictor,
    pictures: Sequence[Labelled],
    pipeline: Pipeline | None = None,
    progress: Progress = lambda _: None,
    seen: Callable[[ColorImage], object] = lambda _: None,
) -> OwnReport:
    """Read each picture as one digit, and count.

    Args:
        predictor: the model.
        pictures: with their labels.
        pipeline: instead of the model's own.
        progress: told the share that is done.
        seen: given each picture as it was decoded, in order.

    Raises:
        LabelledError: a picture cannot be read, or a step fails on it; the sentence names it.
    """
    chain = pipeline or predictor.artifact.pipeline
    answers = []
    for number, each in enumerate(pictures, 1):
        try:
            image = decode(each.picture)
            answer = predictor.predict(image, chain)
        except (ImageError, PipelineError) as error:
            raise LabelledError(f"{echo(each.name)}: {error}") from error
        answers.append(
            OwnAnswer(each.name, each.label, answer.label, answer.confidence, answer.accepted)
        )
        seen(image)
        progress(number / len(pictures))
    return _counted(identity_json(predictor, chain), answers)


def _counted(identity: dict[str, Any], answers: list[OwnAnswer]) -> OwnReport:
    matrix = np.zeros((NOT_A_DIGIT + 1, NOT_A_DIGIT + 1), int)
    for each in answers:
        matrix[each.cell] += 1
    given = int(matrix[:, :NOT_A_DIGIT].sum())
    hits = int(np.trace(matrix[:NOT_A_DIGIT, :NOT_A_DIGIT]))
    return OwnReport(
        **identity,
        n=len(answers),
        digits=int(matrix[:NOT_A_DIGIT].sum()),
        right=sum(each.read == each.label for each in answers),
        right_and_accepted=hits,
        accepted=given,
        wrong_and_accepted=given - hits,
        confusion_matrix=matrix.tolist(),
        answers=answers,
    )


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
