import re

import pytest

from mnist_space.ui.train.view import NOTHING_READ, accuracy_of, curves_html, matrix_html

POINTS = [
    {"epochs": 0, "of": 2},
    {"epochs": 0.5, "of": 2, "loss": 0.9, "accuracy": 0.7},
    {"epochs": 1, "of": 2, "loss": 0.5, "accuracy": 0.85, "val_loss": 0.3, "val_accuracy": 0.92},
    {"epochs": 1.5, "of": 2, "loss": 0.25, "accuracy": 0.93},
]


def heights(html: str) -> list[list[float]]:
    """Of each curve, how far below the top its points are."""
    lines = re.findall(r'points="([^"]*)"', html)
    return [[float(place.split(",")[1]) for place in line.split()] for line in lines]


def test_the_epoch_under_way_is_the_last_point_of_the_training_curve():
    loss, held_loss, accuracy, _ = heights(curves_html(POINTS))
    assert len(loss) == len(accuracy) == 2
    assert len(held_loss) == 1
    assert loss[0] < loss[1]  # it falls
    assert accuracy[0] > accuracy[1]  # it rises
    assert "train digits 93.0%; held-out digits 92.0%" in curves_html(POINTS)


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), 1e30])
def test_a_training_that_runs_away_is_drawn_all_the_same(loss):
    wild = {"epochs": 1, "of": 1, "loss": loss, "accuracy": 0.1, "val_loss": loss,
            "val_accuracy": 0.1}  # fmt: skip
    assert "<svg" in curves_html([wild])


def test_before_a_training_the_matrix_is_there_and_empty():
    html = matrix_html(NOTHING_READ)
    assert html.count("<td") == 1 + 100
    assert not re.search(r"<td[^>]*>\d", html)
    assert "Shown when a network is trained." in html


def test_a_matrix_counts_right_and_wrong():
    matrix = [[9 if a == b else 0 for b in range(10)] for a in range(10)]
    matrix[4][9] = 10
    assert accuracy_of(matrix) == (0.9, 100)
    html = matrix_html(matrix)
    assert html.count("train-right") == 10
    assert "--heat:100%" in html
    assert "The 100 digits were held out" in html
