"""Pictures of a trace open large: by keyboard, by touch, and from there in the Lab."""

import base64
import json
import re
from dataclasses import replace
from html import unescape

import numpy as np
from playwright.sync_api import Browser, Page, expect

from mnist_space.loading import load_predictor
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.images import decode
from mnist_space.ui.predict.examples import example_path
from mnist_space.ui.predict.trace import to_png
from mnist_space.ui.viewer import view_button
from tests.browser import opened
from tests.ui.pages import example

STEPS = load_steps()
LAMP = example_path("three-under-a-lamp.jpg")


def data(image: np.ndarray) -> str:
    """The address that the viewer has of a picture no larger than it shows."""
    return f"data:image/png;base64,{base64.b64encode(to_png(image)).decode()}"


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
    expect(dialog.get_by_label("stroke, 0.05 to 1")).to_have_value("0.4")
    page.keyboard.press("ArrowRight")
    expect(dialog).to_have_accessible_name(re.compile("^4. "))
    # Not the small pictures of the trace: input and result in their own size.
    steps = load_predictor("convnet").artifact.pipeline.trace(decode(LAMP))
    for side, entry in (("before", steps[2]), ("after", steps[3])):
        expect(page.locator(f".viewer-{side}")).to_have_attribute("src", data(entry.image))
    wipe = page.get_by_label("Before to after")
    wipe.press("Home")
    expect(wipe).to_have_attribute("aria-valuetext", "before")
    widths = page.locator(".viewer-after").evaluate("image => getComputedStyle(image).clipPath")
    assert widths == "inset(0px 100% 0px 0px)"
    dialog.get_by_role("button", name="Previous step").press("ArrowLeft")
    dialog.get_by_role("button", name="Previous step").press("Enter")
    dialog.get_by_role("button", name="Previous step").press("Enter")
    expect(dialog).to_have_accessible_name(re.compile("^1. "))
    expect(page.locator(".viewer-before")).to_have_attribute("src", data(decode(LAMP)))
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


def test_a_step_is_tuned_beside_its_picture_and_those_after_it_follow(browser_page: Page) -> None:
    page = browser_page
    example(page, "three-under-a-lamp.jpg")
    page.locator("#trace [data-step=flatten_background]").press("Enter")
    after, stroke = page.locator(".viewer-after"), page.get_by_label("stroke, 0.05 to 1")
    stroke.fill("0.07")
    pipeline = load_predictor("convnet").artifact.pipeline
    calls = list(pipeline.page)
    calls[2] = StepCall("flatten_background", {**calls[2].params, "stroke": 0.07})
    steps = replace(pipeline, page=tuple(calls), second_look=()).trace(decode(LAMP))
    expect(after).to_have_attribute("src", data(steps[2].image))
    expect(stroke).to_have_value("0.07")
    expect(page.get_by_role("dialog").locator("output").first).to_have_text("0.07")
    page.get_by_role("button", name="Next step").press("Enter")
    expect(after).to_have_attribute("src", data(steps[3].image))
    page.get_by_role("button", name="Previous step").press("Enter")
    expect(stroke).to_have_value("0.07")
    stroke.fill("0.08")
    page.get_by_role("button", name="As it was").press("Enter")
    expect(stroke).to_have_value("0.4")
    expect(after).to_have_attribute("src", data(pipeline.trace(decode(LAMP))[2].image))
    page.keyboard.press("Escape")


def test_what_is_set_beside_a_picture_of_the_lab_is_set_in_the_lab(browser_page: Page) -> None:
    page = browser_page
    dialog = page.get_by_role("dialog")
    page.get_by_role("tab", name="Lab", exact=True).click()
    page.locator("#lab-result [data-step=flatten_background]").press("Enter")
    dialog.get_by_label("stroke, 0.05 to 1").fill("0.5")
    page.keyboard.press("Escape")
    expect(page.locator("#lab [data-param=stroke]")).to_have_value("0.5")
    page.locator("#lab-trace [data-step=fit_box]").press("Enter")
    dialog.get_by_label("side, 4 to 28").fill("12")
    expect(page.locator(".viewer-facts")).to_contain_text("12")
    page.keyboard.press("Escape")
    expect(page.locator("#lab-editor [data-step=fit_box] [data-tune=side]")).to_have_value("12")
    expect(page.locator("#lab-trace [data-step=fit_box]")).to_have_attribute(
        "data-params", re.compile('"side": 12')
    )


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
