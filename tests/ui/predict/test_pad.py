from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import opened_in
from tests.ui.pages import FOUR_TWO, SEVEN, TWO, answer, choose, draw, shares, tool

# The window hears of a lifted pen after the pad.
COUNT_SENT = """() => {
  window.sent = { all: 0 };
  const encode = HTMLCanvasElement.prototype.toDataURL;
  HTMLCanvasElement.prototype.toDataURL = function (...given) {
    sent.all += 1;
    return encode.apply(this, given);
  };
  addEventListener("pointerup", () => { sent.whenLifted = sent.all; });
}"""
# Whether gradio's loader takes touches, as long as it is there.
WATCH_LOADER = """new MutationObserver(() => {
  const loader = document.querySelector(".main > [data-testid=status-tracker]");
  if (loader && document.querySelector("#sketchpad .pad[data-ready]"))
    window.loader = getComputedStyle(loader).pointerEvents;
}).observe(document, { subtree: true, childList: true, attributes: true });"""


def test_a_digit_is_read_while_it_is_drawn(empty_page: Page) -> None:
    draw(empty_page, SEVEN, end=False)
    expect(answer(empty_page)).to_have_text("7")
    empty_page.mouse.up()
    expect(empty_page.locator("#answer .bar-best .bar-name")).to_have_text("7")
    # What is missing from 1 is the probability that it is no digit.
    assert 0.9 < sum(shares(empty_page)) <= 1
    steps = empty_page.locator("#trace .trace-label")
    names = empty_page.locator("#trace .trace-facts code").all_inner_texts()
    assert steps.count() == len(names) >= 10
    assert {"find_ink", "center_mass"} <= set(names)


def test_undo_and_clear(empty_page: Page) -> None:
    draw(empty_page, TWO)
    expect(answer(empty_page)).to_have_text("2")
    draw(empty_page, ((0.1, 0.1), (0.9, 0.9)))
    expect(answer(empty_page)).not_to_have_text("2")
    tool(empty_page, "undo").click()
    expect(answer(empty_page)).to_have_text("2")
    tool(empty_page, "clear").click()
    expect(answer(empty_page)).to_have_text("")
    expect(empty_page.locator("#trace .trace-list")).to_have_count(0)
    tool(empty_page, "undo").click()
    expect(answer(empty_page)).to_have_text("2")


def test_after_clear_the_pen_is_the_tool_again(empty_page: Page) -> None:
    draw(empty_page, SEVEN)
    tool(empty_page, "eraser").click()
    tool(empty_page, "clear").click()
    expect(tool(empty_page, "pen")).to_have_attribute("aria-pressed", "true")
    expect(tool(empty_page, "eraser")).to_have_attribute("aria-pressed", "false")
    draw(empty_page, SEVEN)
    expect(answer(empty_page)).to_have_text("7")


def test_a_digit_is_drawn_and_undone_by_keys_alone(empty_page: Page) -> None:
    canvas, pen = empty_page.locator("#sketchpad canvas"), empty_page.locator(".pad-cursor")
    canvas.focus()
    expect(pen).to_be_hidden()
    for key in ("ArrowUp", *["ArrowUp"] * 8, "Space"):
        canvas.press(key)
    expect(pen).to_have_class("pad-cursor pad-cursor-down")
    for key in (*["ArrowDown"] * 16, "Enter"):
        canvas.press(key)
    expect(pen).to_have_class("pad-cursor")
    expect(answer(empty_page)).to_have_text("1")
    canvas.press("ArrowRight")
    expect(canvas).to_have_attribute("aria-label", "Drawing area, 1 stroke")
    canvas.press("Control+z")
    expect(answer(empty_page)).to_have_text("")
    empty_page.keyboard.press("Tab")
    expect(pen).to_be_hidden()
    expect(empty_page.locator("#pad-help")).to_contain_text("arrow keys move the pen")


def test_keys_work_when_the_pad_has_the_focus(empty_page: Page) -> None:
    draw(empty_page, SEVEN)
    expect(answer(empty_page)).to_have_text("7")
    empty_page.keyboard.press("Delete")
    expect(answer(empty_page)).to_have_text("")
    empty_page.keyboard.press("Control+z")
    expect(answer(empty_page)).to_have_text("7")
    empty_page.keyboard.press("e")
    expect(tool(empty_page, "eraser")).to_have_attribute("aria-pressed", "true")


