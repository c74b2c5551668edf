"""Pictures of a trace open large: by keyboard, by touch, and from there in the Lab."""

import json
import re
from html import unescape

from playwright.sync_api import Browser, Page, expect

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.ui.viewer import view_button
from tests.browser import opened
from tests.ui.pages import example

STEPS = load_steps()


def test_a_button_carries_what_the_viewer_says():
    html = view_button("<img>", "kind", 'A "name"', "3 &times; 4", StepCall("fit_box", {"side": 9}))
    given = {name: unescape(text) for name, text in re.findall(r'data-(\w+)="([^"]*)"', html)}
    assert (given["name"], given["step"]) == ('A "name"', "fit_box")
    assert given["facts"] == "fit_box: 3 × 4"  # noqa: RUF001
    assert json.loads(given["params"]) == {"side": 9}
    for step in STEPS:
        about = view_button("", "", "", "", StepCall(step.name))
        assert not re.search(r"Args:|Returns:", about), step.name
    plain = view_button("<img>", "kind", "7", "99%")
    assert "data-step" not in plain


def test_by_keyboard_it_opens_scrubs_compares_and_closes(browser_page: Page) -> None:
    page = browser_page
    example(page, "three-under-a-lamp.jpg")
    pictures = page.locator("#trace [data-view]")
    expect(pictures.nth(2)).to_have_attribute("data-step", "flatten_background")
    pictures.nth(3).press("Enter")
    dialog = page.get_by_role("dialog")
    expect(page.get_by_label("Step", exact=True)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(dialog).to_have_accessible_name(re.compile("^3. "))
    expect(dialog.get_by_text("stroke", exact=True)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(dialog).to_have_accessible_name(re.compile("^4. "))
    sources = [pictures.nth(n).locator("img").get_attribute("src") for n in (2, 3)]
    expect(page.locator(".viewer-before")).to_have_attribute("src", sources[0] or "")
    expect(page.locator(".viewer-after")).to_have_attribute("src", sources[1] or "")
    wipe = page.get_by_label("Before to after")
    wipe.press("Home")
    expect(wipe).to_have_attribute("aria-valuetext", "before")
    widths = page.locator(".viewer-after").evaluate("image => getComputedStyle(image).clipPath")
    assert widths == "inset(0px 100% 0px 0px)"
    dialog.get_by_role("button", name="Previous step").press("ArrowLeft")
    dialog.get_by_role("button", name="Previous step").press("Enter")
    dialog.get_by_role("button", name="Previous step").press("Enter")
    expect(dialog).to_have_accessible_name(re.compile("^1. "))
    expect(wipe).to_be_disabled()  # nothing lies before the first step
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(pictures.nth(3)).to_be_focused()
    page.keyboard.press("Enter")
    # Of a late answer there are fewer pictures: the focus comes back to the last one.
    page.evaluate("document.querySelector('#model input[value=notebook_mlp]').click()")
    expect(pictures).to_have_count(3)
    expect(dialog).to_have_accessible_name(re.compile("^4. "))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(pictures.nth(2)).to_be_focused()


def test_by_touch_a_step_opens_and_goes_to_the_lab(chromium: Browser, app_url: str) -> None:
    phone = {"viewport": {"width": 390, "height": 664}, "has_touch": True, "is_mobile": True}
    with opened(chromium, app_url, **phone) as page:
        example(page, "seven-squared-paper.jpg")
        page.locator("#trace [data-step=fit_box]").tap()
        stage = page.locator(".viewer-stage").bounding_box()
        assert stage is not None
        assert stage["y"] >= 0
        assert stage["y"] + stage["height"] <= 664
        page.get_by_label("Zoom").select_option("4")
        inside = page.locator(".viewer-pictures").bounding_box()
        assert inside is not None
        assert inside["width"] == 4 * stage["width"]
        page.get_by_role("button", name="Try this step in the Lab").tap()
        expect(page.locator("[data-lab=step]")).to_have_value("fit_box")
        expect(page.locator("#lab-picture input")).to_have_value("the picture in Predict")
        pair = page.locator("#lab-result [data-view]")
        expect(pair).to_have_count(2)
        pair.first.tap()  # the picture before opens covered by nothing
        expect(page.get_by_label("Before to after")).to_have_value("0")
        expect(page.get_by_label("Zoom")).to_have_value("1")
        expect(page.get_by_role("button", name="Try this step in the Lab")).to_be_hidden()
        page.get_by_role("button", name="Close").tap()
        expect(page.get_by_role("dialog")).to_be_hidden()
