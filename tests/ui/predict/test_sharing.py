"""Share or keep: a link opened elsewhere shows the same answer; files, code and this visit."""

import json
import re

from playwright.sync_api import Browser, Page, expect

from tests.browser import opened
from tests.ui.pages import SEVEN, answer, draw, example, shares, tool, upload

STAR = "star.jpg"


def press(page: Page, what: str) -> None:
    page.locator(f"#sharing [data-ask={what}]").click()


def test_an_answer_is_shared_kept_and_opened_elsewhere(
    chromium: Browser, shared_page: Page
) -> None:
    page, text = shared_page, shared_page.locator("#sharing textarea")
    row = page.locator("#sharing summary")
    expect(row).to_be_hidden()
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    row.click()
    press(page, "link")
    expect(text).to_have_value(re.compile(r"#drawing="))
    the_same_elsewhere(chromium, text.input_value(), shares(page))
    kept_as_files(page)
    a_photo_and_an_example(page)


def the_same_elsewhere(chromium: Browser, link: str, bars: list[float]) -> None:
    with opened(chromium, link, viewport={"width": 390, "height": 664}) as elsewhere:
        expect(answer(elsewhere)).to_have_text("7")
        expect(elsewhere.locator("#sketchpad canvas")).to_have_attribute(
            "aria-label", re.compile("1 s")
        )
        assert shares(elsewhere) == bars
        expect(elsewhere.locator("#sharing")).to_contain_text("Share or keep")
        elsewhere.evaluate("location.hash = '#drawing=damaged'")
        expect(elsewhere.locator(".toast-body")).to_contain_text("drawing in this link is damaged")
        elsewhere.evaluate("location.hash = '#model=someone/digits@v1'")
        expect(elsewhere.locator("#model-source").get_by_role("textbox")).to_have_value(
            "someone/digits@v1"
        )
        elsewhere.evaluate("location.hash = '#tab=explore'")
        expect(elsewhere.locator("#explore-row")).to_be_visible()


def kept_as_files(page: Page) -> None:
    text = page.locator("#sharing textarea")
    press(page, "json")
    expect(text).to_have_value(re.compile('"label": 7'))
    with page.expect_download() as kept:
        page.locator("#sharing [data-download]").click()
    assert json.loads(kept.value.path().read_text())["model"] == "convnet"
    press(page, "csv")
    expect(text).to_have_value(re.compile("^digit,confidence\n0,"))
    press(page, "code")
    expect(text).to_have_value(re.compile(r"handle_file\(.drawing\.png.\)"))
    with page.expect_download() as drawing:
        page.locator("#sharing [data-download]").click()
    # The answer of the drawing would stand there until that of the file comes.
    tool(page, "clear").click()
    expect(answer(page)).to_have_text("")
    upload(
        page,
        {"name": STAR, "mimeType": "image/png", "buffer": drawing.value.path().read_bytes()},
    )
    expect(page.locator("#upload img")).to_be_visible()
    expect(answer(page)).to_have_text("7")


def a_photo_and_an_example(page: Page) -> None:
    text, said = page.locator("#sharing textarea"), page.locator(".share-said")
    press(page, "link")
    expect(said).to_contain_text("A photo is not in a link")
    with page.expect_download() as picture:
        press(page, "picture")
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    example(page, STAR)
    expect(answer(page)).to_have_text("?")
    press(page, "link")
    expect(text).to_have_value(re.compile(f"#example={STAR}$"))
    page.locator("#sharing [data-history]").click()
    visit = page.locator(".share-history li")
    expect(visit.first).to_have_text("?")
    page.locator("#sharing [data-clear]").click()
    expect(visit).to_have_count(0)


def test_a_link_names_mode_model_and_pipeline(empty_page: Page) -> None:
    link = f"#example={STAR}&mode=digit&model=notebook_mlp&pipeline=notebook"
    empty_page.evaluate("link => { location.hash = link }", link)
    expect(empty_page.locator("#model").get_by_label("notebook_mlp")).to_be_checked()
    expect(empty_page.locator("#pipeline").get_by_label("notebook", exact=True)).to_be_checked()
    expect(empty_page.locator("#mode").get_by_label("One digit")).to_be_checked()
    expect(empty_page.locator("#trace .trace-facts code").first).to_have_text("grayscale")
    empty_page.locator("#sharing details").evaluate("details => { details.open = true }")
    press(empty_page, "link")
    expect(empty_page.locator("#sharing textarea")).to_have_value(
        re.compile("model=notebook_mlp&pipeline=notebook&mode=digit")
    )
