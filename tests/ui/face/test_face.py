"""The app from outside: icon, preview, a page that loads calmly and says nothing to the console."""

import gzip
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from mnist_space.artifact import BUNDLED
from mnist_space.ui.face import ADDRESS, SOCIAL, Preview, described
from mnist_space.ui.face.installing import ICON
from mnist_space.ui.page import SENTENCE, TITLE
from tests.browser import opened_in
from tests.ui.pages import SEVEN, answer, draw, fetched

SIX = BUNDLED / "examples" / "six-transparent.png"

SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });"""


def test_a_link_to_the_app_is_shown_with_its_title_and_a_picture(app_url: str) -> None:
    page = fetched(app_url, **{"X-Forwarded-Proto": "https", "X-Forwarded-Host": 'a".org'}).decode()
    said = dict(re.findall(r'<meta (?:property|name)="([^"]*)" content="([^"]*)">', page))
    assert page.count("og:title") == page.count("og:image") == 1
    assert said["og:title"] == said["twitter:title"] == TITLE
    assert said["description"] == said["og:description"] == SENTENCE
    assert said["og:image"] == "https://a&quot;.org" + ADDRESS
    assert fetched(app_url + ADDRESS) == SOCIAL.read_bytes()
    assert fetched(app_url + "/favicon.ico") == ICON.read_bytes()
    with Image.open(SOCIAL) as picture:
        assert picture.size == (1200, 630)


def test_the_page_is_compressed_for_those_who_can_read_it(app_url: str) -> None:
    page = fetched(app_url)
    small = fetched(app_url, **{"Accept-Encoding": "gzip"})
    assert len(small) < len(page) / 4
    # All but what differs at each request, such as the time.
    assert gzip.decompress(small)[:4000] == page[:4000]


def test_a_page_is_described_once() -> None:
    page = '<head><meta property="og:title" content="Gradio" />\n</head><body></head>'
    made = described(page, "<T>", "S", "http://a")
    assert "Gradio" not in made
    assert made.count("&lt;T&gt;") == 2
    assert made.endswith("</head><body></head>")


@pytest.mark.parametrize(
    ("root_path", "root"),
    [("/digits", "http://testserver/digits"), ("https://b.org/x/", "https://b.org/x")],
)
def test_below_a_root_path_the_picture_is_there_too(root_path: str, root: str) -> None:
    page = Preview(HTMLResponse("<head></head>"), TITLE, SENTENCE)
    text = TestClient(page, root_path=root_path).get("/").text
    assert f'property="og:image" content="{root}{ADDRESS}"' in text
    assert f'property="og:url" content="{root}/"' in text


@pytest.mark.parametrize("size", [(390, 664), (1280, 900)], ids=["phone", "wide"])
def test_nothing_jumps_on_load_and_a_reading_warns_of_nothing(
    chromium: Browser, app_url: str, size: tuple[int, int]
) -> None:
    width, height = size
    # Nothing in its cache: the parts of the page come one after another.
    context = chromium.new_context(viewport={"width": width, "height": height})
    context.add_init_script(SHIFTS)
    warned: list[str] = []
    context.on("console", lambda message: warned.append(message.text))
    with opened_in(context, app_url) as page:
        expect(page.locator("#predict-upload")).to_be_visible()
        expect(page.locator(".examples button").last).to_be_visible()
        draw(page, SEVEN)
        expect(answer(page)).to_have_text("7")
        assert sum(page.evaluate("shifts")) <= 0.1
        page.locator("#upload input[type=file]").set_input_files(SIX)
        expect(answer(page)).to_have_text("6")
        assert warned == []
    context.close()
