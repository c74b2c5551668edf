"""Whose work ends, and who sees whose results, without a page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from mnist_space import Predictor, load_predictor
from mnist_space.evaluation.answers import EvaluationCancelled
from mnist_space.startup import Started
from mnist_space.ui.choices import OWN, Choices
from mnist_space.ui.evaluation import ablation as evaluation_ablation
from mnist_space.ui.evaluation import robustness as evaluation_robustness
from mnist_space.ui.evaluation.parts import Room, asker, canceller
from mnist_space.ui.evaluation.runs import WAITING, Done, Reports, Runs

HERE, BESIDE = ("visitor", "evaluation"), ("visitor", "compare")


def changed(predictor: Predictor, **fields: object) -> Predictor:
    """A copy of a model with the same network and another configuration."""
    config = predictor.artifact.config.model_copy(update=fields)
    return Predictor(replace(predictor.artifact, config=config))


@pytest.fixture(scope="module")
def original() -> Predictor:
    return load_predictor("notebook_mlp")


@pytest.fixture
def room(original: Predictor) -> Room:
    choices = Choices(Started(original, "original", "bundled"))
    choices.bring("copy", changed(original, temperature=9.0), "nobody/copy@0")
    return Room(choices, Reports(), Runs())


def until_cancelled(_: object, cancelled: Callable[[], bool]) -> str:
    """Work that ends when it is cancelled; where that never comes, the test fails in the end."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if cancelled():
            raise EvaluationCancelled
    return "nobody cancelled"


def at_once(*_: object) -> str:
    return "done"


def result(steps: Iterator[Any]) -> Any:
    last = list(steps)[-1]
    assert isinstance(last, Done)
    return last.result


def test_cancel_ends_the_work_of_one_part_of_the_page() -> None:
    runs = Runs()
    first, second = runs.follow(HERE, until_cancelled), runs.follow(BESIDE, at_once)
    assert next(first) == 0
    assert next(second) == WAITING
    runs.cancel(HERE)
    with pytest.raises(EvaluationCancelled):
        list(first)
    assert result(second) == "done"


def test_a_second_start_can_be_cancelled_after_the_first_has_ended() -> None:
    runs = Runs()
    gate = threading.Event()
    first, second = runs.follow(HERE, lambda *_: gate.wait()), runs.follow(HERE, at_once)
    assert next(first) == 0
    assert next(second) == WAITING
    gate.set()
    assert result(first) is True
    runs.cancel(HERE)
    with pytest.raises(EvaluationCancelled):
        list(second)


def test_the_button_cancels_the_visitors_own_work_only(room: Room) -> None:
    one, other = gr.Request(session_hash="one"), gr.Request(session_hash="other")
    steps = room.runs.follow(asker(one, "evaluation"), until_cancelled)
    assert next(steps) == 0
    canceller(room, "compare")(one)
    canceller(room, "evaluation")(other)
    assert next(steps) == 0
    canceller(room, "evaluation")(one)
    with pytest.raises(EvaluationCancelled):
        list(steps)


@pytest.mark.parametrize(
    "fields", [{"name": "other"}, {"temperature": 9.0}, {"reject_threshold": 99.0}], ids=str
)
def test_the_report_of_a_copy_is_the_copys_alone(
    original: Predictor, fields: dict[str, object]
) -> None:
    reports, copy = Reports(), changed(original, **fields)
    before = reports.known(original, None)
    report = reports.make(copy, None)(lambda _: None, lambda: False)
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
    room: Room, panel: Any, size: tuple[str, int], choice: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, *size)
    measuring = panel._measuring(room)

    def rows(model: str) -> object:
        return list(measuring(model, choice, gr.Request(session_hash="one")))[-1][0]

    copys = rows("copy")
    assert rows("copy") is copys
    assert rows("original") is not copys
