"""Make the pictures of the README from the running app: python docs/screenshots.py [URL].

Without URL the app is started for it. Needs requirements-dev.txt and Debian's chromium.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import CHROMIUM, CHROMIUM_OPTIONS, PATIENCE_MS, opened_in  # noqa: E402
from tests.ui.pages import answer, example  # noqa: E402

SIZE = {"width": 1280, "height": 900}
EXAMPLE = "four-pencil-ruled-paper.jpg"


def predict(page: Page) -> None:
    """The Predict tab with a photo that was read."""
    example(page, EXAMPLE)
    expect(answer(page)).to_have_text("4")
    save(page, "predict.png")


def evaluation(page: Page) -> None:
    """The Evaluation tab with the pictures of a cell, down to the end of the matrix."""
    page.get_by_role("tab", name="Evaluation", exact=True).click()
    page.locator("[data-cell='9-4']").click()
    expect(page.locator("#eval-gallery h3")).to_have_text("9 read as 4")
    end = "element => element.getBoundingClientRect().bottom + scrollY"
    save(page, "evaluation.png", int(page.locator("#eval-row").evaluate(end)) + 24)


def save(page: Page, name: str, height: int | None = None) -> None:
    """Write the page, or the top of it, to docs/ in 256 colours: 100 kB, not 334."""
    shot = page.screenshot(full_page=True, animations="disabled")
    path = ROOT / "docs" / name
    picture = Image.open(BytesIO(shot)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, height or picture.height))
    # The mean error falls from 2 to 0.2 of 255 when the chosen colours are refined five times.
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=5).save(path, optimize=True)
    print(f"docs/{name}: {path.stat().st_size / 1000:.0f} kB")


@contextmanager
def started() -> Iterator[str]:
    """Start the app on a free port."""
    command = [sys.executable, "-u", "app.py"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "Running on local URL" in line)
        yield line.split()[-1]
        process.terminate()


def main(url: str) -> None:
    """Make every picture."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_OPTIONS)
        context = chromium.new_context(viewport=SIZE, color_scheme="light")
        with opened_in(context, url) as page:
            predict(page)
            evaluation(page)
        chromium.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with started() as address:
            main(address)
