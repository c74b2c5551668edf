"""From a plan to a network of one's own: the work of the tab without a page, and the page."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.startup import Started
from mnist_space.ui.choices import Choices
from mnist_space.ui.train import process
from mnist_space.ui.train.process import READY, Trainer
from mnist_space.ui.train.tab import training
from tests.browser import TRAINING_SECONDS
from tests.conftest import NO_SHARED, SHARED_MNIST
from tests.ui.pages import answer, cancel_soon, draw

MATRIX = [[10 if true == read else 0 for read in range(10)] for true in range(10)]
# A training as the command prints it; the network is one that ships.
PROGRAM = f"""
import json, shutil, sys
out = sys.argv[sys.argv.index("--out") + 1]
print(json.dumps({{"epochs": 0, "of": 2}}))
figures = {{"loss": 0.5, "accuracy": 0.8, "val_loss": 0.4, "val_accuracy": 0.9}}
print(json.dumps({{"epochs": 1, "of": 2, **figures}}), flush=True)
shutil.copytree({str(BUNDLED / "notebook_mlp")!r}, out)
print(json.dumps({{"folder": out, "confusion_matrix": {json.dumps(MATRIX)}}}))
"""


def test_a_trained_network_is_its_visitors_to_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    (tmp_path / "another_training.py").write_text(PROGRAM)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(process, "MODULE", "another_training")
    choices = Choices(Started(load_predictor(), "convnet", "bundled"))
    said: list[tuple[Any, ...]] = []

    async def train() -> tuple[Any, ...]:
        work = training(choices, Trainer())
        return await work(lambda *now: said.append(now), ["convnet"], "mlp", 2, 128, 2, 0.001, 100)

    text, curves, matrix, use, name, names, radio, _ = asyncio.run(train())
    assert text == f"{name} reads 100.00% of the 100 held-out digits right."
    assert "held-out digits 90.0%" in curves
    assert "100 digits were held out" in matrix
    assert use.interactive
    assert names == ["convnet", name] == [value for _, value in radio.choices]
    assert choices.predictor(name).artifact.config.architecture == "notebook_mlp"
    assert name not in choices.models
    assert [(doing, share) for doing, share, *_ in said] == [
        ("Starting TensorFlow ...", 0.0),
        ("Epoch 2 of 2 ...", 0.475),
    ]
    # Begun and seen: as many values as the tab has outputs.
    assert {len(now) for now in said} == {2 + 7}


@pytest.mark.skipif(not SHARED_MNIST.is_dir(), reason=NO_SHARED)
def test_the_tutorials_network_is_trained_and_used(empty_page: Page) -> None:
    page = empty_page
    start, status = page.locator("#train-start"), page.locator("#train-status [role=status]")
    page.evaluate("location.hash = '#tab=train'")
    expect(status).to_have_text(READY)
    expect(page.locator("#hand-start")).to_be_enabled()
    for name, value in (("epochs", 2), ("share", 2)):
        page.locator(f"#train-{name} input[type=number]").fill(str(value))
    cancel_soon(page, "#train-start", "#train-cancel")
    expect(status).to_contain_text("Cancelled.")
    start.click()
    whole = "of the 5,000 held-out digits right"
    expect(status).to_contain_text(whole, timeout=1000 * TRAINING_SECONDS)
    expect(page.locator("#train-matrix table")).to_contain_text("5,000 digits were held out")
    expect(page.locator("#train-curves g.train-held circle")).to_have_count(4)
    page.locator("#train-use").click()
    expect(page.locator("#model").get_by_label(re.compile("mlp_2x128"))).to_be_checked()
    draw(page, ((0.5, 0.15), (0.5, 0.85)))
    expect(answer(page)).to_have_text("1")


def test_other_networks_have_other_sizes(empty_page: Page) -> None:
    page = empty_page
    page.get_by_role("tab", name="Train", exact=True).click()
    page.locator("#train-family").get_by_label("A small convolutional network").check()
    expect(page.locator("#train-epochs input[type=number]")).to_have_value("3")
    expect(page.get_by_text("Filters of the first")).to_be_visible()
