"""Lessons in a browser: opened by a link, tried, made, measured, and ended."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser import opened, opened_in
from tests.ui.pages import cancel_soon
from tests.ui.test_page import PHONE

SHORT = {**PHONE, "viewport": {"width": 390, "height": 664}, "color_scheme": "dark"}
DRAG = """(one, value) => {
  one.value = value; one.dispatchEvent(new Event("input", {bubbles: true}));
}"""


def head(page: Page, state: str) -> None:
    expect(page.locator("#lab-answer .answer-head")).to_have_class(f"answer-head answer-{state}")


def hold_first_reading(page: Page) -> list[Route]:
    """Keep the editor's next reading from the server; return the list that all come into."""
    readings: list[Route] = []

    def hold(route: Route) -> None:
        # A reading goes with the model and what the picture is chosen with.
        is_reading = len(json.loads(route.request.post_data or "{}").get("data", [])) == 6
        if is_reading:
            readings.append(route)
        if not is_reading or len(readings) > 1:
            route.continue_()

    page.route("**/run/predict", hold)
    return readings


def test_a_lesson_opens_by_its_link_is_tried_and_ended(wide: BrowserContext, app_url: str) -> None:
    with opened_in(wide, f"{app_url}/#lesson=thin-and-thick-pens") as page:
        expect(page.locator("#lab-lesson h2")).to_have_text("Thin and thick pens")
        head(page, "rejected")
        expect(page.locator("#lab-picture input")).to_have_value("the lesson's drawing")
        rows = page.locator("#lab-chain li:visible")
        expect(rows).to_have_count(1)
        for hidden in ("#lab-steps", ".lab-second", "#lab-measure", "#lab-making", ".lab-keep"):
            expect(page.locator(hidden).first).to_be_hidden()
        rows.locator("[data-on]").check()
        head(page, "accepted")
        expect(page.locator("#lab-answer .answer-digit")).to_have_text("4")
        rows.locator("summary").click()
        slider = rows.locator("[data-tune=thickest]")
        for value, state in (("8", "rejected"), ("3.6", "accepted"), ("6", "rejected")):
            slider.evaluate(DRAG, value)  # it is not let go
            head(page, state)
        readings, link = hold_first_reading(page), page.locator("#lab-said [data-link]")
        for value in ("8", "5", "3.6"):
            before = str(link.get_attribute("href"))
            slider.evaluate(DRAG, value)
            expect(link).not_to_have_attribute("href", before)
        assert len(readings) == 1, "one reading is under way, whatever else is sent"
        readings[0].continue_()
        head(page, "accepted")  # the latest is read when it ends
        page.get_by_role("button", name="Reset").last.click()
        head(page, "accepted")
        expect(rows).to_have_count(1)
        page.get_by_role("link", name="Next: What the network has never seen").press("Enter")
        expect(page.locator("#lab-lesson h2")).to_have_text("What the network has never seen")
        expect(page.locator("#lab-answer .answer-words")).to_have_text("No digit found.")
        page.get_by_role("button", name="Show all controls").click()
        expect(rows).to_have_count(14)
        expect(page.locator("#lab-steps")).to_be_visible()
        page.get_by_role("button", name="End the lesson").click()
        expect(page.locator("#lab-lesson a")).to_have_count(6)
        assert "#" not in page.url


def test_a_lesson_that_was_made_here_opens_elsewhere(
    empty_page: Page, chromium: Browser, app_url: str
) -> None:
    page = empty_page
    page.get_by_role("tab", name="Lab", exact=True).click()
    page.locator(".lab-second > summary").click()
    page.get_by_role("checkbox", name="with the paper close by").uncheck()
    expect(page.locator(".lab-second > summary")).to_have_text("The second look: 3 other readings")
    expect(page.locator(".lab-second")).to_have_attribute("open", "")
    page.get_by_role("button", name="Remove with a map of the ink").click()
    page.locator("[data-add=second_look]").select_option(label="with a map of the ink")
    expect(page.locator("[data-part=second_look]").last).to_contain_text("in the place of")
    page.locator("#lab-making button").first.click()
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator("#lab-made")).to_contain_text("'title' of a lesson is one line of text.")
    evil = "<b>x</b> ${1+1} {{value}}"
    for label, text in (
        *(("Title", evil), ("The question", "Why?\nSo?")),
        *(("What to try", "First\n\n[a](http://b)"), ("What one saw", "This")),
    ):
        page.locator("#lab-making").get_by_label(label).fill(text)
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#lab-made a")
    expect(link).to_be_visible()
    with opened(chromium, f"{app_url}/{link.get_attribute('href')}", **SHORT) as other:
        expect(other.locator("#lab-lesson h2")).to_have_text(evil)
        expect(other.locator("#lab-lesson .lab-text").first).to_have_text("Why? So?")
        expect(other.locator("#lab-lesson li").last).to_have_text("[a](http://b)")
        expect(other.locator("#lab-steps")).to_be_hidden()
        head(other, "accepted")
        names = other.locator("[data-part=second_look] .lab-row label")
        expect(names).to_have_count(4)
        expect(names.last).to_contain_text("with a map of the ink")
        assert other.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_a_bad_link_says_so_and_a_measurement_can_be_cancelled(shared_page: Page) -> None:
    page = shared_page
    page.get_by_role("tab", name="Lab", exact=True).click()
    page.evaluate("location.hash = '#lesson=none'")
    expect(page.locator("#lab-lesson")).to_contain_text("The link holds no whole lesson")
    page.get_by_role("link", name="Why 99% is not 99% on your digits").click()
    head(page, "unsure")
    page.locator("#lab-measure button").first.click()
    cancel_soon(page, "#lab-measuring-start", "#lab-measuring-cancel")
    expect(page.locator("#lab-measuring-status")).to_contain_text("Cancelled.")
    expect(page.locator("#lab-measured [data-measured]")).to_have_count(0)
