"""The curves of robustness have axes on which a loss of one point is seen."""

import re

import pytest

from mnist_space.evaluation.robustness import Robustness
from mnist_space.ui.evaluation.robustness import HEIGHT, TOP, _shown


def curve(name: str, *accuracies: float) -> Robustness:
    return Robustness(name, tuple((level / 2, share) for level, share in enumerate(accuracies)), ())


def heights(html: str) -> list[list[float]]:
    """How far below the top each point of each curve lies, in parts of the height."""
    lines = re.findall(r'points="(.*?)"', html)
    return [
        [(float(point.split(",")[1]) - TOP) / HEIGHT for point in line.split()] for line in lines
    ]


@pytest.mark.parametrize(
    ("least", "low"), [(0.97, "90%"), (0.85, "80%"), (0.5, "50%"), (0.04, "0%")]
)
def test_all_curves_share_an_axis_that_begins_below_the_least(least: float, low: str) -> None:
    rows = (curve("fog", 0.99, 0.98, least), curve("shot_noise", 1.0, 0.99, 0.98))
    html = _shown((rows, "convnet"))
    assert html.count(f">{low}</text>") == html.count(">100%</text>") == 2
    assert html.count(">0</text>") == html.count(">1</text>") == 2
    bottom = int(low.rstrip("%")) / 100
    for row, drawn in zip(rows, heights(html), strict=True):
        expected = [(1 - accuracy) / (1 - bottom) for _, accuracy in row.curve]
        assert drawn == pytest.approx(expected, abs=0.01)
        assert all(0 <= share <= 1 for share in drawn)
