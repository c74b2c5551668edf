"""Temperature and reject threshold, both fitted on validation digits. Only numpy and OpenCV."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import digit_score

Digits = Annotated[NDArray[np.uint8], "(N, 28, 28), 0 = ground, 255 = ink"]
Logits = Annotated[NDArray[np.float32], "(N, 10)"]
Labels = Annotated[NDArray[np.uint8], "(N,)"]

# Of the validation digits, so that well over 98% of unseen ones are accepted.
ACCEPTED = 0.985
LOWEST, HIGHEST = 0.05, 20.0
DRAWING = 280


def fit_temperature(logits: Logits, labels: Labels) -> float:
    """Return the temperature at which the labels are likeliest (Guo et al. 2017, 1706.04599).

    The likelihood has one maximum over 1 / temperature, so that a golden-section search over
    its logarithm finds it.
    """
    ratio = (np.sqrt(5) - 1) / 2
    low, high = np.log(LOWEST), np.log(HIGHEST)
    while high - low > 1e-4:
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _surprise(logits, labels, left) < _surprise(logits, labels, right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def fit_threshold(plain: Logits, through_pipeline: Logits) -> float:
    """Return the digit score from which a picture is accepted.

    `ACCEPTED` of the digits reach it both as they are in MNIST and as pictures put through the
    pipeline: of the two quantiles, the lower.
    """
    scores = [digit_score(logits) for logits in (plain, through_pipeline)]
    return float(min(np.quantile(score, 1 - ACCEPTED) for score in scores))


def through_pipeline(images: Digits, pipeline: Pipeline) -> NDArray[np.float32]:
    """Return (N, 28, 28): each digit shown to the pipeline as a drawing of 280x280 pixels."""
    return np.stack([pipeline.run(_drawing(image)) for image in images]).astype(np.float32)


def _drawing(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    large = cv2.resize(image, (DRAWING, DRAWING), interpolation=cv2.INTER_CUBIC)
    return np.repeat(np.asarray(large, np.uint8)[..., np.newaxis], 3, axis=2)


def _surprise(logits: Logits, labels: Labels, log_temperature: float) -> float:
    """Mean negative log-likelihood of the labels."""
    scaled = logits / np.float32(np.exp(log_temperature))
    return float((digit_score(scaled) - scaled[np.arange(len(labels)), labels]).mean())
