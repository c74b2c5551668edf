"""Trainings for visitors, in real processes, with the command `train` replaced where it is slow."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from mnist_space.limits import Limits
from mnist_space.ui.errors import ChoiceError, TrainingError
from mnist_space.ui.train import process
from mnist_space.ui.train.process import NO_DIGITS, NO_EXTRA, WAIT, Plan, Trainer, readiness

PLAN = Plan("mlp", 1, 16, 2, 0.01, 50)
SLOW = 'import time\nprint(\'{"epochs": 0, "of": 1}\', flush=True)\ntime.sleep(100)'
DONE = 'import sys\nprint(\'{"folder": "%s"}\' % sys.argv[-1])'


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Let the process run a program of the test's own."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    monkeypatch.delenv("MNIST_SPACE_DATA", raising=False)

    def put(program: str) -> None:
        (tmp_path / "a_training.py").write_text(program)
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr(process, "MODULE", "a_training")

    return put


def run(trainer: Trainer, plan: Plan = PLAN) -> list[Any]:
    async def events() -> list[Any]:
        return [event async for event in trainer.train(plan)]

    return asyncio.run(asyncio.wait_for(events(), 60))


def test_a_plan_is_a_command_of_this_program() -> None:
    command = PLAN.command(Path("there"))
    assert command[:4] == ["train", "mlp_1x16", "--recipe", "small"]
    assert command[command.index("--used") + 1] == "0.5"
    assert command[command.index("--rate") + 1] == "0.01"


@pytest.mark.parametrize(
    "plan",
    [
        Plan("mlp", 9, 16, 2, 0.01, 50),
        Plan("net", 1, 16, 2, 0.01, 50),
        Plan("mlp", 1, 16, 1000, 0.01, 50),
        Plan("mlp", 1, 16, 2, "--out", 50),
        Plan("mlp", 1, 16, 2, float("nan"), 50),
        Plan("mlp", 1, 16, 2, 0.01, 0),
        Plan(["mlp"], {}, None, None, None, None),
    ],
    ids=str,
)
def test_a_plan_that_the_page_does_not_offer_is_refused(plan: Plan) -> None:
    with pytest.raises(ChoiceError, match=r"\.$"):
        plan.command(Path("there"))


def test_a_training_gives_what_the_command_prints(instead: Any) -> None:
    instead(DONE)
    (event,) = run(Trainer())
    assert set(event) == {"folder"}


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("raise MemoryError", "more memory"),
        ("raise SystemExit(3)", r"failed \(status 3\)"),
        ("open('no such directory')", r"failed \(status 1\)"),
        ("import os, sys\nos.makedirs(sys.argv[-1])", "without a network"),
    ],
)
def test_what_ends_without_a_network_is_a_sentence(
    instead: Any, tmp_path: Path, program: str, sentence: str
) -> None:
    instead(program)
    with pytest.raises(TrainingError, match=sentence):
        run(Trainer())
    assert list((tmp_path / "uploads").glob("trained/*")) == []


def test_what_takes_too_long_is_ended(instead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "limits", lambda: Limits(training_seconds=1))
    instead(SLOW)
    with pytest.raises(TrainingError, match="within 1 seconds"):
        run(Trainer())


def test_who_comes_second_waits_until_the_first_has_left(instead: Any) -> None:
    instead(SLOW)

    async def two() -> list[Any]:
        trainer = Trainer()
        async with aclosing(trainer.train(PLAN)) as first:
            seen = [await anext(first)]
            second = trainer.train(PLAN)
            seen.append(await anext(second))
        seen.append(await anext(second))
        await second.aclose()
        return seen

    begun = {"epochs": 0, "of": 1}
    assert asyncio.run(asyncio.wait_for(two(), 60)) == [begun, WAIT, begun]


def test_what_is_missing_is_told_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MNIST_SPACE_DATA", str(tmp_path))
    assert readiness() == (False, NO_DIGITS)
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    monkeypatch.setattr("mnist_space.extras.find_spec", lambda _: None)
    assert readiness() == (False, NO_EXTRA)
