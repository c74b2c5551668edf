"""Train, push, pull elsewhere, and serve with the Hub gone. With a token: pytest -m network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_space.artifact import METRICS, write_report
from mnist_space.data import load_test
from mnist_space.evaluation.report import Report, build_report
from mnist_space.hub.client import hub_api
from mnist_space.loading import load_predictor
from mnist_space.synthesis.scenes import NINE

ROOT = Path(__file__).resolve().parents[2]
# Nothing listens on the port "discard".
NOWHERE = "http://127.0.0.1:9"
PROBE = """
import json, sys
from mnist_space import load_predictor
from mnist_space.data import load_test
tensors = load_test().images[:64] / __import__("numpy").float32(255)
print(json.dumps(load_predictor(sys.argv[1]).probabilities(tensors).tolist()))
"""


def command(*arguments: str, **environment: str) -> str:
    """Run Python with `arguments` in a fresh process; its stdout."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"TF_ENABLE_ONEDNN_OPTS": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def hub_command(*arguments: str) -> dict[str, Any]:
    return json.loads(command("-m", "mnist_space.cli.hub_child", *arguments, "--json"))


@pytest.fixture(params=["local", pytest.param("real", marks=pytest.mark.network)])
def repo_id(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A name that is free, on the local Hub or on the real one as whoever HF_TOKEN is."""
    if request.param == "local":
        request.getfixturevalue("hub")
        yield "owner/small"
        return
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    name = f"{hub_api().whoami()['name']}/mnist-space-test-{uuid.uuid4().hex[:8]}"
    yield name
    hub_api().delete_repo(name, missing_ok=True)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "small"
    command("-m", "tests.hub.train_small", str(folder))
    # A push would redraw 450 digits.
    report = build_report(load_predictor(folder))
    redrawn = dict.fromkeys(NINE, 0.5)
    write_report(folder, report.model_copy(update={"redrawn": redrawn}).to_json())
    return folder


def test_what_is_trained_is_what_is_served_elsewhere(
    repo_id: str, trained: Path, tmp_path: Path, request: pytest.FixtureRequest
):
    pushed = hub_command("push", repo_id, str(trained), "--private", "--tag", "v1")
    pulled = hub_command("pull", f"{repo_id}@v1", str(tmp_path / "copy"))
    assert pulled["commit"] == pushed["commit"]

    tensors = load_test().images[:64] / np.float32(255)
    here, there = load_predictor(trained), load_predictor(tmp_path / "copy")
    expected = here.probabilities(tensors)
    np.testing.assert_array_equal(there.probabilities(tensors), expected)
    report = Report.from_json(json.loads((tmp_path / "copy" / METRICS).read_text()))
    measured = report.model_copy(update={"redrawn": None})
    assert measured == build_report(here) == build_report(there)

    pinned = f"{repo_id}@{pushed['commit']}"
    if request.node.callspec.params["repo_id"] == "local":
        server = request.getfixturevalue("hub")
        server.requests.clear()
        assert json.loads(command("-c", PROBE, pinned)) == expected.tolist()
        assert server.requests == []
        server.stop()
    served = json.loads(command("-c", PROBE, pinned, HF_ENDPOINT=NOWHERE))
    assert served == expected.tolist()
