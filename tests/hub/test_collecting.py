"""Gifts of visitors go to a dataset, by the client's own CommitScheduler over HTTP."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationDelete,
    HfApi,
    _commit_scheduler,
)

from mnist_space.hub.collecting import Collecting, begin_collecting
from mnist_space.hub.gifts import Gift, card
from mnist_space.hub.source import HubError
from mnist_space.labelled.kept import kept_as
from mnist_space.labelled.reading import read_labelled
from mnist_space.limits import limits
from mnist_space.reading.prediction import Prediction
from tests.hub.repos import Fault, Tree
from tests.hub.stand_in import OWNER_TOKEN, StandIn

DATASET = "owner/given"
READ = Prediction(7, 0.93, (0.1,) * 10, 0.93, True, None, None, ())


def gift(shade: int, label: int = 7, model: str = "convnet") -> Gift:
    picture = kept_as(np.full((20, 30, 3), shade, np.uint8), label, None).picture
    return Gift(picture, label, READ, model, "own")


@pytest.fixture
def collecting(hub: StandIn, tmp_path: Path) -> Iterator[Collecting]:
    made = Collecting(DATASET, tmp_path / "gifts")
    yield made
    made.stop()


def tree(hub: StandIn) -> Tree:
    repo = hub.repos["dataset", DATASET]
    return repo.commits[repo.refs["main"]]


def sent(collecting: Collecting) -> None:
    future = collecting.send()
    assert future
    future.result(60)


def waiting(collecting: Collecting) -> list[str]:
    return sorted(path.name for path in collecting.folder.iterdir())


def test_what_is_given_is_a_dataset_with_a_card_that_is_read_again(
    hub: StandIn, collecting: Collecting, tmp_path: Path
):
    numbers = [collecting.give(gift(1)), collecting.give(gift(2, 10))]
    assert waiting(collecting) == sorted(numbers)
    half = collecting.folder / ".half"
    half.mkdir()
    (half / "digit.png").write_bytes(b"as a killed app leaves it")
    assert collecting.connect()
    sent(collecting)
    assert waiting(collecting) == [".half"]
    assert not hub.repos["dataset", DATASET].private
    files = {f"{number}/{name}" for number in numbers for name in ("digit.png", "metadata.jsonl")}
    assert set(tree(hub)) == files | {"README.md", ".gitattributes"}
    assert tree(hub)["README.md"].decode() == card(DATASET)
    assert "\nlicense: cc0-1.0\n" in card(DATASET)
    assert json.loads(tree(hub)[f"{numbers[0]}/metadata.jsonl"]) == {
        "file_name": "digit.png",
        "id": numbers[0],
        "label": "7",
        "answer": "7",
        "confidence": 0.93,
        "accepted": True,
        "model": "convnet",
        "pipeline": "own",
    }
    folder = Path(
        HfApi(endpoint=hub.url).snapshot_download(
            DATASET, repo_type="dataset", cache_dir=tmp_path / "cache"
        )
    )
    read = {each.name: (each.picture, each.label) for each in read_labelled(folder)}
    assert read == {
        f"{numbers[0]}/digit.png": (gift(1).picture, 7),
        f"{numbers[1]}/digit.png": (gift(2).picture, 10),
    }


def test_what_has_arrived_is_sent_once_and_what_was_removed_stays_away(
    hub: StandIn, collecting: Collecting
):
    collecting.connect()
    first = collecting.give(gift(1))
    sent(collecting)
    assert waiting(collecting) == []
    changes = [
        *(CommitOperationDelete(f"{first}/{name}") for name in ("digit.png", "metadata.jsonl")),
        CommitOperationAdd("README.md", b"My own"),
    ]
    HfApi(endpoint=hub.url).create_commit(
        DATASET, changes, commit_message="Removed", repo_type="dataset"
    )
    again = Collecting(DATASET, collecting.folder)
    for each in (collecting, again):
        each.connect()
        each.give(gift(2))
        sent(each)
    again.stop()
    assert not [path for path in tree(hub) if path.startswith(first)]
    assert tree(hub)["README.md"] == b"My own"
    assert len([path for path in tree(hub) if path.endswith(".png")]) == 2


@pytest.mark.parametrize(
    ("request_line", "status", "sentence"),
    [
        ("POST .*/commit/", 500, "out of order or busy"),
        ("POST .*/commit/", 403, "no right to do that"),
        ("POST .*/commit/", 412, "the Hub refused"),
        ("HEAD .*README", 500, "out of order or busy"),
    ],
)
def test_what_the_hub_refuses_is_said_kept_and_sent_later(
    hub: StandIn, collecting: Collecting, request_line: str, status: int, sentence: str
):
    collecting.connect()
    hub.faults.append(Fault(request_line, "status", status))
    number = collecting.give(gift(1))
    with pytest.raises(HubError, match=sentence):
        sent(collecting)
    assert collecting.problem
    assert sentence in collecting.problem
    assert OWNER_TOKEN not in collecting.problem
    other = collecting.give(gift(2))
    hub.faults.clear()
    sent(collecting)
    assert collecting.problem is None
    assert {f"{number}/digit.png", f"{other}/digit.png"} < set(tree(hub))


def test_without_a_hub_gifts_are_taken_and_the_next_start_sends_them(
    hub: StandIn, collecting: Collecting
):
    hub.faults.append(Fault("POST", "status", 401))
    assert not collecting.connect()
    assert collecting.problem == (
        f"The dataset {DATASET}: the Hub does not know this token; run `hf auth login`."
    )
    number = collecting.give(gift(1))
    assert collecting.send() is None
    hub.faults.clear()
    after = Collecting(DATASET, collecting.folder)
    after.send_within(60)
    after.stop()
    assert f"{number}/digit.png" in tree(hub)


def test_what_another_app_sends_from_the_same_folder_is_no_fault(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
):
    def faster(path: Path, size_limit: int) -> io.BufferedReader:
        path.unlink(missing_ok=True)
        return path.open("rb")

    monkeypatch.setattr(_commit_scheduler, "PartialFileIO", faster)
    collecting.give(gift(1))
    collecting.connect()
    sent(collecting)
    assert collecting.problem is None


def test_a_hub_that_hangs_keeps_nobody_waiting(hub: StandIn, collecting: Collecting):
    collecting.connect()
    hub.faults.append(Fault("POST .*/commit/", "hang"))
    first = collecting.give(gift(1))
    collecting.send_within(0.01)
    assert hub.hanging.wait(60)
    second = collecting.give(gift(2))
    assert {first, second} < set(waiting(collecting))


def test_a_full_disk_loses_nothing_that_was_kept(
    hub: StandIn, collecting: Collecting, monkeypatch: pytest.MonkeyPatch
):
    number = collecting.give(gift(1))
    whole = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        whole(path, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        with pytest.raises(HubError, match=r"could not be stored \(No space left"):
            collecting.give(gift(2))
        assert waiting(collecting) == [number]
        collecting.connect()
        sent(collecting)
    assert tree(hub)[f"{number}/digit.png"] == gift(1).picture
    collecting.give(gift(3))
    sent(collecting)
    assert "README.md" in tree(hub)


def test_the_folder_and_the_day_are_bounded(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MNIST_SPACE_GIFTS_A_DAY", "2")
    limits.cache_clear()
    try:
        heavy = Gift(os.urandom(1 << 20), 7, READ, "convnet", "own")
        collecting.give(gift(1))
        monkeypatch.setenv("MNIST_SPACE_GIFT_BYTES", str(1 << 20))
        limits.cache_clear()
        with pytest.raises(HubError, match="1 MB of gifts wait already"):
            collecting.give(heavy)
        collecting.give(gift(2))
        with pytest.raises(HubError, match="2 pictures were given today"):
            collecting.give(gift(3))
    finally:
        limits.cache_clear()


def test_nothing_like_a_token_is_given(collecting: Collecting):
    with pytest.raises(HubError, match="looks like a token"):
        collecting.give(gift(1, model=OWNER_TOKEN))
    assert not collecting.folder.exists()


def test_collecting_needs_a_dataset_and_a_token(hub: StandIn, monkeypatch: pytest.MonkeyPatch):
    for wrong in ("given", "owner/given@v1"):
        with pytest.raises(HubError, match="user/"):
            begin_collecting(wrong)
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(HubError, match="set HF_TOKEN"):
        begin_collecting(DATASET)
    assert hub.requests == []
