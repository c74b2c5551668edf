"""The page for those who read it by ear, by keyboard, enlarged or without movement."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from mnist_space.ui.train.tab import LOOKING
from tests.browser import opened
from tests.node import AXE, need_packages
from tests.ui.pages import example, upload
from tests.ui.test_page import PHONE, SHOWN, press_tab

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
# Of 784 cells that are made alike, four rows through the ink are looked at.
SERIOUS = """async () => (await axe.run(
  {exclude: [["#explore-pixels tr:nth-child(-n+11)"], ["#explore-pixels tr:nth-child(n+16)"]]},
  {resultTypes: ["violations"]})).violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => [found.id, ...found.nodes.map(node => node.target.join(" "))])"""
# What the eye sees of an element, of its parents and of what stands beside it.
FOCUS_UNSEEN = """async () => {
  const look = element => [element, element.parentElement, element.parentElement.parentElement]
    .map(each => getComputedStyle(each))
    .map(s => [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow].join());
  const cut = element => {
    const {outlineWidth, outlineOffset} = getComputedStyle(element);
    const around = parseFloat(outlineWidth) + parseFloat(outlineOffset) - 1;
    const {top, left, right} = element.getBoundingClientRect();
    for (let box = element.parentElement; box; box = box.parentElement) {
      const bounds = box.getBoundingClientRect();
      const cuts = getComputedStyle(box).overflowX !== "visible";
      if (cuts && (left - around < bounds.left || right + around > bounds.right
          || top - around < bounds.top)) return true;
    }
    return false;
  };
  const strong = style => /^(solid|auto),[2-9]px/.test(style) || / 0px 0px 0px 3px/.test(style);
  const controls = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")].filter(
    e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0);
  const unseen = [];
  const kinds = new Set();
  for (const control of controls) {
    const kind = [control, control.parentElement].map(e => e.tagName + e.type + e.className).join();
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    document.activeElement.blur();
    const before = look(control);
    control.focus({focusVisible: true});
    await Promise.all(document.getAnimations().map(each => each.finished.catch(() => 0)));
    const places = [control, control.parentElement, control.parentElement.parentElement];
    const framed = places.filter((place, i) => {
      const style = look(control)[i];
      return style !== before[i] && strong(style) && (style.startsWith("none") || !cut(place));
    });
    if (!framed.length) unseen.push(control.outerHTML.slice(0, 200));
  }
  return [controls.length, unseen];
}"""
UNNAMED = """() => [...document.querySelectorAll("fieldset, [role=group], [role=toolbar]")]
  .filter(group => group.checkVisibility())
  .filter(group => !(group.ariaLabel
    || document.getElementById(group.getAttribute("aria-labelledby"))?.textContent.trim()))
  .map(group => group.outerHTML.slice(0, 200))"""
# Longer than the mending of a browser's own rounding.
MOVING = """() => [...document.querySelectorAll("body *")]
  .filter(e => e.checkVisibility())
  .filter(e => [getComputedStyle(e).transitionDuration, getComputedStyle(e).animationDuration]
    .some(times => times.split(", ").some(time => parseFloat(time) > 0.01)))
  .map(e => e.outerHTML.slice(0, 120))"""


SETTLED = "Promise.all(document.getAnimations().map(each => each.finished.catch(() => 0)))"


def serious(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate(SERIOUS)
    return found


@pytest.mark.parametrize(("scheme", "screen"), [("light", DESKTOP), ("dark", PHONE)])
def test_axe_finds_nothing_serious(
    chromium: Browser, app_url: str, scheme: str, screen: dict[str, Any]
) -> None:
    need_packages()
    with opened(chromium, app_url, color_scheme=scheme, **screen) as page:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        # Gradio's own names are mended a moment after the pad is there.
        expect(page.locator("#upload .upload-container[aria-label]")).to_have_count(0)
        assert serious(page) == [], "nothing drawn"
        example(page, "number-blue-pen.jpg")
        expect(page.locator("#answer .number-text")).to_be_visible()
        for name, part in SHOWN.items():
            press_tab(page, name)
            expect(page.locator(part)).to_be_visible()
            for panel in page.locator(".tabitem button.label-wrap:visible").all():
                panel.click()
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            # A button that is being enabled has the colours of neither.
            expect(page.get_by_text(LOOKING)).to_be_hidden()
            page.evaluate(SETTLED)
            assert serious(page) == [], name


def test_by_keyboard_without_movement_and_enlarged_twice(chromium: Browser, app_url: str) -> None:
    """200% on a window of 1280 pixels: 640 for the page."""
    enlarged = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    with opened(chromium, app_url, reduced_motion="reduce", **enlarged) as page:
        for name, part in SHOWN.items():
            press_tab(page, name)
            expect(page.locator(part)).to_be_visible()
            assert page.evaluate(UNNAMED) == [], name
            assert page.evaluate(MOVING) == [], name
            controls, unseen = page.evaluate(FOCUS_UNSEEN)
            assert controls > 5
            assert unseen == [], name
            assert page.evaluate("document.scrollingElement.scrollWidth") <= 640, name


def test_the_api_page_is_read_and_chosen_from_by_keyboard(empty_page: Page) -> None:
    need_packages()
    empty_page.evaluate(AXE.read_text(encoding="utf-8"))
    empty_page.get_by_role("button", name="Use via API").click()
    docs = empty_page.locator(".api-docs")
    for name, shown in (("MCP", "read_digit"), ("cURL", "curl -s")):
        language = docs.locator("li.snippet", has_text=name)
        language.focus()
        language.press("Enter")
        expect(docs.get_by_text(shown).locator("visible=true").first).to_be_visible()
        assert serious(empty_page) == [], name
    docs.get_by_role("button", name="Close").click()
    expect(docs).to_have_count(0)


def test_a_list_of_choices_closes_when_it_is_left_by_tab(empty_page: Page) -> None:
    page = empty_page
    page.get_by_role("tab", name="Lab", exact=True).click()
    page.locator("#lab-picture input").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")


def test_arrow_keys_go_from_one_radio_button_to_the_next(empty_page: Page) -> None:
    pressed = empty_page.locator("#mode input:checked")
    empty_page.locator("#mode input").first.focus()
    for key, value in (("ArrowRight", "digit"), ("ArrowDown", "number"), ("ArrowRight", "auto")):
        empty_page.keyboard.press(key)
        expect(pressed).to_have_value(value)
        assert empty_page.evaluate("document.activeElement.value") == value
    empty_page.keyboard.press("ArrowLeft")
    expect(pressed).to_have_value("number")


def test_an_answer_is_announced_once_and_in_words(empty_page: Page) -> None:
    empty_page.evaluate(
        """() => { window.said = []; const voices = document.querySelector("#answer");
          new MutationObserver(() => {
            const words = [...voices.querySelectorAll("[aria-live], [role=status]")]
              .map(each => each.textContent).join(" | ");
            if (words !== said.at(-1)) said.push(words);
          }).observe(voices, {subtree: true, childList: true, characterData: true}); }"""
    )
    voice = empty_page.locator("#answer .answer-spoken")
    marked = voice.evaluate_handle("voice => voice")
    example(empty_page, "four-pencil-ruled-paper.jpg")
    expect(voice).to_have_text("Read as 4: almost certain, 99.8%.")
    upload(empty_page, {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(voice).to_contain_text("No answer.")
    said = [words for words in empty_page.evaluate("said") if not words.startswith("Draw a")]
    assert [words.partition(".")[0] for words in said] == [
        "Read as 4: almost certain, 99",
        "No answer",
    ]
    # A region that was put there anew is not read out.
    assert marked.evaluate("voice => voice.isConnected")
