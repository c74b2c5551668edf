"""The Evaluation tab in a real browser: figures at once, runs, cells, pictures, downloads."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from mnist_space import load_predictor
from mnist_space.evaluation.report import Report
from mnist_space.ui.evaluation.tab import READY
from tests.browser import opened_in
from tests.ui.pages import cancel_soon, choose

WAITING = "Another evaluation is running. Yours starts when it ends."
# Every text that `#eval-status` has had, and every value of its progress bar.
WATCH = """() => {
  window.said = []; window.shares = []; window.nodes = new Set();
  const look = () => {
    const status = document.querySelector("#eval-status");
    const text = status.querySelector("[role=status]")?.textContent;
    const bar = status.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow");
    if (text && said.at(-1) !== text) said.push(text);
    nodes.add(status.querySelector("[role=status]"));
    if (bar && shares.at(-1) !== Number(bar)) shares.push(Number(bar));
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true,
    characterData: true, attributes: true });
}"""


@pytest.fixture(scope="module")
def stored() -> Report:
    """The bundled report of the small network."""
    return Report.from_json(load_predictor("notebook_mlp").artifact.report or {})


@pytest.fixture
def tab(shared_page: Page) -> Page:
    """The open tab with the small network chosen, whose evaluation takes two seconds."""
    open_tab(shared_page)
    expect(shared_page.locator(".eval-name")).to_have_text("notebook_mlp, notebook pipeline")
    return shared_page


def open_tab(page: Page, pipeline: str = "the model's own", model: str = "notebook_mlp") -> None:
    page.get_by_role("tab", name="Evaluation", exact=True).click()
    choose(page, "eval-model", model)
    choose(page, "eval-pipeline", pipeline)
    page.evaluate(WATCH)


def status(page: Page, name: str = "eval-status") -> Locator:
    return page.locator(f"#{name} [role=status]")


def cell(page: Page, name: str) -> Locator:
    return page.locator(f"#eval-matrix [data-cell='{name}']")


def chosen(page: Page) -> list[str]:
    """The model and the pipeline that are chosen in Predict."""
    return [page.locator(f"#{name} input:checked").input_value() for name in ("model", "pipeline")]


def gallery(page: Page) -> Locator:
    return page.locator("#eval-gallery .eval-gallery button")


def work(page: Page) -> float:
    """Seconds that the page has worked so far; what other programs take is not counted."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")


def test_the_tab_opens_with_figures_in_less_than_a_second(shared_page: Page) -> None:
    figures = shared_page.locator("#eval-figures")
    before = work(shared_page)
    shared_page.get_by_role("tab", name="Evaluation", exact=True).click()
    expect(figures).to_contain_text("of 10,000 test digits are read right")
    assert work(shared_page) - before < 1


def test_the_stored_report_of_the_chosen_model_is_shown(tab: Page, stored: Report) -> None:
    figures = tab.locator("#eval-figures")
    expect(figures.locator(".eval-accuracy")).to_have_text(f"{stored.accuracy:.2%}")
    low, high = stored.accuracy_interval
    expect(figures).to_contain_text(f"95% interval {low:.2%} to {high:.2%}")
    expect(figures).to_contain_text(f"{stored.pipeline_accuracy:.2%}")
    assert stored.corrected
    expect(figures).to_contain_text(f"{stored.corrected.accuracy:.2%}")
    expect(cell(tab, "4-9")).to_have_text(str(stored.confusion_matrix[4][9]))
    expect(gallery(tab)).to_have_count(60)
    expect(tab.locator("#eval-gallery")).to_contain_text("but most people see")
    tab.locator("#eval-values").get_by_label("% of row").check()
    share = 100 * stored.confusion_matrix[4][9] / sum(stored.confusion_matrix[4])
    expect(cell(tab, "4-9")).to_have_text(f"{share:.1f}")
    for plot in ("reliability", "coverage"):
        drawn = tab.locator(f"[data-plot={plot}]")
        expect(drawn.locator("svg:visible")).to_have_count(1)
        expect(drawn.locator("figcaption")).to_contain_text("?")
    # The matrix stands once, and the bold row says why it is.
    expect(tab.locator("[data-plot=confusion]")).to_have_count(0)
    worst = min(stored.per_digit, key=lambda digit: digit.f1).digit
    expect(tab.locator("#eval-digits .eval-worst th")).to_have_text(str(worst))
    expect(tab.locator("#eval-digits")).to_contain_text("whose F1 is lowest is bold")


def test_an_evaluation_moves_and_a_cell_leads_to_predict(tab: Page, stored: Report) -> None:
    tab.locator("#eval-start").click()
    expect(status(tab)).to_have_text("Evaluated.")
    shares = tab.evaluate("shares")
    assert len(shares) >= 2
    assert shares == sorted(shares)
    said = tab.evaluate("said")
    assert [text for text in said if text not in (READY, WAITING)] == [
        "Evaluating ...",
        "Evaluated.",
    ]
    assert tab.evaluate("nodes.size") == 1, "a new element would be announced again"
    expect(tab.locator(".eval-accuracy")).to_have_text(f"{stored.accuracy:.2%}")
    cell(tab, "4-9").focus()
    tab.keyboard.press("Enter")
    expect(cell(tab, "4-9")).to_have_attribute("aria-pressed", "true")
    expect(tab.locator("#eval-gallery h3")).to_have_text("4 read as 9")
    expect(gallery(tab)).to_have_count(stored.confusion_matrix[4][9])
    tab.get_by_role("tab", name="Explore", exact=True).click()
    tab.get_by_role("tab", name="Evaluation", exact=True).click()
    expect(cell(tab, "4-9")).to_have_attribute("aria-pressed", "true")
    expect(tab.locator("#eval-gallery h3")).to_have_text("4 read as 9")
    gallery(tab).first.click()
    expect(tab.locator("#upload img")).to_be_visible()
    expect(tab.locator("#trace .trace-list li").first).to_be_visible()
    # Who made the mistake makes it again.
    assert chosen(tab) == ["notebook_mlp", "own"]
    expect(tab.locator("#answer .answer-digit")).to_have_text("9")
    # What was said is not of the model that is chosen next.
    tab.get_by_role("tab", name="Evaluation", exact=True).click()
    expect(status(tab)).to_have_text("Evaluated.")
    tab.locator("#eval-pipeline").get_by_text("robust", exact=True).click()
    expect(status(tab)).to_have_text(READY)