def test_the_focus_is_seen_when_it_came_by_key(empty_page: Page) -> None:
    ring = "getComputedStyle(document.querySelector('.pad-paper')).boxShadow"
    without = empty_page.evaluate(ring)
    tool(empty_page, "pen").focus()
    empty_page.keyboard.press("Shift+Tab")
    assert empty_page.evaluate("document.activeElement.tagName") == "CANVAS"
    assert empty_page.evaluate(ring) != without


def test_the_eraser_removes_ink(empty_page: Page) -> None:
    draw(empty_page, ((0.5, 0.2), (0.5, 0.8)))
    expect(answer(empty_page)).to_have_text("1")
    tool(empty_page, "eraser").click()
    empty_page.get_by_label("Pen width").fill("40")
    draw(empty_page, ((0.5, 0.1), (0.5, 0.9)))
    expect(answer(empty_page)).to_have_text("")


def test_a_stroke_is_sent_when_the_pen_is_lifted_and_not_later(empty_page: Page) -> None:
    empty_page.evaluate(COUNT_SENT)
    draw(empty_page, SEVEN)
    expect(answer(empty_page)).to_have_text("7")
    assert empty_page.evaluate("sent.all === sent.whenLifted && sent.all > 0")


def test_a_finger_draws_from_the_start_and_the_page_does_not_scroll(
    chromium: Browser, app_url: str
) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with chromium.new_context(**phone) as context:
        context.add_init_script(WATCH_LOADER)
        with opened_in(context, app_url) as page:
            assert page.evaluate("window.loader") == "none", "what lies over it takes strokes"
            expect(tool(page, "undo")).to_be_disabled()
            expect(tool(page, "clear")).to_be_disabled()
            before = page.evaluate("scrollY")
            draw_by_finger(page)
            expect(answer(page)).to_have_text("7")
            assert page.evaluate("scrollY") == before


def draw_by_finger(page: Page) -> None:
    box = page.locator("#sketchpad canvas").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN]
    touch = page.context.new_cdp_session(page)
    for kind, (x, y) in zip(["touchStart"] + ["touchMove"] * 5, places, strict=True):
        points = [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_several_digits_on_the_pad_are_read_as_a_number(empty_page: Page) -> None:
    draw(empty_page, FOUR_TWO[0])
    draw(empty_page, FOUR_TWO[1])
    expect(answer(empty_page)).to_have_text("4")
    draw(empty_page, FOUR_TWO[2])
    expect(empty_page.locator("#answer .number-text")).to_have_text("42")
    assert empty_page.locator("#answer .mark text").all_text_contents() == ["4", "2"]
    choose(empty_page, "mode", "One digit")
    expect(answer(empty_page)).to_have_text("?")
    expect(empty_page.locator("#answer .answer-words")).to_have_text("Several digits.")
    choose(empty_page, "mode", "Automatic")
    expect(empty_page.locator("#answer .number-text")).to_have_text("42")
    tool(empty_page, "undo").click()
    expect(answer(empty_page)).to_have_text("4")
    choose(empty_page, "mode", "A number")
    expect(empty_page.locator("#answer .number-text")).to_have_text("4")


def test_one_reading_at_a_time_so_that_no_late_one_overwrites_a_newer(empty_page: Page) -> None:
    for stroke in FOUR_TWO:
        draw(empty_page, stroke)
    expect(empty_page.locator("#answer .number-text")).to_have_text("42")
    held: list[Route] = []
    asked: list[str] = []
    empty_page.route("**/gradio_api/run/**", lambda route: held.append(route), times=1)
    empty_page.on("request", lambda request: asked.append(request.url))
    with empty_page.expect_request("**/gradio_api/run/**"):
        tool(empty_page, "undo").click()
    choose(empty_page, "mode", "A number")
    empty_page.evaluate("new Promise((shown) => setTimeout(() => requestAnimationFrame(shown)))")
    assert len(asked) == 1
    held[0].continue_()
    expect(empty_page.locator("#answer .number-text")).to_have_text("4")
    assert len(asked) >= 2
