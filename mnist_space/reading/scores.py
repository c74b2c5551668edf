"""From logits to probabilities and log-odds."""

from __future__ import annotations

import numpy as np

from mnist_space.artifact import ACCEPT_ALL
from mnist_space.reading.network import Floats


def digit_probability(odds: Floats, threshold: float) -> Floats:
    """Return how likely each picture is a digit at all (N,); 1 for a model that cannot tell.

    Args:
        odds: log-odds (N,).
        threshold: from which the model accepts.
    """
    if threshold <= ACCEPT_ALL:
        return np.ones_like(odds)
    return (1 / (1 + np.exp(-odds))).astype(np.float32)


def softmax(logits: Floats) -> Floats:
    """Turn logits (N, C) into probabilities (N, C) that sum to 1 in each row."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return result


def digit_score(logits: Floats) -> Floats:
    """Return log(sum(exp(logits))) of each row (N,): the network's log-odds that it is a digit.

    The network is trained with an eleventh logit fixed at 0 for "not a digit", which makes the
    energy score of Liu et al. 2020 (Energy-based Out-of-distribution Detection) a log-odds.
    """
    top = logits.max(axis=1)
    result: Floats = top + np.log(np.exp(logits - top[:, np.newaxis]).sum(axis=1))
    return result
