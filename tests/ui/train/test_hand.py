"""A model that learns a visitor's hand: the work of the card without a page."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.labelled.kept import Kept, kept_as
from mnist_space.labelled.reading import read_labelled
from mnist_space.startup import Started
from mnist_space.ui.choices import Choices
from mnist_space.ui.errors import ChoiceError, TrainingError
from mnist_space.ui.train import process
from mnist_space.ui.train.hand import ORIGIN, check_enough, learning, result_html
from mnist_space.ui.train.process import WAIT, Trainer

BEFORE = {"n": 3, "right": 2, "right_and_accepted": 1, "wrong": 9, "digits": 2500}
AFTER = BEFORE | {"right": 3, "right_and_accepted": 3}
# As the command prints it; what it was given goes into a file beside the network that ships.
PROGRAM = f"""
import json, pathlib, shutil, sys
out = sys.argv[sys.argv.index("--out") + 1]
print(json.dumps({{"epochs": 1, "of": 2, "loss": 0.5}}), flush=True)
shutil.copytree({str(BUNDLED / "notebook_mlp")!r}, out)
(pathlib.Path(out) / "given.json").write_text(json.dumps(sys.argv[1:]))
print(json.dumps({{"folder": out, "before": {json.dumps(BEFORE)}, "after": {json.dumps(AFTER)}}}))
"""
REFUSED = """
import sys
print("╭─ Error ─────╮\\n│ Invalid value: No model was written: of 2,500\\n│ digits. │\\n╰──╯")
print("noise", file=sys.stderr)
sys.exit(2)
"""


@pytest.fixture
def choices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Choices:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    return Choices(Started(load_predictor(), "convnet", "bundled"))


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Let the process run a program of the test's own."""

    def put(program: str) -> None:
        (tmp_path / "an_addition.py").write_text(program)
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr(process, "MODULE", "an_addition")

    return put


def kept(count: int) -> tuple[Kept, ...]:
    pictures = (np.full((9, 9, 3), number, np.uint8) for number in range(count))
    return tuple(kept_as(each, number % 10, None) for number, each in enumerate(pictures))


def learn(choices: Choices, count: int, said: list[Any]) -> tuple[Any, ...]:
    async def work() -> tuple[Any, ...]:
        return await learning(choices, Trainer())(
            lambda *now: said.append(now), ["convnet"], kept(count), "convnet"
        )

    return asyncio.run(asyncio.wait_for(work(), 60))


def test_what_was_kept_trains_a_copy_of_the_chosen_model_for_this_visitor(
    choices: Choices, instead: Any
) -> None:
    instead(PROGRAM)
    said: list[Any] = []
    text, shown, use, name, names, *radios = learn(choices, 30, said)
    assert text == f"Learned: it is called {name}."
    assert "<td>1 of 3</td><td>3 of 3</td>" in shown
    assert "<td>9 of 2,500</td><td>9 of 2,500</td>" in shown
    assert use.interactive
    assert names == ["convnet", name]
    assert all([value for _, value in radio.choices] == names for radio in radios)
    assert choices.origin(name) == ORIGIN
    assert name not in choices.models
    assert said == [("Learning ...", 0.2 + 0.7 / 2)]
    given = json.loads((choices.predictor(name).artifact.folder / "given.json").read_text())
    assert given[:4] == ["train", "--json", "--start", str(BUNDLED / "convnet")]
    pictures = read_labelled(Path(given[given.index("--add") + 1]))
    assert [each.label for each in pictures] == [*range(10)] * 3


def test_too_few_pictures_are_told_before_anything_is_started(choices: Choices) -> None:
    with pytest.raises(ChoiceError, match=r"You have kept 11 pictures, which is too few\."):
        learn(choices, 11, [])
    check_enough(kept(12))


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (REFUSED.replace("print(", "print(file=sys.stderr, *[", 1).replace('╰──╯")', '╰──╯"])', 1),
         r"^No model was written: of 2,500 digits\.$"),
        ("import sys\nsys.exit('Invalid value: There is something in /tmp/a')", r"failed \(status"),
    ],
    ids=["told", "a path"],
)  # fmt: skip
def test_why_it_was_refused_is_told_without_a_path(
    choices: Choices, instead: Any, program: str, sentence: str
) -> None:
    instead(program)
    with pytest.raises(TrainingError, match=sentence):
        learn(choices, 20, [])


def test_a_learning_waits_for_another_visitors_training(choices: Choices, instead: Any) -> None:
    instead(PROGRAM)
    trainer, said = Trainer(), []

    async def work() -> tuple[Any, ...]:
        async with trainer._turn:
            waiting = asyncio.ensure_future(
                learning(choices, trainer)(
                    lambda *now: said.append(now), ["convnet"], kept(20), None
                )
            )
            while not said:
                await asyncio.sleep(0)
        return await waiting

    assert asyncio.run(asyncio.wait_for(work(), 60))[0].startswith("Learned")
    assert said[0] == (WAIT, None)


def test_the_table_says_what_the_figures_are() -> None:
    html = result_html(BEFORE, AFTER)
    assert html.count("<tr>") == 4
    assert "of your held-out pictures, read right" in html
