"""What each network of a joined model says for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_space.reading.network import Floats
from mnist_space.reading.predictor import Predictor
from mnist_space.reading.scores import softmax


@dataclass(frozen=True)
class Member:
    """The answer of one network.

    Attributes:
        label: the digit that it finds likeliest, 0 to 9.
        probabilities: the ten digits' shares, given that it is a digit; they sum to 1.
    """

    label: int
    probabilities: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the answer as plain JSON values."""
        return {"label": self.label, "probabilities": list(self.probabilities)}


def ask_members(predictor: Predictor, tensor: Floats) -> tuple[Member, ...]:
    """Ask each network of a model; a model of one network alone has one member.

    The served file gives the mean of its members' logits; theirs are read inside of it.

    Args:
        predictor: the model.
        tensor: float32 (28, 28) in [0, 1], the last image of a prediction's trace.

    Raises:
        ArtifactError: the model's folder is gone or has changed.
    """
    logits = predictor.members.logits(tensor)
    shares = softmax(logits / np.float32(predictor.artifact.config.temperature))
    return tuple(Member(int(row.argmax()), tuple(map(float, row))) for row in shares)
