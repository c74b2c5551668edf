"""One call gives the answer and all that explains it, as plain JSON too."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.explaining.diagnosis import diagnose
from mnist_space.explaining.explanation import explain

ROOT = Path(__file__).parents[2]
THREE = BUNDLED / "examples" / "three-under-a-lamp.jpg"


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def test_it_is_the_answer_and_all_parts_of_it(predictor):
    why = explain(predictor, THREE)
    answer = predictor.predict(THREE)
    assert why.prediction.to_json() == answer.to_json()
    assert why.findings == diagnose(predictor, THREE)
    order = sorted(range(10), key=lambda digit: -answer.probabilities[digit])
    assert [why.prediction.label, why.runner_up] == order[:2]
    assert not why.heatmap[answer.trace[-1].image == 0].any()
    assert why.heatmap.sum() > 0
    assert why.neighbours[0].label == 3
    assert len(why.members) == 4


def test_it_is_plain_json(predictor):
    plain = json.loads(json.dumps(explain(predictor, THREE).to_json()))
    assert plain["label"] == 3
    assert np.shape(plain["heatmap"]) == (28, 28)
    assert {"findings", "neighbours", "members", "runner_up"} <= plain.keys()


def test_of_nothing_there_is_nothing_to_explain(predictor):
    why = explain(predictor, np.zeros((50, 50), np.uint8))
    assert (why.runner_up, why.neighbours, why.members) == (None, (), ())
    assert not why.heatmap.any()
    assert [finding.kind for finding in why.findings] == ["empty"]


def test_the_tutorials_way_can_be_explained(tutorial):
    why = explain(tutorial, THREE, "notebook")
    assert len(why.members) == 1
    assert why.heatmap.shape == (28, 28)


def test_the_snippet_of_the_documentation_runs(monkeypatch, capsys):
    page = (ROOT / "docs" / "api.md").read_text()
    (code,) = (c for c in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "explaining" in c)
    monkeypatch.chdir(ROOT)
    exec(code, {})
    assert "(28, 28)" in capsys.readouterr().out
