import os
import time

import pytest

from mnist_space.artifact import BUNDLED, CONFIG, LITERT, WEIGHTS
from mnist_space.hub import client
from mnist_space.hub.pull import cached, pull
from mnist_space.hub.source import HubError, HubSource
from mnist_space.loading import load_predictor
from tests.hub.repos import Fault, Tree
from tests.hub.stand_in import OWNER_TOKEN, STRANGER_TOKEN, StandIn

REPO = "owner/digits"


@pytest.mark.parametrize(
    "text",
    ["digits", "a/b/c", "a/../b", "../b", "a/b@", "a/b@../x", "a b/c", "/etc/passwd", "a--b/c"],
)
def test_only_names_of_repositories_are_names(text):
    with pytest.raises(HubError, match="is not user/repo"):
        HubSource.parse(text)


def test_a_pulled_model_is_the_one_that_was_pushed(hub: StandIn, model: Tree):
    commit = hub.add(REPO, model)
    pulled = pull(REPO)
    assert pulled.commit == commit
    assert pulled.pinned == f"{REPO}@{commit}"
    assert pulled.note is None
    brought = {path.name: path.read_bytes() for path in pulled.folder.iterdir()}
    assert brought == {name: data for name, data in model.items() if name != WEIGHTS}
    loaded = load_predictor(f"{REPO}@{commit}").artifact.config
    assert loaded == load_predictor("notebook_mlp").artifact.config


def test_files_that_are_no_part_of_a_model_are_not_downloaded(hub: StandIn, model: Tree):
    hub.add(REPO, model | {"train.py": b"boom", "model.keras": b"boom"})
    assert {path.name for path in pull(REPO).folder.iterdir()} == set(model) - {WEIGHTS}
    assert not [line for line in hub.requests if "train.py" in line or "keras" in line]


def test_a_cached_commit_makes_no_request(hub: StandIn, model: Tree):
    commit = hub.add(REPO, model)
    pull(REPO)
    hub.requests.clear()
    assert pull(f"{REPO}@{commit}").commit == commit
    assert cached(REPO).commit == commit
    assert hub.requests == []


def test_a_branch_is_asked_for_again_and_its_files_are_not(hub: StandIn, model: Tree):
    first = hub.add(REPO, model)
    assert pull(REPO).commit == first
    second = hub.repos["model", REPO].commit(model | {"README.md": b"new"}, "main", "second")
    pulled = pull(REPO)
    assert pulled.commit == second
    assert (pulled.folder / "README.md").read_bytes() == b"new"
    assert pull(f"{REPO}@{first}").commit == first


def test_tags_and_pull_requests_are_revisions(hub: StandIn, model: Tree):
    commit = hub.add(REPO, model)
    hub.repos["model", REPO].refs |= {"v1": commit, "refs/pr/1": commit}
    assert pull(f"{REPO}@v1").commit == commit
    assert pull(f"{REPO}@refs/pr/1").commit == commit


def test_without_the_hub_a_branch_is_what_it_last_was(hub: StandIn, model: Tree):
    commit = hub.add(REPO, model)
    pull(REPO)
    hub.stop()
    pulled = pull(REPO)
    assert pulled.commit == commit
    assert "connection to the Hub failed" in pulled.note
    assert commit[:8] in pulled.note


def test_without_the_hub_a_cache_of_whole_commits_serves_main(hub: StandIn, model: Tree):
    """Such as a Space that preloads commits; no file says which of them is main."""
    commits = [hub.add(REPO, model), hub.repos["model", REPO].commit(model, "main", "second")]
    folders = [pull(f"{REPO}@{commit}").folder for commit in commits]
    os.utime(folders[0], (time.time() + 60,) * 2)
    assert cached(REPO).commit == commits[0]
    hub.stop()
    pulled = pull(REPO)
    assert pulled.commit == commits[0]
    assert f"Commit {commits[0][:8]}, kept from an earlier time, is used." in pulled.note
    assert f"Also kept: {commits[1][:8]}." in pulled.note
    with pytest.raises(client.HubUnreachable):
        pull(f"{REPO}@v1")


def test_the_beginning_of_a_commit_is_found(hub: StandIn, model: Tree):
    first = hub.add(REPO, model)
    second = hub.repos["model", REPO].commit(model, "main", "second")
    assert pull(f"{REPO}@{first[:7]}").commit == first
    assert pull(f"{REPO}@{second[:12]}").commit == second
    with pytest.raises(HubError, match="no such revision"):
        pull(f"{REPO}@{'0' * 7}")
    hub.stop()
    assert pull(f"{REPO}@{first[:7]}").commit == first


@pytest.mark.parametrize(
    ("settings", "token", "sentence"),
    [
        ({"private": True}, STRANGER_TOKEN, "no such repository, or it is private"),
        ({"private": True}, False, "no such repository, or it is private"),
        ({"gated": True}, STRANGER_TOKEN, "its owner must first give you access"),
        ({}, "hf_NobodysSecret", "does not know this token"),
    ],
)
def test_who_may_not_read_is_told_so(hub: StandIn, model: Tree, settings, token, sentence):
    hub.add(REPO, model, **settings)
    with pytest.raises(HubError, match=sentence) as caught:
        pull(REPO, token=token)
    assert "hf_" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    assert pull(REPO, token=OWNER_TOKEN).commit


def test_what_is_missing_is_named(hub: StandIn, model: Tree):
    with pytest.raises(HubError, match="owner/none@main: there is no such repository"):
        pull("owner/none")
    hub.add(REPO, model)
    with pytest.raises(HubError, match="no such revision"):
        pull(f"{REPO}@v9")
    hub.add("owner/half", {name: data for name, data in model.items() if name != LITERT})
    with pytest.raises(HubError, match=r"owner/half@main has no model\.tflite\."):
        pull("owner/half")


@pytest.mark.parametrize("status", [500, 503, 429, 418])
def test_an_error_of_the_hub_is_one_sentence(hub: StandIn, model: Tree, status: int):
    hub.add(REPO, model)
    hub.faults.append(Fault("GET /api/models", "status", status))
    with pytest.raises(HubError, match=rf"status {status}") as caught:
        pull(REPO)
    assert "\n" not in str(caught.value)


def test_the_hubs_own_reason_is_told(hub: StandIn, model: Tree):
    hub.faults.append(Fault("GET /api/models", "status", 402))
    with pytest.raises(HubError, match=r"the Hub refused \(status 402\): out of order\.$"):
        pull(REPO)


def test_a_hub_that_hangs_is_given_up(hub: StandIn, model: Tree, monkeypatch: pytest.MonkeyPatch):
    hub.add(REPO, model)
    monkeypatch.setattr("mnist_space.hub.pull.TIMEOUT", 0.3)
    hub.faults.append(Fault("GET /api/models", "hang"))
    with pytest.raises(client.HubUnreachable, match="does not answer"):
        pull(REPO)


def test_a_download_that_is_cut_leaves_nothing_to_load(hub: StandIn, model: Tree):
    hub.add(REPO, model)
    hub.faults.append(Fault("GET /lfs/", "status", 502))
    with pytest.raises(HubError, match=r"model\.tflite of owner/digits@main"):
        pull(REPO)
    assert cached(REPO) is None
    hub.faults.clear()
    assert (pull(REPO).folder / CONFIG).read_bytes() == (
        BUNDLED / "notebook_mlp" / CONFIG
    ).read_bytes()
