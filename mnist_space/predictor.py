"""The predictor: one picture in, one digit out. The app, the API, the CLI and the tests use it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from mnist_space.artifact import (
    BUNDLED,
    BUNDLED_MODELS,
    DEFAULT_MODEL,
    Artifact,
    ArtifactError,
    read_artifact,
)
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry

Floats = NDArray[np.float32]

CLASSES = 10
NOTHING_DRAWN = "Nothing is drawn."
NOT_A_DIGIT = "This does not look like a single digit."
BATCH = 256


@dataclass(frozen=True)
class Prediction:
    """The answer to one picture.

    Attributes:
        label: the digit 0 to 9, or None where nothing is drawn.
        confidence: the largest of the probabilities.
        probabilities: ten numbers that sum to 1; all 0.1 where nothing is drawn.
        accepted: False where this is probably no digit; `reason` then says why in a sentence.
        reason: None where accepted.
        trace: every step with the image it made; the last one is what the network read.
    """

    label: int | None
    confidence: float
    probabilities: tuple[float, ...]
    accepted: bool
    reason: str | None
    trace: tuple[TraceEntry, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the answer without the trace, as plain JSON values: the line of the CLI."""
        return {
            "label": self.label,
            "confidence": self.confidence,
            "probabilities": list(self.probabilities),
            "accepted": self.accepted,
            "reason": self.reason,
        }


class Predictor:
    """A model with its pipeline; may be called from several threads at once."""

    def __init__(self, artifact: Artifact) -> None:
        """Load the network of `artifact` into LiteRT.

        Raises:
            ArtifactError: the file is no LiteRT network from (N, 28, 28) to (N, 10).
        """
        self.artifact = artifact
        self._lock = threading.Lock()
        self._interpreter = _interpreter(artifact)

    def predict(self, source: ImageSource, pipeline: Pipeline | None = None) -> Prediction:
        """Read the digit on a picture.

        Args:
            source: a path, the bytes of a file, a PIL image or an array: see `decode`.
            pipeline: another pipeline than the model's own.

        Raises:
            ImageError: the picture cannot be read.
        """
        trace = (pipeline or self.artifact.pipeline).trace(decode(source))
        return self._answer(trace)

    def predict_batch(
        self, sources: Sequence[ImageSource], pipeline: Pipeline | None = None
    ) -> list[Prediction]:
        """Read several pictures, in order; the first that cannot be read raises ImageError."""
        return [self.predict(source, pipeline) for source in sources]

    def probabilities(self, tensors: Floats) -> Floats:
        """Return calibrated probabilities (N, 10) for digit tensors (N, 28, 28) in [0, 1]."""
        return softmax(self.logits(tensors) / np.float32(self.artifact.config.temperature))

    def logits(self, tensors: Floats) -> Floats:
        """Return the network's logits (N, 10) for digit tensors (N, 28, 28) in [0, 1]."""
        chunks = [tensors[i : i + BATCH] for i in range(0, len(tensors), BATCH)]
        return np.concatenate([self._invoke(chunk) for chunk in chunks])

    def _invoke(self, tensors: Floats) -> Floats:
        with self._lock:
            network = self._interpreter
            index = network.get_input_details()[0]["index"]
            if tuple(network.get_input_details()[0]["shape"]) != tensors.shape:
                network.resize_tensor_input(index, tensors.shape)
                network.allocate_tensors()
            network.set_tensor(index, np.ascontiguousarray(tensors, dtype=np.float32))
            network.invoke()
            output: Floats = network.get_tensor(network.get_output_details()[0]["index"])
            return output

    def _answer(self, trace: tuple[TraceEntry, ...]) -> Prediction:
        tensor = trace[-1].image
        if np.ptp(tensor) == 0:
            even = (1 / CLASSES,) * CLASSES
            return Prediction(None, 1 / CLASSES, even, False, NOTHING_DRAWN, trace)
        config = self.artifact.config
        logits = self.logits(tensor[np.newaxis])
        probabilities = softmax(logits / np.float32(config.temperature))[0]
        accepted = bool(digit_score(logits)[0] >= config.reject_threshold)
        label = int(probabilities.argmax())
        return Prediction(
            label=label,
            confidence=float(probabilities[label]),
            probabilities=tuple(map(float, probabilities)),
            accepted=accepted,
            reason=None if accepted else NOT_A_DIGIT,
            trace=trace,
        )


def softmax(logits: Floats) -> Floats:
    """Turn logits (N, C) into probabilities (N, C) that sum to 1 in each row."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return result


def digit_score(logits: Floats) -> Floats:
    """Return log(sum(exp(logits))) of each row (N,): the log-odds that this is a digit at all.

    The network is trained with an eleventh logit fixed at 0 for "not a digit", which makes the
    energy score of Liu et al. 2020 (Energy-based Out-of-distribution Detection) a log-odds.
    """
    top = logits.max(axis=1)
    result: Floats = top + np.log(np.exp(logits - top[:, np.newaxis]).sum(axis=1))
    return result


def load_predictor(source: str | Path | None = None) -> Predictor:
    """Load a model: the name of a bundled one ("convnet" by default) or a folder.

    Raises:
        ArtifactError: there is no such model, or it is damaged; the sentence says which.
    """
    load_steps()
    return Predictor(read_artifact(_folder(source or DEFAULT_MODEL)))


def _folder(source: str | Path) -> Path:
    if source in BUNDLED_MODELS:
        return BUNDLED / str(source)
    if not Path(source).is_dir():
        names = ", ".join(BUNDLED_MODELS)
        raise ArtifactError(f"There is no model {str(source)!r}: use {names}, or a model folder.")
    return Path(source)


def _interpreter(artifact: Artifact) -> Interpreter:
    try:
        network = Interpreter(model_content=artifact.model_bytes, num_threads=2)
        takes = tuple(network.get_input_details()[0]["shape_signature"])
        gives = tuple(network.get_output_details()[0]["shape_signature"])
    except (ValueError, RuntimeError, IndexError) as error:
        name = artifact.folder.name
        raise ArtifactError(f"The network of {name!r} is not one that LiteRT can run.") from error
    if takes[1:] != (28, 28) or gives[1:] != (CLASSES,):
        raise ArtifactError(
            f"The network of {artifact.folder.name!r} maps {takes} to {gives}; "
            f"(N, 28, 28) to (N, {CLASSES}) is needed."
        )
    network.allocate_tensors()
    return network
