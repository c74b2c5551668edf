"""The predictor: one picture in, one digit out. The app, the API, the CLI and the tests use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np

from mnist_space.artifact import (
    ACCEPT_ALL,
    Artifact,
)
from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry
from mnist_space.reading.digit_search import Judge, find_digits, holds_several, sure_lines
from mnist_space.reading.network import CLASSES, Floats, Network
from mnist_space.reading.prediction import NumberReading, Prediction, number_reading
from mnist_space.reading.segmentation import MAX_GROUPS, find_groups

NOTHING_DRAWN = "Nothing is drawn."
NOT_A_DIGIT = "This does not look like a single digit."
SEVERAL = "There are several digits: read them as a number."
CROWDED = f"There are very many marks: the {MAX_GROUPS} largest were looked at."


class Predictor:
    """A model with its pipeline; may be called from several threads at once."""

    def __init__(self, artifact: Artifact, cores: int = 2) -> None:
        """Load the network of `artifact` into LiteRT, which may use so many cores.

        Raises:
            ArtifactError: the file is no LiteRT network from (N, 28, 28) to (N, 10).
        """
        self.artifact = artifact
        self._network = Network(artifact.model_bytes, artifact.folder.name, cores)

    def on_one_core(self) -> Self:
        """Return the same model in an interpreter of its own, for long work beside other work.

        Raises:
            ArtifactError: the model's folder is gone or has changed.
        """
        return type(self)(self.artifact, cores=1)

    def predict(self, source: ImageSource, pipeline: Pipeline | None = None) -> Prediction:
        """Read the digit on a picture.

        Args:
            source: a path, the bytes of a file, a PIL image or an array: see `decode`.
            pipeline: another pipeline than the model's own.

        Raises:
            ImageError: the picture cannot be read.
        """
        chain = pipeline or self.artifact.pipeline
        page = chain.trace_page(decode(source))
        answer = self._answer(page + chain.trace_digit(page[-1].image))
        threshold = self.artifact.config.reject_threshold
        # Who accepts all would take the holes of an 8 for digits.
        judged = answer.accepted and threshold > ACCEPT_ALL
        if judged and holds_several(page[-1].image, self._judge(chain), threshold):
            return replace(answer, accepted=False, reason=SEVERAL)
        return answer

    def predict_batch(
        self, sources: Sequence[ImageSource], pipeline: Pipeline | None = None
    ) -> list[Prediction]:
        """Read several pictures, in order; the first that cannot be read raises ImageError."""
        return [self.predict(source, pipeline) for source in sources]

    def read_number(self, source: ImageSource, pipeline: Pipeline | None = None) -> NumberReading:
        """Read all digits on a picture, line by line.

        Args:
            source: a path, the bytes of a file, a PIL image or an array: see `decode`.
            pipeline: another pipeline than the model's own.

        Raises:
            ImageError: the picture cannot be read.
        """
        chain = pipeline or self.artifact.pipeline
        image = decode(source)
        page = chain.trace_page(image)
        threshold = self.artifact.config.reject_threshold
        groups = find_groups(page[-1].image)
        lines = sure_lines(find_digits(groups, self._judge(chain), threshold), threshold)
        marks = [
            [(mark.group.box, self._answer(chain.trace_digit(mark.picture))) for mark in line]
            for line in lines
        ]
        # The digit steps may leave nothing of a mark, such as a thin line.
        read = [[mark for mark in line if mark[1].label is not None] for line in marks]
        height, width = image.shape[:2]
        note = CROWDED if len(groups) >= MAX_GROUPS else None
        return number_reading(read, page, (width, height), note)

    def probabilities(self, tensors: Floats) -> Floats:
        """Return calibrated probabilities (N, 10) for digit tensors (N, 28, 28) in [0, 1]."""
        return softmax(self.logits(tensors) / np.float32(self.artifact.config.temperature))

    def logits(self, tensors: Floats) -> Floats:
        """Return the network's logits (N, 10) for digit tensors (N, 28, 28) in [0, 1]."""
        return self._network.logits(tensors)

    def _judge(self, chain: Pipeline) -> Judge:
        # The search comes back to the same pictures: three times to each digit of a usual page.
        known: dict[tuple[tuple[int, ...], bytes], float] = {}

        def judge(pictures: Sequence[GrayImage]) -> list[float]:
            keys = [(picture.shape, picture.tobytes()) for picture in pictures]
            new = {key: p for key, p in zip(keys, pictures, strict=True) if key not in known}
            if new:
                tensors = np.stack([chain.trace_digit(p)[-1].image for p in new.values()])
                known.update(zip(new, map(float, digit_score(self.logits(tensors))), strict=True))
            return [known[key] for key in keys]

        return judge

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
