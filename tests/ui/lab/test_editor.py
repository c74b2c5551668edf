"""A pipeline is edited in a browser, and opened by its link in another one."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mnist_space.artifact import BUNDLED, PREPROCESSING
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.startup import begin_startup
from mnist_space.ui.choices import EDITED, Choices
from mnist_space.ui.lab.asking import asked_model, asked_pipeline
from mnist_space.ui.lab.chain import chain_html
from mnist_space.ui.lab.kept import in_force
from mnist_space.ui.shared_pipeline import from_link, to_link
from tests.browser import opened_in

load_steps()


@pytest.fixture
def lab(shared_page: Page) -> Page:
    """The Lab with the model's own pipeline and the first picture."""
    shared_page.get_by_role("tab", name="Lab", exact=True).click()
    reset(shared_page)
    return shared_page


def reset(page: Page) -> None:
    button = page.get_by_role("button", name="Reset").last
    button.click()
    expect(page.locator("#lab-trace li")).to_have_count(14)


def test_a_step_is_added_moved_tuned_undone_and_opened_by_its_link(
    lab: Page, wide: BrowserContext, app_url: str
) -> None:
    page, steps = lab, lab.locator("#lab-trace li")
    expect(page.locator("#lab-answer .answer-digit")).to_have_text("3")
    page.locator("[data-add=digit]").select_option("fit_box")
    expect(page.locator("#lab-said")).to_contain_text("step 14 'rescale' gives DigitTensor, but")
    breaks = page.locator(".lab-breaks")  # in the row that does not fit
    assert breaks.evaluate("said => said.closest('li').dataset.step") == "fit_box"
    shown = page.locator("#lab-answer > :has(.answer-digit)")
    expect(shown).to_have_css("opacity", "0.4")  # it is of the chain before
    page.get_by_role("button", name="Move up fit_box").last.click()
    expect(page.locator("#lab-said")).to_contain_text("but step 15 'rescale' takes CanvasImage")
    page.get_by_role("button", name="Move up fit_box").last.click()
    expect(steps).to_have_count(15)
    expect(shown).to_have_css("opacity", "1")
    expect(breaks).to_have_count(0)
    added = page.locator("li[data-part=digit]").nth(4)
    added.get_by_text("Tune").click()
    added.locator("[data-tune=side]").fill("9")
    expect(steps.nth(12)).to_contain_text("\u00d7 9,")
    link = page.locator("[data-link]").get_attribute("href")
    with page.expect_download() as download:
        page.get_by_text("Save as a file").click()
    saved = json.loads(download.value.path().read_text())
    assert Pipeline.from_json(saved) == from_link(str(link).partition("=")[2])
    page.get_by_role("button", name="Remove fit_box").last.click()
    expect(steps).to_have_count(14)
    page.get_by_role("button", name="Undo").click()
    expect(steps).to_have_count(15)
    page.locator("[data-load]").set_input_files(BUNDLED / "notebook_mlp" / PREPROCESSING)
    expect(steps).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(steps).to_have_count(15)
    with opened_in(wide, f"{app_url}/{link}") as other:
        expect(other.locator("#lab-trace li")).to_have_count(15)
        expect(other.locator("#lab-trace li").nth(12)).to_contain_text("\u00d7 9,")


def test_a_reading_of_ones_own_is_added_and_tuned(lab: Page) -> None:
    page, link = lab, lab.locator("#lab-said [data-link]")
    page.get_by_text("The second look:").click()
    before = str(link.get_attribute("href"))
    adding = page.locator("[data-add=second_look]")
    adding.select_option(label="with flatten_background tuned")
    expect(link).not_to_have_attribute("href", before)
    row = page.locator("li[data-part=second_look]").last
    row.get_by_text("Tune", exact=True).click()
    before = str(link.get_attribute("href"))
    row.locator("[data-tune=stroke]").fill("0.7")
    expect(link).not_to_have_attribute("href", before)
    added = from_link(str(link.get_attribute("href")).partition("=")[2]).second_look[-1]
    assert added.name == "with flatten_background tuned"
    assert [dict(call.params) for call in added.changes] == [{"stroke": 0.7}]
    page.get_by_role("button", name="Remove with flatten_background tuned").click()
    expect(adding.get_by_text("with flatten_background tuned")).to_have_count(1)


def test_on_a_phone_the_answer_stays_in_sight(lab: Page) -> None:
    lab.set_viewport_size({"width": 390, "height": 664})
    try:
        lab.locator("#lab-chain li").last.scroll_into_view_if_needed()
        expect(lab.locator("#lab-answer .answer-digit")).to_be_in_viewport()
    finally:
        lab.set_viewport_size({"width": 1280, "height": 900})


