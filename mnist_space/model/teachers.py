"""Teachers: trained networks whose answers a new network learns from (Hinton et al. 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from mnist_space.artifact import LITERT
from mnist_space.loading import load_predictor
from mnist_space.reading.predictor import softmax

Tensors = Annotated[NDArray[np.float32], "(N, 28, 28) in [0, 1]"]
Probabilities = Annotated[NDArray[np.float32], "(N, 10), rows sum to 1"]


class Teachers:
    """Several models that answer together, each on one core."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Load the models.

        Raises:
            ArtifactError: there is no such model, or it is damaged.
        """
        self.models = [load_predictor(folder).on_one_core() for folder in folders]

    def __call__(self, digits: Tensors) -> Probabilities:
        """Return the mean of the models' probabilities, before their temperature."""
        answers = [softmax(model.logits(digits)) for model in self.models]
        mean: Probabilities = np.mean(answers, axis=0, dtype=np.float32)
        return mean

    def to_json(self) -> list[dict[str, Any]]:
        """Return name and hash of each model."""
        configs = [model.artifact.config for model in self.models]
        return [{"name": config.name, "sha256": config.sha256[LITERT]} for config in configs]
