"""The benchmark of training further: its writers, what it counts, and its table."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from mnist_space.reading.predictor import Predictor

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def adapting(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("adapting")


def test_a_writer_has_one_hand_and_two_drawings_are_never_alike(adapting):
    writer, other = adapting.Writer(28, 0), adapting.Writer(28, 1)
    first = writer.draw(3, 0)
    assert (first.shape, first.dtype) == ((280, 280), np.uint8)
    assert np.array_equal(first, adapting.Writer(28, 0).draw(3, 0))
    assert not np.array_equal(first, writer.draw(3, 1))
    assert not np.array_equal(first, other.draw(3, 0))


def test_wrong_and_refused_ones_are_counted_on_later_drawings(adapting, tutorial, monkeypatch):
    writer, seen = adapting.Writer(28, 0), []
    predict = Predictor.predict
    monkeypatch.setattr(
        Predictor, "predict", lambda self, image: seen.append(image) or predict(self, image)
    )
    found = adapting.faults(tutorial, writer, 2)
    assert len(seen) == 20
    assert np.array_equal(seen[1], writer.draw(0, adapting.FIRST_OTHER + 1))
    right = [
        (answer := predict(tutorial, image)).label == place // 2 and answer.accepted
        for place, image in enumerate(seen)
    ]
    assert found["wrong_or_refused"] == pytest.approx(1 - np.mean(right))
    assert 0 < found["wrong"] <= found["wrong_or_refused"]


def test_the_table_has_a_row_a_writer_and_their_means(adapting):
    row = {
        "before": {"wrong": 0.04, "wrong_or_refused": 0.5},
        "after": {"wrong": 0.0, "wrong_or_refused": 0.1},
        **{"validation_before": 9, "validation_after": 10, "validation": 2500, "seconds": 31.4},
    }
    *_, first, _, mean = adapting.lines([row | {"writer": 0}, row | {"writer": 1}])
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in (first, mean)]
    assert cells[0] == ["0", "4.00", "0.00", "50.00", "10.00", "9 of 2,500", "10", "31"]
    assert cells[1] == ["mean", "4.00", "0.00", "50.00", "10.00", "", "", "31 at most"]