def test_a_cancelled_evaluation_changes_nothing(shared_page: Page) -> None:
    page = shared_page
    # The larger network, which is not done before it is cancelled.
    open_tab(page, "notebook", "convnet")
    expect(page.locator("#eval-figures")).to_contain_text("has not been evaluated")
    expect(page.locator("#eval-row")).to_be_hidden()  # there is nothing to show yet
    expect(page.locator("#compare")).to_be_visible()
    cancel_soon(page, "#eval-start", "#eval-cancel")
    expect(status(page)).to_contain_text("Cancelled.")
    expect(page.locator("#eval-figures")).to_contain_text("has not been evaluated")
    expect(page.locator("#eval-start")).to_be_enabled()
    assert max(page.evaluate("shares")) < 100


def test_of_two_at_once_one_waits_and_each_gets_its_own(
    wide: BrowserContext, shared_page: Page, app_url: str, stored: Report
) -> None:
    # The larger network, with a pipeline without a stored report: long enough to be waited for.
    open_tab(shared_page, "notebook", "convnet")
    with opened_in(wide, app_url) as other:
        open_tab(other)
        shared_page.locator("#eval-start").click()
        expect(shared_page.locator("#eval-status [role=progressbar]")).to_be_visible()
        other.locator("#eval-start").click()
        expect(status(other)).to_have_text("Evaluated.")
        assert WAITING in other.evaluate("said")
        expect(other.locator(".eval-accuracy")).to_have_text(f"{stored.accuracy:.2%}")
    expect(status(shared_page)).to_have_text("Evaluated.")
    assert WAITING not in shared_page.evaluate("said")
    convnet = Report.from_json(load_predictor("convnet").artifact.report or {})
    assert convnet.accuracy != stored.accuracy
    figures = shared_page.locator("#eval-figures")
    expect(figures.locator(".eval-name")).to_have_text("convnet, notebook pipeline")
    expect(figures.locator(".eval-accuracy")).to_have_text(f"{convnet.accuracy:.2%}")


def test_the_report_can_be_downloaded(tab: Page, stored: Report, tmp_path: Path) -> None:
    # Plots and files of another report are there until these are drawn.
    first = stored.coverage.confidence[0]
    expect(tab.locator("[data-plot=coverage] [role=img]").first).to_have_attribute(
        "aria-label", re.compile(f"^{first.error:.2%} wrong at {first.coverage:.0%} answered")
    )
    for kind in ("json", "png", "csv"):
        with tab.expect_download() as download:
            tab.locator(f"#eval-{kind}").click()
        download.value.save_as(tmp_path / f"report.{kind}")
    assert Report.from_json(json.loads((tmp_path / "report.json").read_text())) == stored
    assert (tmp_path / "report.png").read_bytes().startswith(b"\x89PNG")
    rows = (tmp_path / "report.csv").read_text().splitlines()
    assert rows[0] == "index,true_label,predicted_label,confidence"
    assert len(rows) == 10_001
    assert rows[1].startswith("0,7,7,")


def test_two_pipelines_side_by_side(tab: Page) -> None:
    panel = tab.locator("#compare")
    panel.get_by_role("button", name="Two side by side").click()
    panel.locator("#compare-start").click()
    expect(status(tab, "compare-status")).to_have_text("Compared.")
    table = tab.locator("#eval-compare")
    expect(table).to_contain_text("The first is better, by more than chance.")
    expect(table.locator(".eval-table")).to_have_count(2)
    narrow_enough(tab)
    table.locator("[data-place]").first.click()
    expect(tab.locator("#upload img")).to_be_visible()
    assert chosen(tab) == ["notebook_mlp", "own"]


def narrow_enough(page: Page) -> None:
    """On a phone nothing has to be scrolled sideways."""
    page.set_viewport_size({"width": 390, "height": 844})
    expect(cell(page, "4-9")).to_be_visible()
    expect(page.locator("[data-plot=coverage]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})


def test_robustness_and_its_worst_pictures(tab: Page) -> None:
    panel = tab.locator("#robust")
    panel.get_by_role("button", name="Robustness").click()
    panel.locator("#robust-start").click()
    expect(status(tab, "robust-status")).to_have_text("notebook_mlp at strength 1.")
    table = tab.locator("#eval-robust")
    expect(table.locator("tbody tr")).to_have_count(15)
    expect(table.locator("svg").first).to_be_visible()
    table.locator("[data-place]").first.click()
    expect(tab.locator("#upload img")).to_be_visible()
    assert chosen(tab) == ["notebook_mlp", "own"]


def test_what_each_step_is_worth(tab: Page) -> None:
    panel = tab.locator("#ablation")
    panel.get_by_role("button", name="What each step is worth").click()
    panel.locator("#ablation-start").click()
    expect(status(tab, "ablation-status")).to_have_text("Measured.")
    rows = tab.locator("#eval-ablation tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.last).to_contain_text("cannot be left out")
