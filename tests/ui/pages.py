"""What the tests of the page do and read."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

Points = Sequence[tuple[float, float]]

# In fractions of the pad.
SEVEN: Points = ((0.28, 0.2), (0.5, 0.2), (0.74, 0.2), (0.62, 0.45), (0.5, 0.65), (0.42, 0.85))
TWO: Points = (
    *((0.3, 0.32), (0.38, 0.2), (0.55, 0.16), (0.7, 0.28), (0.66, 0.45), (0.5, 0.62)),
    *((0.3, 0.82), (0.3, 0.82), (0.5, 0.81), (0.74, 0.82)),
)
FOUR_TWO: tuple[Points, ...] = (
    ((0.13, 0.22), (0.08, 0.5), (0.08, 0.52), (0.42, 0.5)),
    ((0.32, 0.25), (0.3, 0.8)),
    ((0.58, 0.35), (0.65, 0.22), (0.8, 0.2), (0.88, 0.35), (0.75, 0.55), (0.56, 0.8), (0.92, 0.78)),
)


def draw(page: Page, points: Points, end: bool = True) -> None:
    """Draw one stroke with the mouse; without `end` the button stays down."""
    canvas = page.locator("#sketchpad canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    if end:
        page.mouse.up()


def answer(page: Page) -> Locator:
    """The large digit of the answer: "?" where rejected, empty where there is none."""
    return page.locator("#answer .answer-digit")


def shares(page: Page) -> list[float]:
    """The ten probabilities that the bars show, to six decimals."""
    meters = page.locator("#answer [role=meter]")
    return [float(value) for value in meters.evaluate_all("all => all.map(m => m.ariaValueNow)")]


def tool(page: Page, name: str) -> Locator:
    """A button of the pad."""
    return page.locator(f"#sketchpad button[data-act={name}]")


def upload(page: Page, file: str | dict[str, object]) -> None:
    """Choose a file for the upload box, whatever it shows now."""
    page.locator("#upload input[type=file]").set_input_files(file)


def choose(page: Page, group: str, label: str) -> None:
    """Choose one of the radio buttons of `#group`."""
    page.locator(f"#{group}").get_by_label(label, exact=True).check()


def example(page: Page, file: str) -> None:
    """Press the button of an example and wait until its picture is in the upload box."""
    page.locator(f"[data-example='{file}']").click()
    expect(page.locator("#upload img")).to_be_visible()


def start_over(page: Page) -> None:
    """Go back to Predict, the first choices and no picture; what was shared or kept stays."""
    page.get_by_role("tab", name="Predict", exact=True).click()
    choose(page, "mode", "Automatic")
    choose(page, "model", "convnet")
    page.locator("#pipeline input").first.check()
    for remove in (page.get_by_label("Remove Image"), tool(page, "clear")):
        if remove.is_visible() and remove.is_enabled():
            remove.click()
    tool(page, "pen").click()
    width = page.get_by_label("Pen width")
    width.fill(width.evaluate("width => width.defaultValue"))
    expect(page.locator("#answer .answer-words")).to_have_text("Draw a digit")


def fetched(address: str, **headers: str) -> bytes:
    """What a server answers to a plain request."""
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answered:
        body: bytes = answered.read()
        return body


def cancel_soon(page: Page, start: str, cancel: str) -> None:
    """Start something that takes long, and cancel it as soon as its progress is seen.

    From within the page: on a busy machine a click from outside comes when all is done.

    Args:
        page: the app.
        start, cancel: selectors of the two buttons, in one block with the status.
    """
    page.evaluate(
        """([start, cancel]) => new Promise((done) => {
          const watch = new MutationObserver(() => {
            const button = document.querySelector(cancel);
            if (button.disabled || !document.querySelector("[role=progressbar]")) return;
            watch.disconnect();
            button.click();
            done();
          });
          const all = {attributes: true, childList: true, subtree: true};
          watch.observe(document.body, all);
          document.querySelector(start).click();
        })""",
        [start, cancel],
    )
