"""The real app in a process of its own, a real browser, a local Hub, and models that are small."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from mnist_space.artifact import BUNDLED, METRICS, write_report
from mnist_space.evaluation.report import Report, build_report
from mnist_space.loading import load_predictor
from mnist_space.reading.predictor import Predictor
from mnist_space.synthesis.scenes import NINE
from tests.browser import (
    CHROMIUM,
    CHROMIUM_OPTIONS,
    PATIENCE_MS,
    TRAINING_SECONDS,
    need_chromium,
    opened_in,
)
from tests.hub.repos import Tree, bundled_files
from tests.hub.stand_in import OWNER_TOKEN, StandIn
from tests.serving import served

# The train digits, which the project does not ship.
SHARED_MNIST = Path(__file__).parents[2] / "shared" / "data" / "mnist"
NO_SHARED = "../shared/data/mnist, which holds the train split, is not on this machine"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files of few tests first: they are the slow ones, and none is waited for at the end."""
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: tests[item.path])


@pytest.fixture(scope="session")
def app_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the app keeps its uploads, and errors.txt, its log."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="session")
def app_url(app_folder: Path) -> Iterator[str]:
    """The address of the app, with tools for MCP, started once for all tests."""
    settings = {"MNIST_SPACE_MCP": "1", "MNIST_SPACE_TRAINING_SECONDS": str(TRAINING_SECONDS)}
    if SHARED_MNIST.is_dir():
        settings["MNIST_SPACE_DATA"] = str(SHARED_MNIST)
    with served(app_folder, **settings) as (url, _):
        yield url


@pytest.fixture(scope="session")
def client(app_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A gradio_client that is connected to the app."""
    connected = Client(
        app_url, verbose=False, download_files=str(tmp_path_factory.mktemp("downloads"))
    )
    yield connected
    connected.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; Playwright's event loop must not outlive the module."""
    need_chromium()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_OPTIONS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def wide(chromium: Browser) -> BrowserContext:
    """One profile for most tests, so that the app's scripts are loaded and compiled once."""
    return chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")


@pytest.fixture
def browser_page(wide: BrowserContext, app_url: str) -> Iterator[Page]:
    """A wide page in light colours with the Predict tab open.

    The test fails on an error in a script and on any request to another server.
    """
    with opened_in(wide, app_url) as page:
        yield page


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
def tutorial() -> Predictor:
    """The small network: its evaluation takes two seconds."""
    return load_predictor("notebook_mlp")


@pytest.fixture(scope="session")
def shares_done() -> list[float]:
    """What the evaluation of `report` said of its progress."""
    return []


@pytest.fixture(scope="session")
def report(tutorial: Predictor, shares_done: list[float]) -> Report:
    """The small network on the 10,000 test digits, measured once for all tests."""
    return build_report(tutorial, progress=shares_done.append)


@pytest.fixture(scope="session")
def measured(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with its report."""
    folder = tmp_path_factory.mktemp("measured") / "notebook_mlp"
    shutil.copytree(BUNDLED / "notebook_mlp", folder)
    write_report(folder, report.to_json())
    return folder


@pytest.fixture(scope="session")
def ready(measured: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same model with redrawn digits in its report: a push measures nothing."""
    folder = tmp_path_factory.mktemp("ready") / "notebook_mlp"
    shutil.copytree(measured, folder)
    report = json.loads((folder / METRICS).read_text())
    write_report(folder, report | {"redrawn": dict.fromkeys(NINE, 0.5)})
    return folder


@pytest.fixture
def worse(ready: Path, tmp_path: Path) -> Path:
    """The same model with a report that says five test digits fewer and a larger ECE."""
    folder = tmp_path / "worse"
    shutil.copytree(ready, folder)
    report = json.loads((folder / METRICS).read_text())
    write_report(folder, report | {"accuracy": report["accuracy"] - 0.0005, "ece": 0.9})
    return folder


@pytest.fixture
def few_redrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two redrawn digits of each form instead of fifty, where the figure itself is not tested."""
    monkeypatch.setattr("mnist_space.hub.figures.REDRAWN_DIGITS", 2)


@pytest.fixture
def half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full when half of the arrays are on it."""

    def save(file: Path, **_: object) -> None:
        file.write_bytes(b"half")
        raise OSError(28, "The disk is full")

    monkeypatch.setattr("numpy.savez_compressed", save)
