"""The page as a whole: a phone's and a wide one, light and dark."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from mnist_space.ui.links import TABS
from tests.browser import opened
from tests.ui.pages import SEVEN, answer, draw, example

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# Relative luminance after WCAG 2.2, of the text and of the first ancestor with a ground.
CONTRAST = """element => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let ground = element;
  while (numbers(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
  const pair = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor]
    .map(colour => luminance(numbers(colour))).sort((a, b) => b - a);
  return (pair[0] + 0.05) / (pair[1] + 0.05);
}"""
# A tab that does not fit stands in a menu.
TAB, MENU = ".tab-container [role=tab]", ".overflow-menu > button"
SHOWN = {
    "Predict": "#predict-row",
    "Evaluation": "#eval-matrix table",
    "Explore": "#explore-pixels table",
    "Lab": "#lab-chain ol >> nth=0",
    "Model": ".model-table",
    "Train": "#train-curves svg >> nth=0",
}
TEXTS = (".answer-words", ".answer-note", ".answer-digit", ".bar-best .bar-share", ".bar-name")


def press_tab(page: Page, name: str) -> None:
    tab = page.locator(f"{TAB}:visible").get_by_text(name, exact=True)
    if not tab.count():
        page.locator(MENU).click()
        tab = page.locator(".overflow-dropdown").get_by_text(name, exact=True)
    tab.click()


def rise(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]


@pytest.fixture(scope="module")
def phone(chromium: Browser, app_url: str) -> Iterator[Page]:
    """One page on a phone, for the tests that only look at it.

    Its pad is 335 pixels wide: 300 of the screen's, which is as wide as a canvas is from the start.
    """
    with opened(chromium, app_url, **PHONE, device_scale_factor=300 / 335) as page:
        yield page


def test_a_phone_shows_pad_answer_upload_without_scrolling_sideways(phone: Page) -> None:
    parts = ("predict-pad", "predict-answer", "predict-upload", "model", "pipeline")
    order = [rise(phone, f"#{part}") for part in parts]
    assert order == sorted(set(order))
    example(phone, "star.jpg")
    expect(answer(phone)).to_have_text("?")
    width = "document.documentElement.scrollWidth"
    assert phone.evaluate(width) <= phone.evaluate("document.documentElement.clientWidth")


def test_nothing_moves_when_answers_arrive(browser_page: Page) -> None:
    parts = ("#predict-pad", "#predict-answer", "#predict-choices", "#trace")
    before = [browser_page.locator(part).bounding_box() for part in parts[:3]]
    before.append({"y": rise(browser_page, "#trace")})
    draw(browser_page, SEVEN)
    expect(answer(browser_page)).to_have_text("7")
    browser_page.evaluate("scrollTo(0, 0)")
    after = [browser_page.locator(part).bounding_box() for part in parts[:3]]
    after.append({"y": rise(browser_page, "#trace")})
    assert after == before


@pytest.mark.parametrize("width", [1121, 1180, 1241])
def test_the_answers_words_and_the_question_have_their_room(browser_page: Page, width: int) -> None:
    browser_page.set_viewport_size({"width": width, "height": 820})
    draw(browser_page, SEVEN)
    expect(answer(browser_page)).to_have_text("7")
    words = browser_page.locator("#answer .answer-words")
    height = words.evaluate(
        "words => words.clientHeight / parseFloat(getComputedStyle(words).lineHeight)"
    )
    assert height == pytest.approx(1, abs=0.2)  # lines
    choice = browser_page.locator("#own-other input")
    assert choice.evaluate("input => input.clientWidth - input.scrollWidth") >= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(empty_page: Page, scheme: Literal["light", "dark"]) -> None:
    page = empty_page
    page.emulate_media(color_scheme=scheme)
    ground = "rgb(12, 17, 29)" if scheme == "dark" else "rgb(248, 250, 252)"
    expect(page.locator("body")).to_have_css("background-color", ground)
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    for selector in TEXTS:
        assert page.locator(f"#answer {selector}").first.evaluate(CONTRAST) >= 4.5, selector
    page.emulate_media(color_scheme="light")


def test_everything_that_can_be_pressed_has_a_name(empty_page: Page) -> None:
    names = empty_page.locator("#predict-row button, #predict-row input").evaluate_all(
        "all => all.map(e => e.ariaLabel || e.textContent.trim() || e.querySelector('img')?.alt "
        "|| e.labels?.[0]?.innerText || e.dataset.testid || e.outerHTML)"
    )
    assert len(names) >= 15
    assert [name for name in names if name.startswith("<")] == []


def test_the_page_is_titled_and_offers_the_api(empty_page: Page) -> None:
    assert empty_page.title() == "MNIST Space"
    # Every tab has a link of its own.
    tabs = empty_page.locator(f"{TAB}:visible").all_inner_texts()
    assert [name.lower() for name in tabs] == list(TABS)
    expect(empty_page.get_by_role("button", name="Use via API")).to_be_visible()
    expect(empty_page.locator("#answer [role=status]")).to_have_attribute("aria-live", "polite")


def test_what_a_finger_presses_is_large_enough(phone: Page) -> None:
    pressed = (
        "#upload .source-selection button, .pad button, button.sm:visible, .label-wrap:visible, "
        ".tab-container button:visible, .overflow-menu > button:visible, #language select, "
        "fieldset:visible label"
    )
    sizes = phone.locator(pressed).evaluate_all(
        "all => all.flatMap(e => [e.offsetWidth, e.offsetHeight])"
    )
    assert len(sizes) >= 30
    assert min(sizes) >= 44


def test_a_drawing_is_as_high_as_wide(phone: Page) -> None:
    sides = phone.locator("#sketchpad canvas").evaluate("pad => [pad.width, pad.height]")
    assert sides == [300, 300]


def test_pad_and_answer_are_in_sight_together_on_a_short_phone(phone: Page) -> None:
    phone.set_viewport_size({"width": 390, "height": 664})
    phone.evaluate("scrollTo(0, 0)")
    for part in ("#sketchpad canvas", "#answer .answer-head"):
        box = phone.locator(part).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 664, part


@pytest.mark.parametrize("width", [390, 320])
def test_no_tab_is_wider_than_the_screen(phone: Page, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 664})
    # The tabs that do not fit go into their menu before the next picture of the page.
    phone.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    for name, part in SHOWN.items():
        press_tab(phone, name)
        expect(phone.locator(part)).to_be_visible()
        assert phone.evaluate("document.scrollingElement.scrollWidth") <= width, name
