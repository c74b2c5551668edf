"""The benchmark of diagnoses; it looks at test digits, for the train digits are not here."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.data import load_test

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
FEW = load_test()[:3]


@pytest.fixture
def diagnosis(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("diagnosis")


def test_what_is_true_of_the_pictures_is_drawn(diagnosis):
    plain, turned, several = (
        list(diagnosis.pictures(FEW, kind, "dark_on_light", 1))
        for kind in ("plain", "turned", "several")
    )
    assert np.array_equal(np.rot90(turned[1], 1), plain[1])
    assert np.array_equal(several[1], np.hstack([plain[1], plain[0]]))


def test_each_row_counts_its_cases(diagnosis):
    predictor = load_predictor()
    found = diagnosis.found(predictor, FEW, "polarity", "dark_on_light", 1)
    missed = diagnosis.found(predictor, FEW, "polarity", "clean", 1)
    assert (found["share"], missed["share"]) == (1, 0)
    assert diagnosis.not_said(predictor, FEW, "clean", 1)["share"] == 1
    assert diagnosis.false_alarms(predictor, FEW, "clean", 1)["share"] == 0


def test_times_are_of_both_with_their_ratio(diagnosis):
    times = diagnosis.times(load_predictor(), FEW, 1)
    for kind in "", "photo_":
        quotient = times[f"{kind}explain_ms"] / times[f"{kind}predict_ms"]
        assert times[f"{kind}ratio"] == pytest.approx(quotient, abs=0.06)
