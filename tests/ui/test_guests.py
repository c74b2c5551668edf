"""The app with room for one model of the visitors, and with faults of its own that nobody foresaw.

It runs in a process of its own, with a Hub of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.ui.model.facts import UNKNOWN, Offer, facts_html
from tests.browser import opened
from tests.hub.stand_in import StandIn
from tests.serving import served

FIRST, SECOND = "owner/first", "owner/second"
# A pull runs in a new process, which on a machine with no core to spare takes its time to start.
LOADING_MS = 120_000
APP = """
from mnist_space.ui import choices
from mnist_space.ui.evaluation import ablation as evaluation_ablation
from mnist_space.ui.evaluation import reports as evaluation_reports
from mnist_space.ui.evaluation import robustness as evaluation_robustness
from mnist_space.ui.model import load as model_load

def fault(*_, **__):
    raise RuntimeError("nobody foresaw this")

pull = model_load.hub_child
model_load.hub_child = lambda command: fault() if "owner/fault" in command else pull(command)
evaluation_reports.build_report = fault
evaluation_robustness.measure_robustness = evaluation_ablation.ablate = fault
choices.GUESTS = 1
import app
app.main()
"""


@pytest.fixture(scope="module")
def hub() -> Iterator[StandIn]:
    files = {path.name: path.read_bytes() for path in (BUNDLED / "notebook_mlp").iterdir()}
    with StandIn() as server:
        server.add(FIRST, files)
        server.add(SECOND, files)
        yield server


@pytest.fixture(scope="module")
def url(hub: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("guests")
    settings = {
        "HF_ENDPOINT": hub.url,
        "HF_HUB_CACHE": str(folder / "hub"),
        "HF_HUB_DISABLE_XET": "1",
    }
    with served(folder, "-c", APP, **settings) as (address, _):
        yield address


@pytest.fixture(scope="module")
def page(chromium: Browser, url: str) -> Iterator[Page]:
    with opened(chromium, url) as opened_page:
        yield opened_page


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def load(page: Page, source: str) -> None:
    page.locator("#model-source").get_by_role("textbox").fill(source)
    page.locator("#model-start").click()


def open_panel(page: Page, name: str) -> None:
    """Open a panel of the Evaluation tab that may be open."""
    button = page.locator(f"#{name} button").first
    if "open" not in (button.get_attribute("class") or "").split():
        button.click()


def expect_offered(page: Page, side: str, names: list[str]) -> None:
    """Open a dropdown of the comparison and wait for these models in it."""
    page.locator(f"#{side} input").click()
    expect(page.locator(f"#{side} [role=option]")).to_contain_text(names)
    page.keyboard.press("Escape")


def test_the_last_of_two_quick_choices_is_the_model_in_use(page: Page) -> None:
    tab(page, "Model")
    use = page.locator("#model-use")
    use.get_by_label("notebook_mlp", exact=True).check()
    use.get_by_label("convnet", exact=True).check()
    use.get_by_label("notebook_mlp", exact=True).check()
    expect(page.locator("#model-facts h2")).to_have_text("notebook_mlp")
    expect(page.locator("#model").get_by_label("notebook_mlp", exact=True)).to_be_checked()


def test_an_unforeseen_fault_gives_the_buttons_of_loading_back(page: Page) -> None:
    tab(page, "Model")
    load(page, "owner/fault")
    expect(page.locator("#model-status")).to_contain_text("a fault of this app")
    expect(page.locator("#model-start")).to_be_enabled()
    expect(page.locator("#model-cancel")).to_be_disabled()


@pytest.mark.parametrize("panel", ["eval", "compare", "robust", "ablation"])
def test_an_unforeseen_fault_gives_the_buttons_of_an_evaluation_back(
    page: Page, panel: str
) -> None:
    tab(page, "Evaluation")
    if panel != "eval":
        open_panel(page, panel)
    if panel == "compare":
        # One without a stored report, which is evaluated first.
        page.locator("#compare-first-pipeline input").click()
        page.locator("#compare-first-pipeline").get_by_role("option", name="notebook").click()
    page.locator(f"#{panel}-start").click()
    expect(page.locator(f"#{panel}-status [role=status]")).to_contain_text("a fault of this app")
    expect(page.locator(f"#{panel}-start")).to_be_enabled()
    expect(page.locator(f"#{panel}-cancel")).to_be_disabled()


def test_a_loaded_model_is_offered_until_it_makes_room_and_leaves_the_tab_whole(
    page: Page, chromium: Browser, url: str, hub: StandIn
) -> None:
    first, second = (
        f"{repo}@{hub.repos['model', repo].refs['main'][:8]}" for repo in (FIRST, SECOND)
    )
    offered_everywhere(page, first)
    made_room_for(page, second)
    with opened(chromium, url) as other:
        tab(other, "Model")
        load(other, FIRST)
        expect(other.locator("#model-facts h2")).to_have_text(first, timeout=LOADING_MS)
    tab(page, "Model")
    page.locator("#model-use").get_by_label("notebook_mlp", exact=True).check()
    expect(page.locator("#model-facts h2")).to_have_text("notebook_mlp")
    expect(page.locator("#model-table tbody th")).to_have_text(["convnet", "notebook_mlp"])
    expect(page.locator("#model-use label")).to_have_text(["convnet", "notebook_mlp"])
    expect(page.locator("#model label")).to_have_text(["convnet", "notebook_mlp"])
    expect(page.locator("#model").get_by_label("notebook_mlp", exact=True)).to_be_checked()


def offered_everywhere(page: Page, first: str) -> None:
    tab(page, "Model")
    load(page, FIRST)
    expect(page.locator("#model-facts h2")).to_have_text(first, timeout=LOADING_MS)
    page.locator("#model-use").get_by_label("convnet", exact=True).check()
    expect(page.locator("#model-facts h2")).to_have_text("convnet")
    tab(page, "Evaluation")
    expect(page.locator("#eval-model label")).to_have_text(["convnet", "notebook_mlp", first])
    open_panel(page, "compare")
    expect_offered(page, "compare-first", ["convnet", "notebook_mlp", first])
    expect_offered(page, "compare-second", ["convnet", "notebook_mlp", first])


def made_room_for(page: Page, second: str) -> None:
    tab(page, "Model")
    load(page, SECOND)
    names = ["convnet", "notebook_mlp", second]
    expect(page.locator("#model-facts h2")).to_have_text(second, timeout=LOADING_MS)
    expect(page.locator("#model-use label")).to_have_text(names)
    expect(page.locator("#model-table tbody th")).to_have_text(names)
    tab(page, "Evaluation")
    expect(page.locator("#eval-model label")).to_have_text(names)


@pytest.mark.parametrize(
    "value", [10**400, -1, float("nan"), 2.0, "0.9", None], ids=lambda value: str(value)[:4]
)
def test_a_figure_that_is_no_share_is_not_shown(value: object) -> None:
    artifact = load_predictor("notebook_mlp").artifact
    report = dict.fromkeys(("accuracy", "pipeline_accuracy", "ece"), value)
    html = facts_html(Offer("one", "bundled", replace(artifact, report=report)))
    assert html.count(UNKNOWN) == 3
