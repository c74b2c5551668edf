"""The benchmark of training; it learns from test digits, for the train digits are not here."""

import importlib
from pathlib import Path

import pytest

from mnist_space.data import load_test

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
TEST = load_test()[:700]


@pytest.fixture
def training(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("training")


def test_the_network_of_keras_io_has_as_many_parameters_as_there(training):
    assert training.keras_io_network().count_params() == 34_826


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_both_learn_from_the_same_digits(training):
    _, quick = training.quick(TEST[:600], TEST[600:], 0)
    _, slow = training.keras_io(TEST[:600], TEST[600:], 1, 0)
    assert slow > 0.12
    # Ten steps teach the quick network nothing yet: a share of the 100 digits that it was shown.
    assert round(100 * quick) == pytest.approx(100 * quick)
