"""Temperature and reject threshold, both fitted on validation digits."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from mnist_space.data import Digits, Labels, Tensors
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.scores import digit_score

Logits = Annotated[NDArray[np.float32], "(N, 10)"]

# Of the validation digits, so that well over 98% of unseen ones are accepted.
ACCEPTED = 0.985
LOWEST, HIGHEST = 0.05, 20.0
DRAWING = 280


def fit_temperature(logits: Logits, labels: Labels) -> float:
    """Return the temperature at which the labels are likeliest (Guo et al. 2017, 1706.04599).

    The likelihood has one maximum over 1 / temperature, and so over the logarithm that is searched.
    """
    bounds = np.log([LOWEST, HIGHEST])
    found = minimize_scalar(
        lambda level: _surprise(logits, labels, level), bounds=bounds, options={"xatol": 1e-4}
    )
    return float(np.exp(found.x))


def fit_threshold(plain: Logits, through_pipeline: Logits) -> float:
    """Return the digit score from which a picture is accepted.

    `ACCEPTED` of the digits reach it both as they are in MNIST and as pictures put through the
    pipeline: of the two quantiles, the lower.
    """
    scores = [digit_score(logits) for logits in (plain, through_pipeline)]
    return float(min(np.quantile(score, 1 - ACCEPTED) for score in scores))


def through_pipeline(images: Digits, pipeline: Pipeline) -> Tensors:
    """Return (N, 28, 28): each digit shown to the pipeline as a drawing of 280x280 pixels."""
    return np.stack([pipeline.run(_drawing(image)) for image in images]).astype(np.float32)


def _drawing(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    large = cv2.resize(image, (DRAWING, DRAWING), interpolation=cv2.INTER_CUBIC)
    return np.repeat(np.asarray(large, np.uint8)[..., np.newaxis], 3, axis=2)


def _surprise(logits: Logits, labels: Labels, log_temperature: float) -> float:
    """Mean negative log-likelihood of the labels."""
    scaled = logits / np.float32(np.exp(log_temperature))
    return float((digit_score(scaled) - scaled[np.arange(len(labels)), labels]).mean())
