"""The page in other languages: whole, in step with the sources, and right in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.registry import Step
from mnist_space.ui.face.installing import install_routes
from mnist_space.ui.words import FOLDER
from tests.browser import opened, opened_in
from tests.ui.pages import SEVEN, answer, draw, example
from tests.ui.test_page import SHOWN, TAB, press_tab
from tests.ui.words.sources import (
    HOLE,
    corpus,
    is_prose,
    pieces,
    python_files,
    script_texts,
    scripts,
    texts,
)

FILES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
PLACEHOLDER = re.compile(r"\{\w+\}")
# What the sources have in words and the page does not show, or calls so in every language.
UNSEEN = {
    "False",
    "MNIST Space",
    # to those who call it from Python
    "A picture must be a file, its bytes, a PIL image or an array, not 7.",
    "The array 7",
    "An array must hold numbers, not 7.",
    "The array has values that are not a number (NaN) or infinite.",
    "An array must have values in [0, 1] or [0, 255], not 7 to 7.",
    # units of the endpoint /diagnose
    "degrees counter-clockwise",
    "gray levels",
    "of the light",
    "probability of a digit",
    # compared with what a child process says
    "MNIST train split cannot be had",
    "Invalid value: ([^\u2570]+)",
    # why a request cannot be read, for which there is one sentence
    *("no drawing", "no request", "no stroke", "another request", "outside the pad", "too long"),
}
# What gradio says by itself.
GRADIO = {
    *("Loading...", "More tabs", "File upload", "Upload file", "Capture from camera"),
    *(
        "Paste from clipboard",
        "Remove Image",
        "{1} Drop File Here {2} Click to Upload",
        "- or -",
        "processing |",
        "queue: {n}/{n2} |",
        "queue: {n}/ |",
    ),
    *(
        "Stop Recording",
        "Stop Recording {1}",
        "Use via API {1}",
        "Use via API or MCP {1}",
        "logo",
        "Error",
        "Error {1}",
    ),
    *("Gradio footer navigation", "number input for {what}", "range slider for {what}"),
    *(
        "Reset to default value",
        "Connection errored out.",
        "Uploading...",
        "Click to Access Webcam",
    ),
    "On mobile, the connection can break if this tab is unfocused or the device sleeps, losing "
    "your position in queue.",
    "Lost connection due to leaving page. Rejoining queue...",
    "Waiting for file(s) to finish uploading, please retry.",
    "Please allow access to the webcam for recording.",
}
# Put together where they are said, of words that stand alone.
COMPOSED = {f"{which} {what}" for which in ("First", "Second") for what in ("model", "pipeline")}
COMPOSED |= {"of {n} that is no digit"}
COMPOSED |= {"Draw a digit or choose a picture. It is read as you draw."}
# Names, which are the same everywhere: of models, pipelines, steps, parameters, forms and files.
NAMES = re.compile(
    r"\b(MNIST(-C)?( Space)?|ECE|F1|JSON|CSV|PNG|API|MCP|Python|curl|gradio_client|Control Z"
    r"|Delete|Esc|Shift|Hub|McNemar|zip|px|ms|kB|MB|convnet(_pair)?|notebook(_mlp)?|robust|grayscale|rescale"
    r"|[a-z]+(_[a-z]+)+|\w+\.(py|csv|jpg|json|png)|[A-Z]\w+(Image|Tensor)|user/repo@revision|uint8"
    r"|below|high|length|low|marks|order|reach|rest|side|size|slope|stroke|thickest|thickness"
    r"|thinnest|sha256 \w+|keep|measure|steps|pipeline|benchmarks)\b"
)
# All that can be read, heard or pointed at on the page, but for what is no text of ours.
LEFT = """() => {
  const as_it_is = "[translate=no], code, pre, script, style, textarea, .api-docs, #language *";
  const names = ["aria-label", "aria-valuetext", "aria-roledescription", "title", "placeholder"];
  const shown = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").get;
  return [...document.body.querySelectorAll("*")].filter((each) => !each.closest(as_it_is))
    .flatMap((each) => [
      ...[...names, "alt"].map((name) => each.getAttribute(name) ?? ""),
      each.matches("input[role=combobox]") ? shown.call(each) : "",
      ...[...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)])
    .map((text) => text.replace(/\\s+/g, " ").trim());
}"""
SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });"""


def sentences() -> list[str]:
    """The English sentences of the files."""
    return [english for english in next(iter(FILES.values())) if english]


def within(part: str, whole: str, hole: str) -> bool:
    """Whether all that is said in `part` between its holes is said in `whole`, in that order."""
    said = [re.escape(each.strip()) for each in re.split(hole, part)]
    return re.search(".*?".join(said), whole, re.DOTALL) is not None


def test_all_languages_say_the_same_sentences_with_the_same_placeholders() -> None:
    assert len({tuple(words) for words in FILES.values()}) == 1
    for code, words in FILES.items():
        assert {"name", "decimal", "thousands", "percent"} <= set(words[""])
        for english in sentences():
            holes = [sorted(PLACEHOLDER.findall(text)) for text in (english, words[english])]
            assert holes[0] == holes[1], (code, english)
            assert words[english].strip() == words[english] != "", (code, english)


def test_what_is_said_in_another_language_is_no_english_sentence_with_another_meaning() -> None:
    for code, words in FILES.items():
        for said in words.values():
            assert words.get(str(said), said) == said, (code, said)


