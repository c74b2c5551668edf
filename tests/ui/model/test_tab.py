"""The real app in a browser, with a Hub that hangs, refuses, and serves."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mnist_space.artifact import LITERT
from tests.browser import opened
from tests.hub import hostile
from tests.hub.repos import Fault, Tree, bundled_files
from tests.hub.stand_in import OWNER_TOKEN, StandIn

ROOT = Path(__file__).resolve().parents[3]
REPO = "owner/digits"
# A pull runs in a new process, which on a machine with no core to spare takes its time to start.
LOADING_MS = 120_000


@dataclass
class App:
    """A running app: its process, its address, all that it said."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    def serving(self) -> None:
        """Wait until the page is answered."""
        assert self.process.stdout is not None
        running = any("Running on local URL" in line for line in self.process.stdout)
        assert running, self.log.read_text()


def start(folder: Path, **environment: str) -> App:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-u", "app.py", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"GRADIO_TEMP_DIR": str(folder / "uploads")} | environment,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
        )
    return App(process, f"http://127.0.0.1:{port}", log)


@pytest.fixture(scope="module")
def files() -> Tree:
    return bundled_files()


@pytest.fixture(scope="module")
def server(files: Tree) -> Iterator[StandIn]:
    with StandIn() as running:
        running.add(REPO, files)
        running.add("owner/private", files, private=True)
        bad = hostile.sealed(files | {LITERT: files[LITERT][:5000]})
        running.add("owner/bad", bad)
        running.faults.append(Fault("GET /lfs", "hang"))
        yield running


@pytest.fixture(scope="module")
def app(server: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with a model on a Hub that hangs, longer than the client or a start may take."""
    folder = tmp_path_factory.mktemp("hanging")
    running = start(
        folder,
        MNIST_SPACE_MODEL=REPO,
        HF_ENDPOINT=server.url,
        HF_TOKEN=OWNER_TOKEN,
        HF_HUB_CACHE=str(folder / "hub"),
        HF_HUB_DOWNLOAD_TIMEOUT="600",
    )
    with running.process:
        running.serving()
        assert server.hanging.wait(LOADING_MS / 1000)
        yield running
        running.process.terminate()
    assert OWNER_TOKEN not in running.log.read_text()


@pytest.fixture(scope="module")
def page(chromium: Browser, app: App) -> Iterator[Page]:
    with opened(chromium, app.url) as opened_page:
        yield opened_page
        assert OWNER_TOKEN not in opened_page.content()


@pytest.fixture(scope="module")
def other(chromium: Browser, app: App) -> Iterator[Page]:
    """The page of another visitor."""
    with opened(chromium, app.url) as opened_page:
        yield opened_page


def model_tab(page: Page) -> None:
    page.get_by_role("tab", name="Model", exact=True).click()
    expect(page.locator("#model-facts dl")).to_be_visible()


def children(process: subprocess.Popen[str]) -> set[int]:
    threads = Path(f"/proc/{process.pid}/task").iterdir()
    return set(map(int, "".join((thread / "children").read_text() for thread in threads).split()))


def load(page: Page, source: str) -> None:
    page.locator("#model-source").get_by_role("textbox").fill(source)
    page.locator("#model-start").click()


def answer(page: Page) -> Locator:
    """The first bar of the answer in the Predict tab."""
    return page.locator("#answer [role=meter]").first


def models(page: Page, group: str = "model-use") -> list[str]:
    return page.locator(f"#{group} label").all_inner_texts()


def test_a_hub_that_hangs_does_not_hold_up_the_start(page: Page):
    expect(page.locator("#notice")).to_contain_text(f"{REPO} is not here yet")
    expect(page.locator("#notice")).to_contain_text("The bundled model is used instead.")


def test_a_pull_that_hangs_freezes_nobody_and_is_cancelled(
    app: App, server: StandIn, page: Page, other: Page
):
    server.faults[:] = [Fault("GET /lfs", "hang")]
    server.hanging.clear()
    model_tab(page)
    # The pull that the start had to give up may still be there.
    before = children(app.process)
    load(page, REPO)
    assert server.hanging.wait(LOADING_MS / 1000)
    (pulling,) = children(app.process) - before
    child = os.pidfd_open(pulling)  # readable when the process ends
    expect(page.locator("#model-status")).to_contain_text("model.tflite")
    other.locator("[data-example]").first.click()
    expect(other.locator("#answer .answer-digit")).not_to_be_empty()
    page.locator("#model-cancel").click()
    expect(page.locator("#model-status")).to_have_text("Cancelled. The model in use stays in use.")
    assert select.select([child], [], [], 30)[0] == [child], "the child goes on"
    os.close(child)
    expect(page.locator("#model-start")).to_be_enabled()
    # By the time of another answer, whatever the cancelling set off has come too.
    page.locator("#model-use").get_by_label("notebook_mlp", exact=True).check()
    expect(page.locator("#model-facts h2")).to_have_text("notebook_mlp")
    expect(page.locator("#model-status")).to_have_text("Cancelled. The model in use stays in use.")


# No sentence stands in the one before it: each is waited for.
REFUSED = {
    "owner/private": "there is no such repository, or it is private",
    "../../etc/passwd": "is not user/repo or user/repo@revision",
    "owner/none@v1": "there is no such repository",
    "--help/x": "is not user/repo or user/repo@revision",
    "owner/bad": "is not one that LiteRT can run",
}


def test_what_cannot_be_loaded_is_one_sentence(server: StandIn, page: Page):
    server.faults.clear()
    use_convnet(page)
    for source, sentence in REFUSED.items():
        load(page, source)
        failed = page.locator("#model-status .status-failed")
        expect(failed).to_contain_text(sentence, timeout=LOADING_MS)
        expect(failed).to_contain_text("The model in use stays in use.")
        expect(page.locator("#model-facts h2")).to_have_text("convnet")
        assert models(page) == ["convnet", "notebook_mlp"]
        expect(page.locator("#model-start")).to_be_enabled()
    # An anonymous visitor has nothing to push with.
    assert page.locator("#model-push").count() == 0


def test_a_model_from_the_hub_is_this_visitors_alone(server: StandIn, page: Page, other: Page):
    server.faults.clear()
    commit = server.repos["model", REPO].refs["main"]
    name = f"{REPO}@{commit[:8]}"
    use_convnet(page)
    page.get_by_role("tab", name="Predict", exact=True).click()
    page.locator("[data-example]").first.click()
    expect(page.locator("#answer .answer-digit")).not_to_be_empty()
    before = answer(page).get_attribute("aria-valuenow")
    model_tab(page)
    load(page, REPO)
    expect(page.locator("#model-status")).to_contain_text(
        f"{name} is loaded and in use.", timeout=LOADING_MS
    )
    expect(page.locator("#model-facts")).to_contain_text(commit)
    expect(page.locator("#model-table tr[aria-current] th")).to_have_text(name)
    assert models(page) == ["convnet", "notebook_mlp", name]
    page.get_by_role("tab", name="Predict", exact=True).click()
    expect(page.locator("#model").get_by_label(name, exact=True)).to_be_checked()
    expect(answer(page)).not_to_have_attribute("aria-valuenow", before)
    use_convnet(page)
    model_tab(other)
    assert models(other) == ["convnet", "notebook_mlp"]
    expect(other.locator("#model-facts h2")).to_have_text("convnet")


def use_convnet(page: Page) -> None:
    model_tab(page)
    page.locator("#model-use").get_by_label("convnet", exact=True).check()
    expect(page.locator("#model-facts h2")).to_have_text("convnet")
