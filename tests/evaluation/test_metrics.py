"""Every measure against a case small enough to do by hand, and against other implementations.

These are imported by the tests that ask them: every process of a test run imports this file.
"""

import os

import numpy as np
import pytest

from mnist_space.evaluation import metrics

RNG = np.random.default_rng(7)
LABELS = RNG.integers(0, 10, 500)
LOGITS = RNG.normal(0, 1, (500, 10)) + 3 * np.eye(10)[LABELS] * RNG.random((500, 1))
PROBABILITIES = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
PREDICTED = PROBABILITIES.argmax(axis=1)


def test_accuracy_by_hand():
    assert metrics.accuracy(np.array([1, 2, 3, 4]), np.array([1, 2, 3, 9])) == 0.75


@pytest.mark.parametrize(
    ("hits", "n", "expected"),
    # Wilson 1927; 8 of 10 and 0 of 10 are in every textbook.
    [(8, 10, (0.4902, 0.9433)), (0, 10, (0, 0.2775)), (10, 10, (0.7225, 1)), (0, 0, (0, 1))],
)
def test_wilson_interval_by_hand(hits, n, expected):
    assert metrics.wilson_interval(hits, n) == pytest.approx(expected, abs=5e-5)


def test_wilson_interval_never_leaves_zero_to_one():
    for hits in (0, 1, 9_999, 10_000):
        low, high = metrics.wilson_interval(hits, 10_000)
        assert 0 <= low <= hits / 10_000 <= high <= 1


def test_confusion_matrix_has_true_digits_in_rows():
    matrix = metrics.confusion_matrix(np.array([4, 4, 4, 9]), np.array([4, 9, -1, 9]))
    assert matrix.shape == (10, 10)
    assert (matrix[4, 4], matrix[4, 9], matrix[9, 9], matrix.sum()) == (1, 1, 1, 3)


def test_confusion_matrix_as_tensorflow_and_scikit_learn():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf
    from sklearn.metrics import confusion_matrix

    ours = metrics.confusion_matrix(LABELS, PREDICTED)
    np.testing.assert_array_equal(ours, tf.math.confusion_matrix(LABELS, PREDICTED, 10).numpy())
    theirs = confusion_matrix(LABELS, PREDICTED, labels=range(10))
    np.testing.assert_array_equal(ours, theirs)


def test_per_digit_by_hand():
    # Of three 4s two are found; of four answers "4" two are right.
    matrix = np.zeros((10, 10), int)
    matrix[4, 4], matrix[4, 9], matrix[9, 4] = 2, 1, 2
    four, five = metrics.per_digit(matrix)[4:6]
    assert (four.n, four.precision, four.recall) == (3, 0.5, 2 / 3)
    assert four.f1 == pytest.approx(4 / 7)
    assert (five.n, five.precision, five.recall, five.f1) == (0, 0, 0, 0)


def test_per_digit_as_scikit_learn():
    from sklearn.metrics import precision_recall_fscore_support

    ours = metrics.per_digit(metrics.confusion_matrix(LABELS, PREDICTED))
    theirs = precision_recall_fscore_support(LABELS, PREDICTED, zero_division=0)
    table = [(digit.precision, digit.recall, digit.f1, digit.n) for digit in ours]
    np.testing.assert_allclose(table, np.transpose(theirs))


def test_top_accuracy_by_hand():
    probabilities = np.array([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.2, 0.2, 0.6]])
    labels = np.array([1, 2, 0])
    assert metrics.top_accuracy(labels, probabilities, 1) == 0
    assert metrics.top_accuracy(labels, probabilities, 2) == pytest.approx(2 / 3)


def test_top_accuracy_as_scikit_learn():
    from sklearn.metrics import top_k_accuracy_score

    theirs = top_k_accuracy_score(LABELS, PROBABILITIES, k=2)
    assert metrics.top_accuracy(LABELS, PROBABILITIES, 2) == pytest.approx(theirs)


def test_loss_by_hand_and_as_scikit_learn():
    from sklearn.metrics import log_loss

    half = np.full((1, 10), 0.5 / 9)
    half[0, 3] = 0.5
    assert metrics.mean_loss(np.array([3]), half) == pytest.approx(np.log(2))
    assert metrics.mean_loss(LABELS, PROBABILITIES) == pytest.approx(
        log_loss(LABELS, PROBABILITIES)
    )


def test_loss_of_an_impossible_answer_is_finite():
    certain = np.eye(10)[[1]]
    assert metrics.mean_loss(np.array([0]), certain) == pytest.approx(-np.log(1e-7))


def test_reliability_and_ece_by_hand():
    # Two answers at 0.9 of which one is right, two at 0.6 that are both right:
    # 0.5 * |0.9 - 0.5| + 0.5 * |0.6 - 1| = 0.4.
    bins = metrics.reliability(np.array([0.9, 0.9, 0.6, 0.6]), np.array([True, False, True, True]))
    filled = {round(part.high, 3): part for part in bins if part.n}
    assert len(bins) == 15
    assert sorted(filled) == [0.6, 0.933]
    assert (filled[0.6].accuracy, filled[0.933].accuracy) == (1, 0.5)
    assert {(part.confidence, part.accuracy) for part in bins if not part.n} == {(0, 0)}
    assert metrics.expected_calibration_error(bins) == pytest.approx(0.4)


def test_reliability_puts_every_answer_into_one_bin():
    edges = np.array([0.0, 1 / 15, 2 / 15, 0.5, 1.0])
    bins = metrics.reliability(edges, np.ones(5, bool))
    assert [number for number, part in enumerate(bins) if part.n] == [0, 1, 7, 14]
    assert sum(part.n for part in bins) == 5


def test_a_calibrated_model_has_no_calibration_error():
    bins = metrics.reliability(np.full(4, 0.75), np.array([True, True, True, False]))
    assert metrics.expected_calibration_error(bins) == pytest.approx(0)


def test_coverage_curve_by_hand():
    scores = np.array([0.1, 0.9, 0.5, 0.7])
    correct = np.array([False, True, False, True])
    curve = metrics.coverage_curve(scores, correct, points=4)
    assert [point.coverage for point in curve] == [0.25, 0.5, 0.75, 1]
    assert [point.error for point in curve] == [0, 0, pytest.approx(1 / 3), 0.5]


@pytest.mark.parametrize(
    ("only_a", "only_b", "expected"),
    # Two-sided binomial: 2 * (1 + 6) / 64, and 2 * 1 / 32.
    [(1, 5, 14 / 64), (0, 5, 2 / 32), (3, 3, 1), (0, 0, 1)],
)
def test_mcnemar_by_hand(only_a, only_b, expected):
    a = np.array([True] * only_a + [False] * only_b + [True] * 10, bool)
    b = np.array([False] * only_a + [True] * only_b + [True] * 10, bool)
    assert metrics.mcnemar(a, b) == pytest.approx(expected)


def test_mcnemar_as_scipy():
    from scipy import stats

    a, b = RNG.random(9_000) < 0.5, RNG.random(9_000) < 0.52
    theirs = stats.binomtest(int((a & ~b).sum()), int((a ^ b).sum())).pvalue
    assert metrics.mcnemar(a, b) == pytest.approx(theirs)
