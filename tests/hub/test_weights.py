"""The weights to train on: brought and sent only where someone has a use for them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mnist_space.artifact import WEIGHTS, ArtifactError
from mnist_space.hub.pull import pull
from mnist_space.hub.push import Terms, push
from tests.hub import hostile
from tests.hub.repos import Tree
from tests.hub.stand_in import StandIn

REPO = "owner/digits"

pytestmark = pytest.mark.usefixtures("few_redrawn")


def sent(hub: StandIn) -> Tree:
    repo = hub.repos["model", REPO]
    return repo.commits[repo.refs["main"]]


def test_weights_are_brought_to_who_trains_further(hub: StandIn, model: Tree):
    commit = hub.add(REPO, model)
    assert not (pull(REPO).folder / WEIGHTS).exists()
    pulled = pull(f"{REPO}@{commit}", weights=True)
    assert {path.name: path.read_bytes() for path in pulled.folder.iterdir()} == model
    hub.requests.clear()
    assert pull(f"{REPO}@{commit}", weights=True) == pulled
    assert hub.requests == []
    hub.add("owner/serving", {name: data for name, data in model.items() if name != WEIGHTS})
    assert not (pull("owner/serving", weights=True).folder / WEIGHTS).exists()


@pytest.fixture
def serving(measured: Path, tmp_path: Path) -> Path:
    """The model as it is pulled to serve."""
    folder = Path(shutil.copytree(measured, tmp_path / "serving"))
    (folder / WEIGHTS).unlink()
    return folder


def test_a_model_without_weights_is_pushed_and_keeps_its_own(
    hub: StandIn, measured: Path, serving: Path
):
    push(REPO, serving)
    assert WEIGHTS not in sent(hub)
    push(REPO, measured)
    push(REPO, serving)
    assert sent(hub)[WEIGHTS] == (measured / WEIGHTS).read_bytes()


def test_the_weights_of_another_model_do_not_stay_with_it(
    hub: StandIn, measured: Path, serving: Path
):
    files = {path.name: path.read_bytes() for path in measured.iterdir()}
    hub.add(REPO, hostile.with_weights(files, b"of another model"))
    push(REPO, serving, Terms(force=True))
    assert WEIGHTS not in sent(hub)


def test_damaged_weights_are_not_pushed(hub: StandIn, serving: Path):
    (serving / WEIGHTS).write_bytes(b"of another model")
    with pytest.raises(ArtifactError, match=f"{WEIGHTS} of 'serving' does not have the hash"):
        push(REPO, serving)
    assert hub.repos == {}
