from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import opened, opened_in
from tests.ui.pages import FOUR_TWO, SEVEN, TWO, answer, choose, draw, shares, tool

# Whether gradio's loader takes touches, as long as it is there.
WATCH_LOADER = """new MutationObserver(() => {
  const loader = document.querySelector(".main > [data-testid=status-tracker]");
  if (loader && document.querySelector("#sketchpad .pad[data-ready]"))
    window.loader = getComputedStyle(loader).pointerEvents;
}).observe(document, { subtree: true, childList: true, attributes: true });"""


def test_a_digit_is_read_while_it_is_drawn(browser_page: Page) -> None:
    draw(browser_page, SEVEN, end=False)
    expect(answer(browser_page)).to_have_text("7")
    browser_page.mouse.up()
    expect(browser_page.locator("#answer .bar-best .bar-name")).to_have_text("7")
    # What is missing from 1 is the probability that it is no digit.
    assert 0.9 < sum(shares(browser_page)) <= 1
    steps = browser_page.locator("#trace .trace-label")
    names = browser_page.locator("#trace .trace-facts code").all_inner_texts()
    assert steps.count() == len(names) >= 10
    assert {"find_ink", "center_mass"} <= set(names)


def test_undo_and_clear(browser_page: Page) -> None:
    expect(tool(browser_page, "undo")).to_be_disabled()
    expect(tool(browser_page, "clear")).to_be_disabled()
    draw(browser_page, TWO)
    expect(answer(browser_page)).to_have_text("2")
    draw(browser_page, ((0.1, 0.1), (0.9, 0.9)))
    expect(answer(browser_page)).not_to_have_text("2")
    tool(browser_page, "undo").click()
    expect(answer(browser_page)).to_have_text("2")
    tool(browser_page, "clear").click()
    expect(answer(browser_page)).to_have_text("")
    expect(browser_page.locator("#trace .trace-list")).to_have_count(0)
    tool(browser_page, "undo").click()
    expect(answer(browser_page)).to_have_text("2")


def test_after_clear_the_pen_is_the_tool_again(browser_page: Page) -> None:
    draw(browser_page, SEVEN)
    tool(browser_page, "eraser").click()
    tool(browser_page, "clear").click()
    expect(tool(browser_page, "pen")).to_have_attribute("aria-pressed", "true")
    expect(tool(browser_page, "eraser")).to_have_attribute("aria-pressed", "false")
    draw(browser_page, SEVEN)
    expect(answer(browser_page)).to_have_text("7")


def test_a_digit_is_drawn_and_undone_by_keys_alone(browser_page: Page) -> None:
    canvas, pen = browser_page.locator("#sketchpad canvas"), browser_page.locator(".pad-cursor")
    canvas.focus()
    expect(pen).to_be_hidden()
    for key in ("ArrowUp", *["ArrowUp"] * 8, "Space"):
        canvas.press(key)
    expect(pen).to_have_class("pad-cursor pad-cursor-down")
    for key in (*["ArrowDown"] * 16, "Enter"):
        canvas.press(key)
    expect(pen).to_have_class("pad-cursor")
    expect(answer(browser_page)).to_have_text("1")
    canvas.press("ArrowRight")
    expect(canvas).to_have_attribute("aria-label", "Drawing area, 1 stroke")
    canvas.press("Control+z")
    expect(answer(browser_page)).to_have_text("")
    browser_page.keyboard.press("Tab")
    expect(pen).to_be_hidden()
    expect(browser_page.locator("#pad-help")).to_contain_text("arrow keys move the pen")


def test_keys_work_when_the_pad_has_the_focus(browser_page: Page) -> None:
    draw(browser_page, SEVEN)
    expect(answer(browser_page)).to_have_text("7")
    browser_page.keyboard.press("Delete")
    expect(answer(browser_page)).to_have_text("")
    browser_page.keyboard.press("Control+z")
    expect(answer(browser_page)).to_have_text("7")
    browser_page.keyboard.press("e")
    expect(tool(browser_page, "eraser")).to_have_attribute("aria-pressed", "true")


def test_the_focus_is_seen_when_it_came_by_key(browser_page: Page) -> None:
    ring = "getComputedStyle(document.querySelector('.pad-paper')).boxShadow"
    without = browser_page.evaluate(ring)
    tool(browser_page, "pen").focus()
    browser_page.keyboard.press("Shift+Tab")
    assert browser_page.evaluate("document.activeElement.tagName") == "CANVAS"
    assert browser_page.evaluate(ring) != without


def test_the_eraser_removes_ink(browser_page: Page) -> None:
    draw(browser_page, ((0.5, 0.2), (0.5, 0.8)))
    expect(answer(browser_page)).to_have_text("1")
    tool(browser_page, "eraser").click()
    browser_page.get_by_label("Pen width").fill("40")
    draw(browser_page, ((0.5, 0.1), (0.5, 0.9)))
    expect(answer(browser_page)).to_have_text("")


def test_a_finger_draws_and_the_page_does_not_scroll(chromium: Browser, app_url: str) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with opened(chromium, app_url, **phone) as page:
        box = page.locator("#sketchpad canvas").bounding_box()
        assert box is not None
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN]
        touch = page.context.new_cdp_session(page)
        before = page.evaluate("scrollY")
        for kind, (x, y) in zip(["touchStart"] + ["touchMove"] * 5, places, strict=True):
            points = [{"x": x, "y": y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(answer(page)).to_have_text("7")
        assert page.evaluate("scrollY") == before


def test_what_lies_over_the_page_at_the_start_lets_strokes_through(
    chromium: Browser, app_url: str
) -> None:
    with chromium.new_context() as context:
        context.add_init_script(WATCH_LOADER)
        with opened_in(context, app_url) as page:
            assert page.evaluate("window.loader") == "none"


def test_several_digits_on_the_pad_are_read_as_a_number(browser_page: Page) -> None:
    draw(browser_page, FOUR_TWO[0])
    draw(browser_page, FOUR_TWO[1])
    expect(answer(browser_page)).to_have_text("4")
    draw(browser_page, FOUR_TWO[2])
    expect(browser_page.locator("#answer .number-text")).to_have_text("42")
    assert browser_page.locator("#answer .mark text").all_text_contents() == ["4", "2"]
    choose(browser_page, "mode", "One digit")
    expect(answer(browser_page)).to_have_text("?")
    expect(browser_page.locator("#answer .answer-words")).to_have_text("Several digits.")
    choose(browser_page, "mode", "Automatic")
    expect(browser_page.locator("#answer .number-text")).to_have_text("42")
    tool(browser_page, "undo").click()
    expect(answer(browser_page)).to_have_text("4")
    choose(browser_page, "mode", "A number")
    expect(browser_page.locator("#answer .number-text")).to_have_text("4")


def test_one_reading_at_a_time_so_that_no_late_one_overwrites_a_newer(browser_page: Page) -> None:
    for stroke in FOUR_TWO:
        draw(browser_page, stroke)
    expect(browser_page.locator("#answer .number-text")).to_have_text("42")
    held: list[Route] = []
    asked: list[str] = []
    browser_page.route("**/gradio_api/run/**", lambda route: held.append(route), times=1)
    browser_page.on("request", lambda request: asked.append(request.url))
    with browser_page.expect_request("**/gradio_api/run/**"):
        tool(browser_page, "undo").click()
    choose(browser_page, "mode", "A number")
    browser_page.evaluate("new Promise((shown) => setTimeout(() => requestAnimationFrame(shown)))")
    assert len(asked) == 1
    held[0].continue_()
    expect(browser_page.locator("#answer .number-text")).to_have_text("4")
    assert len(asked) >= 2
