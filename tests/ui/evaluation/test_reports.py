"""Who sees whose results, without a page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mnist_space import Predictor, load_predictor
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.startup import Started
from mnist_space.ui.choices import EDITED, OWN, Choices
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.evaluation import ablation as evaluation_ablation
from mnist_space.ui.evaluation import robustness as evaluation_robustness
from mnist_space.ui.evaluation.compare import _measure as comparing
from mnist_space.ui.evaluation.parts import Evaluator
from mnist_space.ui.evaluation.reports import KEPT, Kept, Reports
from mnist_space.ui.evaluation.turn import Turn
from mnist_space.ui.shared_pipeline import to_link

JOB = (lambda _: None), (lambda: False)


def changed(predictor: Predictor, **fields: object) -> Predictor:
    """A copy of a model with the same network and another configuration."""
    config = predictor.artifact.config.model_copy(update=fields)
    return Predictor(replace(predictor.artifact, config=config))


@pytest.fixture(scope="module")
def original() -> Predictor:
    return load_predictor("notebook_mlp")


@pytest.fixture
def evaluator(original: Predictor) -> Evaluator:
    choices = Choices(Started(original, "original", "bundled"))
    choices.bring("copy", changed(original, temperature=9.0), "nobody/copy@0")
    return Evaluator(choices, Reports(), Turn())


@pytest.mark.parametrize(
    "fields", [{"name": "other"}, {"temperature": 9.0}, {"reject_threshold": 99.0}], ids=str
)
def test_the_report_of_a_copy_is_the_copys_alone(
    original: Predictor, fields: dict[str, object]
) -> None:
    reports, copy = Reports(), changed(original, **fields)
    before = reports.known(original, None)
    report = reports.make(copy, None, *JOB)
    assert before is not None
    assert report != before
    assert reports.known(original, None) == before
    assert reports.known(copy, None) == report


def test_a_stored_report_of_another_name_is_not_trusted(original: Predictor) -> None:
    assert Reports().known(changed(original, name="other"), None) is None


@pytest.mark.parametrize(
    ("panel", "size", "choice"),
    [(evaluation_robustness, ("EVERY", 500), 1.0), (evaluation_ablation, ("PICTURES", 2), OWN)],
    ids=["robustness", "ablation"],
)
def test_what_was_measured_with_a_copy_is_the_copys_alone(
    evaluator: Evaluator,
    panel: Any,
    size: tuple[str, int],
    choice: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(panel, *size)
    measure = panel._measure(evaluator)

    def measured_with(name: str) -> object:
        found = measure(*JOB, name, choice)[1]
        # Robustness also names the model, for "Open in Predict".
        return found[0] if panel is evaluation_robustness else found

    copys = measured_with("copy")
    assert measured_with("copy") is copys
    assert measured_with("original") is not copys


def test_of_two_models_only_the_one_without_a_report_is_evaluated(
    evaluator: Evaluator, original: Predictor
) -> None:
    shares: list[float] = []
    given = "notebook_mlp", OWN, "copy", "robust"
    said, (first, second, sides) = comparing(evaluator)(shares.append, JOB[1], *given)
    assert said == "Compared."
    assert sides == (("notebook_mlp", OWN), ("copy", "robust"))
    assert first == evaluator.reports.known(original, None)
    choices = evaluator.choices
    copys = choices.predictor("copy"), choices.pipeline("robust")
    assert second == evaluator.reports.known(*copys)
    assert second.ece != first.ece
    assert min(shares) > 0.5
    assert shares[-1] == 1
    shares.clear()
    assert comparing(evaluator)(shares.append, JOB[1], *given)[1] == (first, second, sides)
    assert shares == []


def test_a_pipeline_from_a_link_is_not_evaluated(evaluator: Evaluator) -> None:
    edited = EDITED + to_link(load_pipeline("notebook"))
    assert evaluator.choices.pipeline(edited) == load_pipeline("notebook")
    with pytest.raises(ChoiceError, match="Evaluate with one of own"):
        evaluator.evaluate(*JOB, "copy", edited)


def test_the_oldest_result_makes_room() -> None:
    kept: Kept[int, int] = Kept()
    for number in range(KEPT + 1):
        kept.once(number, lambda number=number: number)
    assert kept.get(0) is None
    assert kept.once(1, lambda: 99) == 1
