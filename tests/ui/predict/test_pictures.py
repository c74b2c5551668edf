import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from mnist_space import load_predictor
from mnist_space.ui.predict.examples import EXAMPLES, example_path
from tests.ui.pages import SEVEN, answer, choose, draw, example, tool, upload

FOUR, NUMBER, STAR = "four-pencil-ruled-paper.jpg", "number-blue-pen.jpg", "star.jpg"
READABLE = [example.file for example in EXAMPLES if example.file not in (NUMBER, STAR)]


def test_an_upload_takes_the_place_of_the_drawing(empty_page: Page) -> None:
    draw(empty_page, SEVEN)
    expect(answer(empty_page)).to_have_text("7")
    upload(empty_page, str(example_path(FOUR)))
    expect(answer(empty_page)).to_have_text("4")
    expect(empty_page.locator("#sketchpad .pad-hint")).to_be_visible()
    expect(tool(empty_page, "clear")).to_be_disabled()
    empty_page.locator("#upload").get_by_label("Remove Image").click()
    expect(answer(empty_page)).to_have_text("")


def test_a_drawing_takes_the_place_of_the_upload(empty_page: Page) -> None:
    example(empty_page, FOUR)
    expect(answer(empty_page)).to_have_text("4")
    draw(empty_page, SEVEN)
    expect(answer(empty_page)).to_have_text("7")
    expect(empty_page.locator("#upload img")).to_have_count(0)


def test_the_examples_are_read_and_the_star_is_rejected(empty_page: Page) -> None:
    digits = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"}
    for file in READABLE:
        example(empty_page, file)
        expect(answer(empty_page)).to_have_text(digits[file.partition("-")[0]])
    example(empty_page, NUMBER)
    expect(empty_page.locator("#answer .number-text")).to_have_text("2647")
    example(empty_page, STAR)
    expect(answer(empty_page)).to_have_text("?")
    expect(empty_page.locator("#answer .answer-words")).to_have_text("No digit found.")


def test_the_tutorial_gets_the_first_example_wrong() -> None:
    first = example_path(EXAMPLES[0].file)
    assert (load_predictor().predict(first).label, EXAMPLES[0].file) == (4, FOUR)
    assert load_predictor().predict(first).accepted
    assert load_predictor("notebook_mlp").predict(first).label != 4
    assert load_predictor().predict(first, "notebook").label != 4


def test_the_tutorials_pipeline_fails_where_ours_reads(empty_page: Page) -> None:
    example(empty_page, FOUR)
    expect(answer(empty_page)).to_have_text("4")
    choose(empty_page, "pipeline", "notebook")
    expect(empty_page.locator("#trace .trace-facts code")).to_have_text(
        ["grayscale", "resize_to_canvas", "rescale"]
    )
    expect(answer(empty_page)).not_to_have_text("4")
    choose(empty_page, "pipeline", "robust")
    expect(answer(empty_page)).to_have_text("4")
    fourth = empty_page.get_by_role("meter", name="Digit 4")
    before = fourth.get_attribute("aria-valuenow")
    assert before is not None
    choose(empty_page, "model", "notebook_mlp")
    expect(fourth).not_to_have_attribute("aria-valuenow", before)


def test_several_digits_on_an_upload_are_read_as_a_number(empty_page: Page, tmp_path: Path) -> None:
    page = np.full((200, 420), 255, np.uint8)
    for left, file in ((10, "two-white-on-black.png"), (220, "six-transparent.png")):
        digit = example_digit(file)
        page[10:190, left : left + 180] = digit
    cv2.imwrite(str(tmp_path / "number.png"), page)
    upload(empty_page, str(tmp_path / "number.png"))
    expect(empty_page.locator("#answer .number-text")).to_have_text("26")


def example_digit(file: str) -> np.ndarray:
    """An example as dark ink on white, uint8 (180, 180)."""
    image = cv2.imread(str(example_path(file)), cv2.IMREAD_UNCHANGED)
    dark = 255 - image[..., 3] if image.ndim == 3 and image.shape[2] == 4 else 255 - image[..., 0]
    return cv2.resize(dark, (180, 180), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("digit.png", b"", "empty"),
        ("digit.png", b"\x89PNG\r\n\x1a\n broken", "cannot be read|broken|can be read"),
        ("digit.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        ("digit.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "broken"),
    ],
)
def test_a_bad_file_gets_one_sentence_and_clears_the_answer(
    empty_page: Page, name: str, content: bytes, sentence: str
) -> None:
    draw(empty_page, ((0.5, 0.2), (0.5, 0.8)))
    expect(answer(empty_page)).to_have_text("1")
    upload(empty_page, {"name": name, "mimeType": "image/png", "buffer": content})
    note = empty_page.locator("#answer .answer-note")
    expect(note).to_contain_text(re.compile(sentence))
    assert "/tmp" not in note.inner_text()
    assert "Traceback" not in note.inner_text()
    expect(answer(empty_page)).to_have_text("")
    expect(empty_page.locator("#answer .answer-words")).to_have_text("No answer")
