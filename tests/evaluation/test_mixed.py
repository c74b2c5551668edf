"""Figures of drawn pictures, digits and none, from answers made by hand and from a real model."""

import pytest

from mnist_space import load_predictor
from mnist_space.data import NOT_A_DIGIT, load_test
from mnist_space.evaluation import mixed
from mnist_space.evaluation.answers import EvaluationCancelled
from mnist_space.evaluation.mixed import measure_mixture
from mnist_space.reading.prediction import Prediction


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def answer(label, confidence, accepted):
    return Prediction(label, confidence, (0.1,) * 10, confidence, accepted, None, None, ())


def test_figures_follow_from_the_answers():
    labels = [3, 3, 3, 3, NOT_A_DIGIT, NOT_A_DIGIT, NOT_A_DIGIT, NOT_A_DIGIT]
    answers = [
        *(answer(3, 0.95, True), answer(3, 0.5, False), answer(5, 0.95, True)),
        *(answer(None, 0.0, False), answer(None, 0.0, False)),
        *(answer(1, 0.95, True), answer(1, 0.5, False), answer(1, 0.05, False)),
    ]
    found = mixed._measured(labels, answers)
    assert (found.n, found.digits) == (8, 4)
    assert found.right == 2 / 4
    assert found.right_and_accepted == 1 / 4
    assert found.none_rejected == 3 / 4
    assert found.none_confident == 1 / 4
    # Three of 0.95, one of them right; two of 0.5, one right; 0.05, 0 and 0, wrong.
    assert found.ece == pytest.approx((3 * (0.95 - 1 / 3) + 0 + 0.05) / 8)
    assert sum(part.n for part in found.reliability) == 8


def test_a_model_reads_what_is_drawn(predictor, monkeypatch):
    monkeypatch.setattr(mixed, "PICTURES", 40)
    done = []
    found = measure_mixture(predictor, load_test(), done.append)
    assert done == sorted(done)
    assert done[-1] == 1
    assert found.right > 0.85
    assert found.none_rejected > 0.85
    assert found == measure_mixture(predictor, load_test())


def test_it_can_be_cancelled(predictor, monkeypatch):
    monkeypatch.setattr(mixed, "PICTURES", 40)
    with pytest.raises(EvaluationCancelled):
        measure_mixture(predictor, load_test(), cancelled=lambda: True)
