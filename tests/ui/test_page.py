import pytest
from playwright.sync_api import Browser, Page, expect

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


def test_a_phone_shows_pad_answer_upload_without_scrolling_sideways(
    chromium: Browser, app_url: str
) -> None:
    with opened(chromium, app_url, **PHONE) as page:
        order = [rise(page, f"#predict-{part}") for part in ("pad", "answer", "upload")]
        assert order == sorted(order)
        example(page, "star.jpg")
        expect(answer(page)).to_have_text("?")
        width = "document.documentElement.scrollWidth"
        assert page.evaluate(width) <= page.evaluate("document.documentElement.clientWidth")


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(chromium: Browser, app_url: str, scheme: str) -> None:
    with opened(chromium, app_url, color_scheme=scheme) as page:
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(12, 17, 29)") == (scheme == "dark")
        draw(page, SEVEN)
        expect(answer(page)).to_have_text("7")
        for selector in TEXTS:
            assert page.locator(f"#answer {selector}").first.evaluate(CONTRAST) >= 4.5, selector


def test_everything_that_can_be_pressed_has_a_name(browser_page: Page) -> None:
    names = browser_page.locator("#predict-row button, #predict-row input").evaluate_all(
        "all => all.map(e => e.ariaLabel || e.textContent.trim() || e.querySelector('img')?.alt "
        "|| e.labels?.[0]?.innerText || e.dataset.testid || e.outerHTML)"
    )
    assert len(names) >= 15
    assert [name for name in names if name.startswith("<")] == []


def test_the_page_is_titled_and_offers_the_api(browser_page: Page) -> None:
    assert browser_page.title() == "MNIST Space"
    expect(browser_page.get_by_role("button", name="Use via API")).to_be_visible()
    expect(browser_page.locator("#answer [role=status]")).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize("width", [320, 390])
def test_no_tab_is_wider_than_the_screen(chromium: Browser, app_url: str, width: int) -> None:
    screen = {**PHONE, "viewport": {"width": width, "height": 664}}
    with opened(chromium, app_url, **screen) as page:
        for name, part in SHOWN.items():
            press_tab(page, name)
            expect(page.locator(part)).to_be_visible()
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width, name


def test_pad_and_answer_are_in_sight_together_on_a_short_phone(
    chromium: Browser, app_url: str
) -> None:
    with opened(chromium, app_url, **{**PHONE, "viewport": {"width": 390, "height": 664}}) as page:
        for part in ("#sketchpad canvas", "#answer .answer-head"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 664, part


def test_what_a_finger_presses_is_large_enough(chromium: Browser, app_url: str) -> None:
    with opened(chromium, app_url, **PHONE) as page:
        sizes = page.locator("#upload .source-selection button, .pad button").evaluate_all(
            "all => all.flatMap(e => [e.offsetWidth, e.offsetHeight])"
        )
        assert len(sizes) >= 14
        assert min(sizes) >= 44
