"""The real app in a process of its own, and real pages of a real browser on it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import CHROMIUM, CHROMIUM_OPTIONS, PATIENCE_MS, opened_in

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `python app.py`, started once for all tests."""
    folder = tmp_path_factory.mktemp("app")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "app.py", "--port", str(port)]
    environment = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "uploads")}
    with (folder / "errors.txt").open("w+") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        with process:
            assert process.stdout is not None
            running = any("Running on local URL" in line for line in process.stdout)
            assert running, (folder / "errors.txt").read_text()
            yield f"http://127.0.0.1:{port}"
            process.terminate()


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
    assert CHROMIUM.exists(), "The browser tests need Chromium: apt-get install chromium."
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
