"""Temperature and threshold, against cases with a known answer."""

import numpy as np

from mnist_space.data import load_test
from mnist_space.model.calibration import (
    ACCEPTED,
    fit_temperature,
    fit_threshold,
    through_pipeline,
)
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.reading.scores import digit_score, softmax


def _drawn(temperature, count=10_000):
    """Logits, and labels drawn from exactly softmax(logits / temperature)."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (count, 10)).astype(np.float32)
    chances = np.cumsum(softmax(logits / np.float32(temperature)), axis=1)
    labels = (rng.random((count, 1)) > chances).sum(axis=1).clip(0, 9).astype(np.uint8)
    return logits, labels


def test_the_temperature_that_the_labels_were_drawn_with_is_found():
    for temperature in (0.5, 1.0, 2.5):
        assert abs(fit_temperature(*_drawn(temperature)) / temperature - 1) < 0.05


def test_threshold_accepts_its_share_of_both_kinds_of_digits():
    rng = np.random.default_rng(1)
    plain = rng.normal(4, 1, (5000, 10)).astype(np.float32)
    drawn = rng.normal(3, 1, (2000, 10)).astype(np.float32)
    threshold = fit_threshold(plain, drawn)
    assert threshold == fit_threshold(drawn, plain)
    assert abs((digit_score(drawn) >= threshold).mean() - ACCEPTED) < 0.001
    assert (digit_score(plain) >= threshold).mean() > 0.999


def test_digits_through_the_pipeline_come_back_as_themselves():
    load_steps()
    digits = load_test().images[:20]
    seen = through_pipeline(digits, load_pipeline("robust"))
    assert seen.shape == digits.shape
    assert seen.dtype == np.float32
    together = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(seen, digits, strict=True)]
    assert np.median(together) > 0.9
