"""How soon the answer follows the pen: python benchmarks/drawing.py [URL] [--strokes 30].

In a real Chromium, a straight stroke is drawn on the empty pad by one move of the mouse. Measured
in the page is the time from that move to the change of the answer's large digit: the pad's pause,
the request, the reading and the page's own work. Without URL the app is started for it. Only on an
idle machine do the milliseconds mean something. Needs requirements-dev.txt and chromium.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from common import JsonOption, contenders, report
from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser import CHROMIUM, CHROMIUM_OPTIONS, PATIENCE_MS, opened_in
from tests.serving import served
from tests.ui.pages import answer, tool

WATCH = """() => {
  window.waits = [];
  let moved = 0;
  document.querySelector("#sketchpad canvas").addEventListener("pointermove", (event) => {
    if (event.buttons) moved ||= event.timeStamp;
  }, true);
  const digit = () => document.querySelector("#answer .answer-digit")?.textContent ?? "";
  new MutationObserver(() => {
    if (!moved || !digit()) return;
    waits.push(performance.now() - moved);
    moved = 0;
  }).observe(document.querySelector("#answer"), {
    subtree: true, childList: true, characterData: true,
  });
}"""


@contextmanager
def _app(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with TemporaryDirectory() as folder, served(Path(folder)) as (started, _):
        yield started


def waits(page: Page, strokes: int) -> list[float]:
    """Draw on the empty pad, again and again; return the milliseconds of each wait."""
    box = page.locator("#sketchpad canvas").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2
    top, bottom = (box["y"] + share * box["height"] for share in (0.2, 0.8))
    page.evaluate(WATCH)
    for _ in range(strokes):
        page.mouse.move(middle, top)
        page.mouse.down()
        page.mouse.move(middle, bottom)
        page.mouse.up()
        expect(answer(page)).to_have_text("1")
        tool(page, "clear").click()
        expect(answer(page)).to_have_text("")
    measured: list[float] = page.evaluate("waits")
    return measured


def main(
    url: Annotated[str | None, typer.Argument(help="A running app.")] = None,
    strokes: Annotated[int, typer.Option(min=1, help="How many are drawn.")] = 30,
    as_json: JsonOption = False,
) -> None:
    """Print the median and the 90th percentile, in milliseconds."""
    expect.set_options(timeout=PATIENCE_MS)
    with _app(url) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_OPTIONS)
        with opened_in(browser.new_context(), address) as page:
            waits(page, 2)  # scripts and networks are loaded
        with opened_in(browser.new_context(), address) as page:
            measured = waits(page, strokes)
        browser.close()
    median, slow = np.percentile(measured, [50, 90])
    row = {"strokes": len(measured), "median_ms": round(median, 1), "p90_ms": round(slow, 1)}
    text = f"{len(measured)} strokes: median {median:.0f} ms, 90th percentile {slow:.0f} ms"
    ours = contenders()[1]
    report({"model": ours.name, "sha256": ours.digest}, [row], iter([text]), as_json)


if __name__ == "__main__":
    typer.run(main)
