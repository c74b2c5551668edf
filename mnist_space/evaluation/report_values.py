"""The form of a Report, and its way to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mnist_space.evaluation.metrics import CoveragePoint, DigitMetrics, ReliabilityBin

CONFIDENCE_UNIT = 10_000
TIMES = {"images_per_second", "seconds"}
Interval = tuple[float, float]


class ReportError(ValueError):
    """What was given is not a Report."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ModelId(_Part):
    """Which model: its name, and the sha256 of its network."""

    name: str
    sha256: str


class Share(_Part):
    """A share of `n` answers, with its 95% interval."""

    accuracy: float
    interval: Interval
    n: int


class Coverage(_Part):
    """Error against coverage, once with the surest by confidence, once by the digit score first."""

    confidence: tuple[CoveragePoint, ...]
    digit_score: tuple[CoveragePoint, ...]


class ConfidentErrors(_Part):
    """How many of all errors were made with a confidence above `above`."""

    above: float
    n: int
    errors: int


class Mixture(_Part):
    """Answers to drawn pictures, about half of which are digits: see `measure_mixture`.

    Attributes:
        n, digits: pictures, and how many of them are digits.
        right, right_and_accepted: shares of the digits.
        none_rejected: share of what is no digit.
        none_confident: share of what is no digit with a confidence above 0.9.
        ece: of all pictures; of what is no digit every answer is wrong.
        reliability: of the same.
    """

    n: int = Field(gt=0)
    digits: int
    right: float
    right_and_accepted: float
    none_rejected: float
    none_confident: float
    ece: float
    reliability: tuple[ReliabilityBin, ...]


class StoredAnswers(_Part):
    """What the model answered, in the order of the split; strings, so that a file stays small.

    Attributes:
        labels: one character a picture: "0" to "9", or "-" where nothing was found on it.
        confidences: one number a picture, in units of 1/10000, with spaces between.
    """

    labels: str = Field(pattern=r"^[0-9-]+$")
    confidences: str = Field(pattern=r"^[0-9]{1,5}( [0-9]{1,5})*$")

    def predicted(self) -> NDArray[np.int64]:
        """Return the labels as int (N,), -1 where nothing was found."""
        codes = np.frombuffer(self.labels.encode("ascii"), np.uint8).astype(np.int64) - ord("0")
        return np.where(codes < 0, -1, codes)

    def confidence(self) -> NDArray[np.float64]:
        """Return the confidences as float (N,) in [0, 1]."""
        return np.array(self.confidences.split(" "), np.float64) / CONFIDENCE_UNIT


class Report(_Part):
    """How good one model is on one split.

    `accuracy` and all that is not named after the pipeline is the standard protocol: digit / 255
    straight to the network. The `pipeline_` figures are for every fifth digit, shown to the
    pipeline as a picture of 28 x 28 pixels, white on black.

    Two reports are equal when they say the same; how long it took is not compared.

    Attributes:
        pipeline: as `Pipeline.to_json` gives it.
        accuracy_interval: 95%, Wilson.
        corrected: by the corrected labels; None for another split than MNIST's whole test split.
        accepted: share that is taken to be a digit at all.
        loss: mean negative log likelihood, nats.
        redrawn: accuracy on test digits drawn anew, by their form; None until a push measures it.
        mixture: what is read of drawn pictures, digits and none; None until it is measured.
        images_per_second: pictures through the network alone, in this run.
        seconds: the whole evaluation took.
    """

    format: Literal[1] = 1
    model: ModelId
    pipeline: dict[str, Any]
    n: int = Field(gt=0)
    accuracy: float
    accuracy_interval: Interval
    corrected: Share | None
    pipeline_accuracy: float
    pipeline_interval: Interval
    pipeline_n: int
    pipeline_accepted: float
    top2_accuracy: float
    loss: float
    ece: float
    accepted: float
    confident_errors: ConfidentErrors
    per_digit: tuple[DigitMetrics, ...] = Field(min_length=10, max_length=10)
    confusion_matrix: tuple[tuple[int, ...], ...] = Field(min_length=10, max_length=10)
    reliability: tuple[ReliabilityBin, ...]
    coverage: Coverage
    answers: StoredAnswers
    pipeline_answers: StoredAnswers
    redrawn: dict[str, float] | None = None
    mixture: Mixture | None = None
    images_per_second: float
    seconds: float

    @model_validator(mode="after")
    def _fits(self) -> Report:
        for answers, n in ((self.answers, self.n), (self.pipeline_answers, self.pipeline_n)):
            if len(answers.labels) != n or answers.confidences.count(" ") != n - 1:
                raise ValueError(f"there must be {n} answers")
        if any(len(row) != 10 for row in self.confusion_matrix):
            raise ValueError("the confusion matrix must be 10 by 10")
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Report) and self.compared() == other.compared()

    def __hash__(self) -> int:
        return hash((self.model, self.answers, self.pipeline_answers))

    def compared(self) -> dict[str, Any]:
        """Return all that two evaluations of the same model agree in: everything but the times."""
        return self.model_dump(exclude=TIMES)

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values, the form that `from_json` reads."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """Read what `to_json` gave.

        Raises:
            ReportError: something is missing, unknown or of the wrong type.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the whole"
            raise ReportError(f"This is not a report: {where}: {first['msg']}.") from error
