import os
import time
from pathlib import Path

import pytest

from mnist_space.artifact import WEIGHTS
from mnist_space.hub import visitors
from mnist_space.hub.pull import cached, pull
from mnist_space.hub.source import HubError
from mnist_space.hub.visitors import pull_and_tidy, trim_visitors_cache, visitors_cache
from mnist_space.limits import limits
from tests.hub import hostile
from tests.hub.repos import Tree
from tests.hub.stand_in import StandIn

REPO = "owner/digits"


def visit(source: str) -> Path:
    """The folder of a model that a visitor pulled."""
    return pull_and_tidy(
        source, token=False, cache=visitors_cache(), progress=lambda _: None
    ).folder


def contents() -> set[str]:
    """Every file in the visitors' cache but the empty ones that lock it."""
    files = [path for path in visitors_cache().rglob("*") if path.is_file()]
    return {path.name for path in files if path.suffix not in {".lock", ".TAG"}}


def left_by_a_pull(repo_id: str, seconds_ago: float) -> Path:
    """Half of a file, as a pull leaves it that is ended."""
    folder = visitors_cache() / f"models--{repo_id.replace('/', '--')}" / "blobs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "0123abcd.89ef.incomplete"
    path.write_bytes(b"half")
    for touched in (path, folder, folder.parent):
        os.utime(touched, (time.time() - seconds_ago,) * 2)
    return path


def test_only_the_latest_models_of_visitors_are_kept(
    hub: StandIn, model: Tree, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(visitors, "KEPT", 2)
    for name in ("owner/a", "owner/b", "owner/c"):
        hub.add(name, model | {"README.md": name.encode()})
        visit(name)
    left = {path.name for path in visitors_cache().glob("models--*")}
    assert left == {"models--owner--b", "models--owner--c"}


def test_the_owners_models_are_not_the_visitors(
    hub: StandIn, model: Tree, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(visitors, "KEPT", 0)
    trim_visitors_cache()  # there is no cache yet
    hub.add("owner/private", model, private=True)
    pull("owner/private")
    trim_visitors_cache()
    assert cached("owner/private") is not None
    assert not list(visitors_cache().glob("models--*"))


def test_nothing_is_left_of_a_model_that_is_refused(hub: StandIn, model: Tree):
    hub.add(REPO, hostile.with_step(model, "greyscale"))
    with pytest.raises(HubError, match="greyscale"):
        visit(REPO)
    assert contents() == set()


def test_a_refused_commit_leaves_the_good_one(hub: StandIn, model: Tree):
    first = hub.add(REPO, model)
    folder = visit(REPO)
    hub.repos["model", REPO].commit(hostile.with_step(model, "greyscale"), "main", "bad")
    with pytest.raises(HubError, match="greyscale"):
        visit(REPO)
    assert visit(f"{REPO}@{first}") == folder
    assert {path.name for path in folder.parent.iterdir()} == {first}


@pytest.mark.parametrize("whole", [True, False])
def test_halves_of_files_go_when_nobody_can_be_at_them(hub: StandIn, model: Tree, whole: bool):
    hub.add(REPO, model)
    folder = visit(REPO)
    place = REPO if whole else "owner/other"
    young = left_by_a_pull(place, limits().hub_seconds / 2)
    with pytest.raises(HubError):
        visit("owner/none")
    assert young.exists()
    old = left_by_a_pull(place, limits().hub_seconds + 60)
    with pytest.raises(HubError):
        visit("owner/none")
    assert not old.exists()
    assert old.parent.exists() == whole
    assert {path.name for path in folder.iterdir()} == set(model) - {WEIGHTS}


def test_what_is_used_again_is_not_the_next_to_go(
    hub: StandIn, model: Tree, monkeypatch: pytest.MonkeyPatch
):
    commits = {}
    for number, name in enumerate(("owner/a", "owner/b", "owner/c")):
        commits[name] = hub.add(name, model | {"README.md": name.encode()})
        for path in visit(name).iterdir():
            os.utime(path, (time.time() - 100 + number,) * 2)
    used = visit(f"owner/a@{commits['owner/a']}")
    monkeypatch.setattr(visitors, "KEPT", 1)
    trim_visitors_cache()
    assert used.is_dir()
    assert [path.name for path in visitors_cache().glob("models--*")] == ["models--owner--a"]


def test_the_cache_of_the_owner_is_left_alone(hub: StandIn, model: Tree, tmp_path: Path):
    hub.add(REPO, hostile.with_step(model, "greyscale"))
    cache = tmp_path / "cache"
    with pytest.raises(HubError, match="greyscale"):
        pull_and_tidy(REPO, token=None, cache=cache, progress=lambda _: None)
    assert list(cache.glob("models--*/snapshots/*/config.json"))
