from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from huggingface_hub import constants

from mnist_space import startup
from mnist_space.artifact import LITERT
from mnist_space.hub.pull import cached, pull
from mnist_space.hub.source import HubError
from mnist_space.startup import Started, begin_startup, startup_folders
from mnist_space.ui.choices import Choices
from tests.hub.repos import Fault, Tree
from tests.hub.stand_in import OWNER_TOKEN, StandIn

REPO = "owner/digits"
BUNDLED = "The bundled model is used instead."


def started() -> Started:
    return begin_startup().started()


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch):
    def want(source: str) -> None:
        monkeypatch.setenv("MNIST_SPACE_MODEL", source)

    return want


def test_without_a_wish_the_bundled_model_starts_without_a_request(hub: StandIn):
    start = started()
    assert (start.name, start.origin, start.notice) == ("convnet", "bundled", None)
    assert hub.requests == []


def test_a_bundled_name_or_a_folder_may_be_wished(hub: StandIn, wanted, measured: Path):
    wanted("notebook_mlp")
    assert started().origin == "bundled"
    wanted(str(measured))
    start = started()
    assert (start.origin, start.notice) == (f"folder {measured.name}", None)
    assert start.predictor.artifact.report is not None


def test_a_model_on_the_hub_starts_as_its_commit(
    hub: StandIn, model: Tree, wanted, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(startup, "PATIENCE", 60)
    commit = hub.add(REPO, model)
    wanted(REPO)
    start = started()
    assert start.name == f"{REPO}@{commit[:8]}"
    assert start.origin == f"{REPO}@{commit}"
    assert start.notice is None


def test_a_private_model_starts_with_the_token_that_the_owner_saved(
    hub: StandIn, model: Tree, wanted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(startup, "PATIENCE", 60)
    commit = hub.add(REPO, model, private=True)
    wanted(REPO)
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    assert "it is private" in started().notice
    (tmp_path / "token").write_text(OWNER_TOKEN)
    assert started().origin == f"{REPO}@{commit}"


def test_a_preloaded_commit_starts_without_a_request(hub: StandIn, model: Tree, wanted):
    commit = hub.add(REPO, model)
    pull(REPO)
    hub.requests.clear()
    wanted(f"{REPO}@{commit}")
    assert started().origin == f"{REPO}@{commit}"
    assert hub.requests == []


def test_a_hub_that_hangs_is_waited_for_no_longer_than_the_patience(
    hub: StandIn, model: Tree, wanted, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(startup, "PATIENCE", 0.2)
    hub.add(REPO, model)
    hub.faults.append(Fault("GET", "hang"))
    wanted(REPO)
    start = started()
    assert start.origin == "bundled"
    # Not what is said once the client itself has given up.
    assert start.notice == (
        f"{REPO} is not here yet: the Hub is slow or does not answer. {BUNDLED}"
    )


def test_a_hub_that_hangs_leaves_what_is_cached(
    hub: StandIn, model: Tree, wanted, monkeypatch: pytest.MonkeyPatch
):
    commit = hub.add(REPO, model)
    pull(REPO)
    monkeypatch.setattr(startup, "PATIENCE", 0.2)
    hub.faults.append(Fault("GET", "hang"))
    wanted(REPO)
    start = started()
    assert start.origin == f"{REPO}@{commit}"
    assert start.notice == (f"The Hub is slow: {REPO}@main, kept from an earlier time, is used.")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("owner/none", "there is no such repository"),
        ("owner/digits@v9", "no such revision"),
        ("owner/broken", "does not have the hash"),
        ("no model at all", "is not user/repo or user/repo@revision"),
    ],
)
def test_what_is_no_model_is_said_and_the_bundled_one_starts(
    hub: StandIn, model: Tree, wanted, monkeypatch: pytest.MonkeyPatch, source, sentence
):
    monkeypatch.setattr(startup, "PATIENCE", 60)
    hub.add(REPO, model)
    hub.add("owner/broken", model | {LITERT: model[LITERT][:100]})
    wanted(source)
    start = started()
    assert start.origin == "bundled"
    assert sentence in start.notice
    assert start.notice.endswith(BUNDLED)


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch):
    def put(*folders: Path) -> None:
        monkeypatch.setenv("MNIST_SPACE_FOLDERS", os.pathsep.join(map(str, folders)))

    return put


def test_folders_come_from_the_owner_alone(offer, measured: Path):
    assert startup_folders() == {}
    offer(measured)
    assert startup_folders() == {"notebook_mlp (folder)": measured}


def test_folders_of_one_name_are_both_offered(offer, measured: Path, tmp_path: Path):
    other, third = tmp_path / "a" / "notebook_mlp", tmp_path / "b" / "notebook_mlp"
    for folder in (other, third):
        shutil.copytree(measured, folder)
    offer(measured, other, measured, third)
    assert startup_folders() == {
        "notebook_mlp (folder)": measured,
        "notebook_mlp (folder 2)": other,
        "notebook_mlp (folder 3)": third,
    }


def test_a_folder_without_a_model_is_named_and_the_app_starts(offer, measured: Path, tmp_path):
    (tmp_path / "empty").mkdir()
    offer(tmp_path / "none", measured, tmp_path / "empty")
    start = started()
    assert start.notice == (
        "There is no model folder 'none'. It is not offered. "
        "The model folder 'empty' has no config.json. It is not offered."
    )
    choices = Choices(start, startup_folders())
    assert choices.models == ("convnet", "notebook_mlp", "notebook_mlp (folder)")
    assert [choices.predictor(name) for name in choices.models]


def test_a_folder_called_as_a_bundled_model_does_not_hide_it(wanted, measured: Path):
    wanted(str(measured))
    start = started()
    choices = Choices(start)
    assert choices.models == ("notebook_mlp (model folder)", "convnet", "notebook_mlp")
    assert choices.origin("notebook_mlp") == "bundled"
    assert choices.origin(start.name) == "folder notebook_mlp"


def test_gifts_are_collected_only_where_the_owner_says_into_what(
    hub: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    assert started().collecting is None
    monkeypatch.setenv("MNIST_SPACE_COLLECT", "given")
    start = started()
    assert start.collecting is None
    assert start.notice == (
        "MNIST_SPACE_COLLECT: 'given' is not user/repo or user/repo@revision. Nothing is collected."
    )
    assert hub.requests == []
    monkeypatch.setenv("MNIST_SPACE_COLLECT", "owner/given")
    hub.faults.append(Fault("POST /api/repos/create", "hang"))
    start = started()
    assert hub.hanging.wait(60)
    assert start.notice is None
    assert start.collecting
    start.collecting.stop()
    assert start.collecting.url == f"{hub.url}/datasets/owner/given"
    assert start.collecting.folder == tmp_path / "cache-gifts" / "owner--given"


@pytest.mark.parametrize("source", [f"user/repo-@{'0' * 40}", "user/repo.git"])
def test_a_name_that_only_the_hub_refuses_is_a_sentence(wanted, source: str):
    with pytest.raises(HubError, match="the Hub allows no such name"):
        cached(source)
    wanted(source)
    assert started().notice.endswith(f"the Hub allows no such name. {BUNDLED}")