def test_no_sentence_is_there_in_vain() -> None:
    whole = corpus().casefold()
    whole += whole.replace("_", " ") + whole.replace("`", "")
    for english in set(sentences()) - GRADIO - COMPOSED:
        for part in re.split(r"\{\w+\}|[.,:;()?]", english.casefold()):
            assert part.strip() in whole, english


@pytest.mark.parametrize("step", list(load_steps()), ids=lambda step: step.name)
def test_what_a_step_of_ours_says_about_itself_is_said_in_each_language(step: Step) -> None:
    said = step.description
    own = [parameter.description for parameter in step.parameters]
    for text in (step.label, *said.paragraphs, *own, said.returns):
        assert text in sentences()


def test_the_installed_app_says_in_each_language_that_it_is_offline() -> None:
    app = Starlette(routes=install_routes("Title", "Sentence"))
    worker = TestClient(app).get("/offline.js").text
    for words in FILES.values():
        assert json.dumps(json.dumps(words["Reload"]))[1:-1] in worker


@pytest.fixture(scope="module")
def chinese(chromium: Browser, app_url: str) -> Iterator[Page]:
    """The page in a browser that asks for Chinese, where every English word is seen."""
    with opened(chromium, app_url, locale="zh-CN", viewport={"width": 1280, "height": 900}) as page:
        yield page


def test_whatever_the_sources_say_is_in_the_files(chinese: Page) -> None:
    all_texts = [text for path in python_files() for text in texts(path)]
    all_texts += [text for path in scripts() for text in script_texts(path)]
    prose = sorted({piece for text in all_texts for piece in pieces(text) if is_prose(piece)})
    said = chinese.evaluate("all => all.map(words.say)", prose)
    silent = {text for text, other in zip(prose, said, strict=True) if text == other}
    # Parts of a sentence, of which the whole is in the files; one with a link in it.
    whole = "\n".join(sentences())
    parted = {text for text in silent if within(text, whole, HOLE) or holds_one(text)}
    assert silent - parted == UNSEEN


def holds_one(text: str) -> bool:
    """Whether a sentence with elements in it is in the text."""
    return any("{1}" in each and within(each, text, r"\{\w+\}") for each in sentences())


def test_nothing_is_left_in_english_on_any_tab(chinese: Page) -> None:
    assert chinese.evaluate("document.documentElement.lang") == "zh"
    draw(chinese, SEVEN)
    expect(answer(chinese)).to_have_text("7")
    chinese.locator("#predict-why button.label-wrap").click()
    expect(chinese.locator(".why-heat")).to_be_visible()
    left = set(chinese.evaluate(LEFT))
    chinese.locator("#trace [data-step=drop_specks]").press("Enter")
    expect(chinese.locator(".viewer-controls .lab-field").first).to_be_visible()
    left |= set(chinese.evaluate(LEFT))
    chinese.keyboard.press("Escape")
    example(chinese, "number-blue-pen.jpg")
    expect(chinese.locator("#answer .number-text")).to_be_visible()
    for tab, part in zip(chinese.locator(TAB).all(), SHOWN.values(), strict=True):
        tab.click()
        expect(chinese.locator(part)).to_be_visible()
        closed = chinese.locator(".tabitem button.label-wrap:not(.open):visible")
        closed.evaluate_all("all => all.forEach((panel) => panel.click())")
        expect(closed).to_have_count(0)
        left |= set(chinese.evaluate(LEFT))
    # The lettering of the plots, which are drawn once their tab is open.
    expect(chinese.locator("[data-plot=coverage] svg")).to_have_count(2)
    left |= set(chinese.evaluate(LEFT))
    assert len(left) > 400
    assert {text for text in left if re.search("[A-Za-z]{2}", NAMES.sub("", text))} == set()


def test_a_language_is_chosen_without_a_new_page_and_remembered(
    chromium: Browser, app_url: str
) -> None:
    context = chromium.new_context(locale="de-AT", viewport={"width": 320, "height": 664})
    context.add_init_script(SHIFTS)
    with opened_in(context, app_url) as page:
        root, words = page.locator("html"), page.locator("#answer .answer-words")
        expect(root).to_have_attribute("lang", "de")
        expect(words).to_have_text("Zeichne eine Ziffer")
        expect(page.locator("#own-other input")).to_have_value("Nein, es ist\u00a0…")
        draw(page, SEVEN)
        spoken = page.locator("#answer .answer-spoken")
        expect(spoken).to_have_text(re.compile(r"Gelesen als 7: .*, \d\d,\d\u00a0%\."))
        assert sum(page.evaluate("shifts")) <= 0.1
        box = page.get_by_label("Sprache")
        for code, said in (("es", "Casi seguro"), ("zh", "几乎确定"), ("en", "Almost certain")):
            box.select_option(code)
            expect(root).to_have_attribute("lang", code)
            expect(words).to_have_text(said)
            box = page.locator("#language select")
        expect(page.locator("#own-other input")).to_have_value("No, it is ...")
        box.select_option("de")
        expect(root).to_have_attribute("lang", "de")
        for name, part in SHOWN.items():
            press_tab(page, FILES["de"][name])
            expect(page.locator(part)).to_be_visible()
            assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, name
        box.select_option("es")
        page.reload()
        expect(words).to_have_text("Dibuja una cifra")
    context.close()
