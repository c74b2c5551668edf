from __future__ import annotations

import re
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from mnist_space.artifact import BUNDLED, BUNDLED_MODELS, WEIGHTS
from mnist_space.hub.deploy import deploy as deploy_with
from mnist_space.hub.listing import FILES
from mnist_space.hub.source import HubError
from mnist_space.hub.space import PACKAGES, space_files
from mnist_space.startup import MODEL_VARIABLE
from tests.hub.repos import Contested, Tree
from tests.hub.stand_in import OWNER_TOKEN, STRANGER_TOKEN, StandIn

deploy = partial(deploy_with, model_variable=MODEL_VARIABLE)

ROOT = Path(__file__).resolve().parents[2]
SPACE = "owner/space"
REPO = "owner/digits"


def tree(hub: StandIn) -> Tree:
    repo = hub.repos["space", SPACE]
    return repo.commits[repo.refs["main"]]


def settings(files: Tree) -> dict[str, object]:
    return yaml.safe_load(files["README.md"].decode().split("---\n")[1])


def test_a_space_holds_the_app_and_nothing_else():
    files = space_files(None)
    assert {path.split("/")[0] for path in files} == {
        "app.py",
        "mnist_space",
        "plugins",
        "requirements.txt",
        "README.md",
    }
    assert not [path for path in files if re.search(r"test_|__pycache__|\.pyc$|train-", path)]
    for model in BUNDLED_MODELS:
        network = f"mnist_space/bundled/{model}/model.tflite"
        assert files[network] == (BUNDLED / model / "model.tflite").read_bytes()
    assert files["app.py"] == (ROOT / "app.py").read_bytes()
    assert sum(map(len, files.values())) < 20 << 20


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The app in small, in a folder below one that begins with a dot."""
    root = tmp_path / ".work" / "project"
    for name in (
        "app.py",
        "mnist_space/data.py",
        "plugins/step.py",
        "plugins/__pycache__/s.pyc",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x = 1\n")
    return root


def test_what_begins_with_a_dot_stays_home(project: Path):
    for name in ("plugins/.env", "mnist_space/.cache/notes.txt", "plugins/.ipynb_checkpoints/s.py"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text("x = 1\n")
    assert set(space_files(None, project)) == {
        "app.py",
        "mnist_space/data.py",
        "plugins/step.py",
        "requirements.txt",
        "README.md",
    }


@pytest.mark.parametrize("start", ["hf_", "hf_oauth_", "hf_jwt_", "api_org_"])
def test_a_token_in_a_source_file_stops_the_deployment(project: Path, start: str):
    token = f"{start}eyJhbGciOiJFZERTQSJ9"
    (project / "plugins" / "step.py").write_text(f'TOKEN = "{token}"\n')
    with pytest.raises(HubError, match=r"plugins/step\.py holds something that looks") as caught:
        space_files(None, project)
    assert token not in str(caught.value)


def test_versions_are_pinned_and_tensorflow_stays_home():
    lines = space_files(None)["requirements.txt"].decode().splitlines()
    assert lines == [f"{name}=={version(name.split('[')[0])}" for name in PACKAGES]
    assert not [line for line in lines if "tensorflow" in line or "keras" in line]


def test_the_front_matter_is_what_the_hub_knows():
    front = settings(space_files(None))
    assert front["sdk"] == "gradio"
    assert front["sdk_version"] == version("gradio")
    assert front["python_version"].startswith("3.1")
    assert front["app_file"] == "app.py"
    assert front["hf_oauth"] is True
    assert len(front["short_description"]) <= 60
    assert front["colorFrom"] in {"red", "yellow", "green", "blue", "indigo", "purple", "gray"}
    assert "preload_from_hub" not in front
    files = space_files(None, None, SPACE)
    host, picture = str(settings(files)["thumbnail"]).split("/resolve/main/")
    assert host == f"https://huggingface.co/spaces/{SPACE}"
    assert files[picture].startswith(b"\x89PNG")


def test_deploy_is_one_commit_and_again_is_none(hub: StandIn):
    first = deploy(SPACE)
    repo = hub.repos["space", SPACE]
    assert first.changed
    assert len(repo.messages) == 2
    assert tree(hub) == space_files(None, None, SPACE) | {".gitattributes": b""}
    again = deploy(SPACE)
    assert not again.changed
    assert again.commit == first.commit
    assert len(repo.messages) == 2


def test_what_is_no_longer_part_of_the_app_goes(hub: StandIn):
    hub.add(SPACE, {".gitattributes": b"", "old.py": b"old", "app.py": b"old"}, "space")
    assert deploy(SPACE).changed
    assert "old.py" not in tree(hub)
    assert tree(hub)["app.py"] == (ROOT / "app.py").read_bytes()


def test_what_changed_meanwhile_is_not_overwritten(hub: StandIn):
    repo = Contested("owner")
    hub.repos["space", SPACE] = repo
    repo.commit({"app.py": b"old"}, "main", "first")
    with pytest.raises(HubError, match="changed it at the same moment"):
        deploy(SPACE)
    assert repo.messages == ["first", "edit"]


def test_the_space_serves_exactly_the_commit_of_the_model(hub: StandIn, model: Tree):
    commit = hub.add(REPO, model)
    deployed = deploy(SPACE, model=f"{REPO}@main")
    assert deployed.model == f"{REPO}@{commit}"
    assert hub.repos["space", SPACE].variables == {"MNIST_SPACE_MODEL": f"{REPO}@{commit}"}
    front = settings(tree(hub))
    assert front["models"] == [REPO]
    names = ",".join(name for name in FILES if name in model and name != WEIGHTS)
    assert front["preload_from_hub"] == [f"{REPO} {names} {commit}"]
    hub.requests.clear()
    assert not deploy(SPACE, model=f"{REPO}@main").changed
    assert not [line for line in hub.requests if line.endswith("variables") and "POST" in line]
    deploy(SPACE)
    assert hub.repos["space", SPACE].variables == {}


def test_a_dry_run_sends_nothing(hub: StandIn):
    would = deploy(SPACE, dry_run=True)
    assert would.commit is None
    assert "app.py" in would.files
    assert hub.requests == []


def test_private_is_asked_for_and_strangers_are_refused(hub: StandIn):
    with pytest.raises(HubError, match="no right to do that") as caught:
        deploy(SPACE, token=STRANGER_TOKEN)
    assert "hf_" not in str(caught.value)
    deploy(SPACE, private=True, token=OWNER_TOKEN)
    assert hub.repos["space", SPACE].private


def test_no_secret_is_in_what_is_sent(hub: StandIn):
    deploy(SPACE)
    assert not [path for path, data in tree(hub).items() if OWNER_TOKEN.encode() in data]
