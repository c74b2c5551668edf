"""The answer to a picture of one digit: plain values, with a JSON form for the API and the CLI."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mnist_space.preprocessing.pipeline import TraceEntry


@dataclass(frozen=True)
class Prediction:
    """The answer to one picture.

    Attributes:
        label: the digit 0 to 9, or None where nothing is drawn, or a mark beside the digits of a
            number is not read.
        confidence: the probability that the picture is this digit: `digit_probability` times the
            largest of the probabilities; 0 where nothing is drawn.
        probabilities: the ten digits' shares, given that it is a digit; they sum to 1, and all are
            0.1 where nothing is drawn.
        digit_probability: how likely it is a digit at all.
        accepted: False where this is probably no digit; `reason` then says why in a sentence.
        reason: None where accepted.
        reading: how the picture was read again ("without removing lines"), or None where the first
            reading counts.
        trace: every step with the image it made; the last one is what the network read.
    """

    label: int | None
    confidence: float
    probabilities: tuple[float, ...]
    digit_probability: float
    accepted: bool
    reason: str | None
    reading: str | None
    # Some hundred thousand pixels, which would drown the answer in a shell or a traceback.
    trace: tuple[TraceEntry, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The digit, or `?` where there is none."""
        return "?" if self.label is None else str(self.label)

    @property
    def runner_up(self) -> int:
        """The likeliest digit but `label`."""
        others = (digit for digit in range(len(self.probabilities)) if digit != self.label)
        return max(others, key=self.probabilities.__getitem__)

    @property
    def confidences(self) -> tuple[float, ...]:
        """The probability that the picture is each of the ten digits; what is left is no digit."""
        return tuple(self.digit_probability * share for share in self.probabilities)

    def to_json(self) -> dict[str, Any]:
        """Return the answer without the trace, as plain JSON values: the line of the CLI."""
        return {
            "label": self.label,
            "confidence": self.confidence,
            "probabilities": list(self.probabilities),
            "digit_probability": self.digit_probability,
            "accepted": self.accepted,
            "reason": self.reason,
            "reading": self.reading,
        }