def test_the_edited_pipeline_reads_in_predict(lab: Page) -> None:
    page = lab
    page.get_by_role("button", name="Remove even_stroke").click()
    expect(page.locator("#lab-trace li")).to_have_count(13)
    page.get_by_role("button", name="Read with it in Predict").click()
    expect(page.get_by_label("As edited in the Lab")).to_be_checked()
    page.locator("#examples button").first.click()
    expect(page.locator("#trace li")).to_have_count(13)


def test_only_a_whole_pipeline_is_chosen_by_its_text() -> None:
    choices = Choices(begin_startup().started())
    pipeline = load_pipeline("notebook")
    assert choices.pipeline(EDITED + to_link(pipeline)) == pipeline
    for text in ("", "x" * 9_000, to_link(pipeline)[:-9]):
        with pytest.raises(PipelineError):
            choices.pipeline(EDITED + text)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_link_that_holds_none_says_so_and_the_tab_goes_on(
    wide: BrowserContext, app_url: str, shared_page: Page, width: int
) -> None:
    """Where the tabs do not fit, the Lab is opened from their menu."""
    shared_page.set_viewport_size({"width": width, "height": 700})
    shared_page.goto("about:blank")
    shared_page.goto(f"{app_url}/#pipeline=none", wait_until="domcontentloaded")
    expect(shared_page.locator("#lab-said")).to_contain_text("The link holds no whole pipeline")
    reset(shared_page)
    expect(shared_page.locator("#lab-said")).to_contain_text("Link to this pipeline")


def test_two_quick_clicks_and_a_drag_are_three_edits(lab: Page) -> None:
    page, steps = lab, lab.locator("#lab-trace li")
    rows = page.locator("#lab-chain li[data-part=page]")
    for left in (7, 6):
        page.get_by_role("button", name="Remove").first.click()
        expect(rows).to_have_count(left)
    expect(steps).to_have_count(12)
    page.locator("#lab-chain summary").first.click()
    slider = page.locator("#lab-chain [data-tune]").first
    link = page.locator("#lab-said [data-link]")
    for _ in range(3):  # a drag that takes so long that each place is read
        before = str(link.get_attribute("href"))
        slider.evaluate(
            "one => { one.value = Number(one.value) + 0.1;"
            " one.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
        expect(link).not_to_have_attribute("href", before)
    slider.dispatch_event("change")
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(6)
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(7)


def test_what_breaks_the_chain_stands_in_the_row_that_does_not_fit() -> None:
    artifact = load_predictor("convnet").artifact
    kept = load_pipeline("robust").to_json()
    kept["page"][0]["off"] = True  # is no step of the chain, but a row
    del kept["page"][3]  # what makes a gray picture of a coloured one
    before, broken, after = chain_html(kept, artifact).partition('class="lab-breaks"')
    assert broken
    assert before.rindex('data-step="clear_ground"') > before.rindex('data-step="flatten')
    assert after.index("takes GrayImage") < after.index("</li>")
    kept["digit"] = kept["digit"][:1]
    kept["page"].insert(3, {"step": "find_ink", "params": {}})
    end = chain_html(kept, artifact)
    assert end.index("must end in DigitTensor") > end.index('data-step="keep_digit"')


def test_a_step_that_is_off_takes_the_readings_that_name_it_along() -> None:
    kept = load_pipeline("robust").to_json()
    whole = in_force(kept)
    assert whole == load_pipeline("robust")
    next(item for item in kept["page"] if item["step"] == "remove_grid")["off"] = True
    pipeline = in_force(kept)
    assert "remove_grid" not in [call.step for call in pipeline.page]
    assert [reading.name for reading in pipeline.second_look] == [
        reading.name for reading in whole.second_look if "remove_grid" not in reading.without
    ]


def test_the_editor_begins_with_the_models_own_pipeline_and_goes_back_to_it() -> None:
    own = load_pipeline("notebook")
    view = {"hidden": ["measure"], "shown": ["rescale"]}
    model = {**load_pipeline("robust").to_json(), **view, "reset": True}
    assert asked_pipeline(None, own) == own
    assert asked_pipeline(json.dumps({"model": model}), own) == own
    assert asked_model({"model": model}, own) == {**own.to_json(), **view}


@pytest.mark.parametrize(
    "request_",
    ["[" * 9_000, "[]", '{"model": 3}', "x" * 200_000, '{"link": "%"}', '{"text": "[]"}'],
    ids=["deep", "list", "model", "long", "link", "text"],
)
def test_what_the_editor_does_not_send_is_refused(request_) -> None:
    with pytest.raises(PipelineError):
        asked_pipeline(request_, load_pipeline("robust"))


@pytest.mark.parametrize("page", [3, [3], [{"step": 1}], [{"step": "grayscale"}] * 1000])
def test_what_is_no_list_of_steps_is_refused(page) -> None:
    with pytest.raises(PipelineError):
        in_force({**load_pipeline("notebook").to_json(), "page": page})
