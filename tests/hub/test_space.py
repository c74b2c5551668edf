"""The deployed Space, as the Hub would run it: a clean environment, its own requirements."""

from __future__ import annotations

import os
import socket
import subprocess
from functools import partial
from pathlib import Path

import httpx
from gradio_client import Client, handle_file

from mnist_space.hub.deploy import deploy as deploy_with
from mnist_space.startup import MODEL_VARIABLE
from tests.environments import linked, packages_of
from tests.hub.repos import Tree
from tests.hub.stand_in import OWNER_TOKEN, StandIn

deploy = partial(deploy_with, model_variable=MODEL_VARIABLE)

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "mnist_space" / "bundled" / "examples" / "five-in-a-corner.png"
SPACE = "owner/space"
REPO = "owner/digits"
# What a Space with hf_oauth: true has in its environment.
OF_A_SPACE = {
    "SYSTEM": "spaces",
    "SPACE_ID": SPACE,
    "OAUTH_CLIENT_ID": "client",
    "OAUTH_CLIENT_SECRET": "secret",
    "OAUTH_SCOPES": "openid profile write-repos",
    "OPENID_PROVIDER_URL": "http://127.0.0.1:9",
}


def written(hub: StandIn, folder: Path) -> Path:
    """The files of the Space's newest commit in a folder."""
    repo = hub.repos["space", SPACE]
    for path, data in repo.commits[repo.refs["main"]].items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def space_settings(hub: StandIn, home: Path) -> dict[str, str]:
    """The environment of the running Space, with a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        **OF_A_SPACE,
        **hub.repos["space", SPACE].variables,
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "HF_ENDPOINT": hub.url,
        # What preload_from_hub leaves in the image.
        "HF_HUB_CACHE": os.environ["HF_HUB_CACHE"],
        "GRADIO_SERVER_PORT": str(port),
    }


def test_the_space_starts_from_its_own_files_and_answers(hub: StandIn, model: Tree, tmp_path: Path):
    commit = hub.add(REPO, model)
    deployed = deploy(SPACE, model=REPO)
    space = written(hub, tmp_path / "space")
    required = (space / "requirements.txt").read_text().splitlines()
    programs = linked(tmp_path / "environment", required)
    assert not list(packages_of(programs).glob("tensorflow*"))
    settings = space_settings(hub, tmp_path)
    hub.requests.clear()
    with (tmp_path / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [programs / "python", "-u", "app.py"],
            cwd=space,
            env=settings,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        with process:
            assert process.stdout is not None
            running = any("Running on local URL" in line for line in process.stdout)
            assert running, (tmp_path / "log.txt").read_text()
            url = f"http://127.0.0.1:{settings['GRADIO_SERVER_PORT']}"
            name = f"{REPO}@{commit[:8]}"
            answer = Client(url, verbose=False).predict(
                handle_file(EXAMPLE), "convnet", "own", api_name="/predict"
            )
            about = Client(url, verbose=False).predict(name, api_name="/model")
            page = httpx.get(f"{url}/config").text
            process.terminate()
    assert answer["label"] == 5
    assert about["models"][0] == name
    assert deployed.model == f"{REPO}@{commit}"
    assert hub.requests == []
    assert '"model-push"' in page
    assert OWNER_TOKEN not in page
