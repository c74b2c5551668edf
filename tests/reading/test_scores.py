"""Probabilities and log-odds from logits."""

import numpy as np

from mnist_space.artifact import ACCEPT_ALL
from mnist_space.reading.scores import digit_probability, digit_score, softmax


def test_softmax_and_digit_score_stand_large_logits():
    logits = np.array([[1000.0, 0], [-1000, -1000]], np.float32)
    np.testing.assert_allclose(softmax(logits), [[1, 0], [0.5, 0.5]])
    np.testing.assert_allclose(digit_score(logits), [1000, -1000 + np.log(2)])


def test_a_digit_is_as_likely_as_its_log_odds_say():
    odds = np.array([-np.log(3), 0, np.log(3)], np.float32)
    np.testing.assert_allclose(digit_probability(odds, threshold=-1), [0.25, 0.5, 0.75])
    np.testing.assert_array_equal(digit_probability(odds, ACCEPT_ALL), [1, 1, 1])
