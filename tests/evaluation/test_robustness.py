"""Accuracy under corruption, and the mistakes that it makes."""

import pytest

from mnist_space.data import Split, load_test
from mnist_space.evaluation.answers import EvaluationCancelled
from mnist_space.evaluation.robustness import LEVELS, WORST, measure_robustness
from mnist_space.synthesis.corruptions import CORRUPTIONS


@pytest.fixture(scope="module")
def split() -> Split:
    return load_test()[slice(0, 150)]


@pytest.fixture(scope="module")
def rows(tutorial, split):
    return measure_robustness(tutorial, split, 1.0)


def test_every_corruption_has_a_curve_that_starts_at_the_accuracy_without_it(rows, tutorial, split):
    clean = tutorial.logits(split.images.astype("f4") / 255).argmax(1) == split.labels
    assert {row.name for row in rows} == set(CORRUPTIONS)
    for row in rows:
        assert [level for level, _ in row.curve] == [step / LEVELS for step in range(LEVELS + 1)]
        assert row.curve[0][1] == clean.mean()


def test_the_worst_corruption_comes_first_and_is_bad(rows):
    finals = [row.curve[-1][1] for row in rows]
    assert finals == sorted(finals)
    assert finals[0] < 0.6 < finals[-1]


def test_the_worst_examples_are_mistakes_and_the_surest_first(rows, tutorial):
    for row in rows:
        assert len(row.worst) <= WORST
        sure = [failure.confidence for failure in row.worst]
        assert sure == sorted(sure, reverse=True)
        for failure in row.worst:
            assert failure.predicted != failure.label
            logits = tutorial.logits(failure.image[None].astype("f4") / 255)
            assert logits.argmax() == failure.predicted


def test_it_can_be_cancelled(tutorial, split):
    with pytest.raises(EvaluationCancelled):
        measure_robustness(tutorial, split, 1.0, cancelled=lambda: True)


def test_no_strength_is_no_corruption(tutorial, split):
    with pytest.raises(ValueError, match="above 0"):
        measure_robustness(tutorial, split, 0)
