"""What is kept is given to the owner's dataset too, where its box is ticked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from mnist_space.hub.collecting import Collecting
from mnist_space.labelled.kept import Kept, kept_as
from mnist_space.reading.prediction import Prediction
from mnist_space.startup import begin_startup
from mnist_space.ui.choices import Choices
from mnist_space.ui.predict.giving import given, names
from tests.browser import opened
from tests.hub.repos import Fault
from tests.hub.stand_in import StandIn
from tests.serving import served
from tests.ui.pages import SEVEN, TWO, answer, draw, tool

DATASET = "owner/given"
READ = Prediction(None, 0.0, (0.1,) * 10, 0.0, False, "Nothing is drawn.", None, ())


@pytest.fixture
def kept() -> Kept:
    return kept_as(np.zeros((20, 30, 3), np.uint8), 7, None)


def test_the_number_of_a_gift_is_told_and_what_the_hub_said(
    hub: StandIn, tmp_path: Path, kept: Kept
) -> None:
    hub.faults.append(Fault("POST", "status", 503))
    collecting = Collecting(DATASET, tmp_path / "gifts")
    with_number, sentence = given(collecting, kept, READ, "convnet", "own")
    assert sentence == f"Given to {DATASET}, number {with_number.given}."
    assert not collecting.connect()
    with_number, sentence = given(collecting, kept, READ, "convnet", "own")
    assert sentence == (
        f"Given to {DATASET}, number {with_number.given}. It waits here until it can be sent. "
        f"The dataset {DATASET}: the Hub is out of order or busy (status 503)."
    )
    line = collecting.folder / str(with_number.given) / "metadata.jsonl"
    assert json.loads(line.read_text())["answer"] == "none"


def test_what_cannot_be_given_stays_kept(tmp_path: Path, kept: Kept) -> None:
    (tmp_path / "file").touch()
    collecting = Collecting(DATASET, tmp_path / "file" / "gifts")
    same, sentence = given(collecting, kept, READ, "convnet", "own")
    assert same is kept
    assert sentence.startswith("It was not given. It could not be stored (Not a directory)")


def test_what_a_visitor_brought_is_not_named() -> None:
    choices = Choices(begin_startup().started())
    choices.bring("person/model@1f3a", choices.predictor(None), "person/model@1f3a")
    assert names(choices, "person/model@1f3a", "pipeline=[]") == ("a visitor's", "edited")
    assert names(choices, "notebook_mlp", "notebook") == ("notebook_mlp", "notebook")
    assert names(choices, None, None) == ("convnet", "own")


def test_only_what_is_kept_with_the_box_ticked_is_given_and_sent_at_the_end(
    hub: StandIn, chromium: Browser, tmp_path: Path
) -> None:
    with served(tmp_path, MNIST_SPACE_COLLECT=DATASET) as (url, _), opened(chromium, url) as page:
        box, status = page.get_by_role("checkbox", name=DATASET), page.locator("#own-status")
        expect(box).not_to_be_checked()
        terms = page.locator("#own-give")
        expect(terms).to_contain_text("Public, under CC0 1.0")
        link = terms.get_by_role("link", name="discussions")
        expect(link).to_have_attribute("href", f"{hub.url}/datasets/{DATASET}/discussions")
        draw(page, SEVEN)
        expect(answer(page)).to_have_text("7")
        page.locator("#own-yes").click()
        expect(status).to_contain_text("1 in Your digits")
        tool(page, "clear").click()
        draw(page, TWO)
        expect(answer(page)).to_have_text("2")
        box.check()
        page.locator("#own-yes").click()
        expect(status).to_contain_text("2 in Your digits")
        page.get_by_role("button", name="Your digits").click()
        number = page.locator("#own-list small").inner_text().removeprefix("given: ")
        expect(status).to_contain_text(f"Given to {DATASET}, number {number}.")
        page.locator("#own-list li").last.get_by_role("button").click()
        expect(status).to_contain_text(f"name {number} in the dataset's discussions")
    repo = hub.repos["dataset", DATASET]
    tree = repo.commits[repo.refs["main"]]
    given_away = {f"{number}/digit.png", f"{number}/metadata.jsonl"}
    assert set(tree) == {".gitattributes", "README.md"} | given_away
    assert json.loads(tree[f"{number}/metadata.jsonl"])["label"] == "2"
