"""A local Hub, an empty cache, and a model that is small and whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_space.artifact import BUNDLED, METRICS, write_report
from mnist_space.evaluation.report import build_report
from mnist_space.loading import load_predictor
from tests.hub.repos import Tree, bundled_files
from tests.hub.stand_in import OWNER_TOKEN, StandIn


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The local Hub that the client talks to, here and in child processes; its owner signed in."""
    with StandIn() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("HF_TOKEN", OWNER_TOKEN)
        monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
        monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
        yield server


@pytest.fixture
def model() -> Tree:
    """The files of a bundled model, by name."""
    return bundled_files()


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with its report."""
    folder = tmp_path_factory.mktemp("measured") / "notebook_mlp"
    shutil.copytree(BUNDLED / "notebook_mlp", folder)
    write_report(folder, build_report(load_predictor(folder)).to_json())
    return folder


@pytest.fixture
def worse(measured: Path, tmp_path: Path) -> Path:
    """The same model with a report that says five test digits fewer and a larger ECE."""
    folder = tmp_path / "worse"
    shutil.copytree(measured, folder)
    report = json.loads((folder / METRICS).read_text())
    write_report(folder, report | {"accuracy": report["accuracy"] - 0.0005, "ece": 0.9})
    return folder


@pytest.fixture
def few_redrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two redrawn digits of each form instead of fifty, where the figure itself is not tested."""
    monkeypatch.setattr("mnist_space.hub.figures.REDRAWN_DIGITS", 2)
