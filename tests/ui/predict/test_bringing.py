"""Pictures pasted, dropped, turned and cropped."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from mnist_space.preprocessing.images import ImageError
from mnist_space.ui.predict import bringing
from mnist_space.ui.predict.bringing import edited, in_sight
from tests.browser import opened
from tests.preprocessing.pictures import QUARTER
from tests.ui.pages import SEVEN, answer, draw, example

# What a browser does when somebody pastes or drops the n-th example.
BRING = """async ([kinds, place, n]) => {
  const source = document.querySelectorAll("[data-example] img")[n].src;
  const files = new DataTransfer();
  files.items.add(new File([await (await fetch(source)).blob()], "a.jpg", { type: "image/jpeg" }));
  for (const kind of kinds) {
    const made = { bubbles: true, cancelable: true };
    document.querySelector(place).dispatchEvent(kind === "paste"
      ? new ClipboardEvent(kind, { ...made, clipboardData: files })
      : new DragEvent(kind, { ...made, dataTransfer: files }));
  }
}"""
DROP = ["dragenter", "dragover", "drop"]


def tool(page: Page, name: str) -> None:
    page.locator(f"#bringing button[data-do={name}]").click()


def test_a_picture_is_pasted_dropped_turned_and_cropped(shared_page: Page) -> None:
    page = shared_page
    expect(page.locator(".bring-tools")).to_be_hidden()
    page.evaluate(BRING, [["paste"], "body", 0])
    expect(answer(page)).to_have_text("4")
    page.evaluate(BRING, [DROP, "#sketchpad canvas", 3])
    expect(answer(page)).to_have_text("3")
    tool(page, "left")
    expect(answer(page)).not_to_have_text("3")
    tool(page, "right")
    expect(answer(page)).to_have_text("3")
    tool(page, "crop")
    for _ in range(25):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(answer(page)).not_to_have_text("3")
    expect(page.locator(".crop")).to_be_hidden()


def test_without_a_camera_a_sentence_says_so(shared_page: Page) -> None:
    shared_page.get_by_role("tab", name="Predict", exact=True).click()
    draw(shared_page, SEVEN)
    expect(answer(shared_page)).to_have_text("7")
    shared_page.get_by_label("Capture from camera").click()
    # No picture has come yet: the drawing and its answer stay.
    expect(shared_page.locator(".pad button[data-act=clear]")).to_be_enabled()
    shared_page.locator("#upload [title*=ebcam]").click()
    expect(shared_page.locator(".bring-said")).to_have_text(
        "There is no camera here: choose a file."
    )


def test_on_a_short_phone_what_is_opened_shows_its_answer(chromium: Browser, app_url: str) -> None:
    phone = {"viewport": {"width": 390, "height": 664}, "has_touch": True, "is_mobile": True}
    with opened(chromium, app_url, **phone, reduced_motion="reduce") as page:
        example(page, "five-in-a-corner.png")
        expect(answer(page)).to_have_text("5")
        assert_in_view(page)
        page.get_by_role("tab", name="Explore").tap()
        page.locator("#explore-send").tap()  # far down
        expect(answer(page)).to_have_text("7")
        assert_in_view(page)


def assert_in_view(page: Page) -> None:
    """The answer, on a screen 664 pixels high."""
    box = page.locator("#answer .answer-head").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 664 - box["height"]


@pytest.fixture
def quarter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An upload of 24 x 16 pixels whose upper left quarter is black, a TIFF."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    Image.fromarray(QUARTER).save(tmp_path / "quarter.tiff")
    return {"path": str(tmp_path / "quarter.tiff")}


def test_a_turn_and_a_crop_are_those_that_were_asked_for(quarter: dict[str, str]) -> None:
    for turn in (90, 180, 270):
        turned = edited(json.dumps({"turn": turn}), quarter)
        np.testing.assert_array_equal(turned, np.rot90(QUARTER, turn // 90))
    crop = edited('{"crop": [0.25, 0, 0.75, 0.5]}', quarter)
    np.testing.assert_array_equal(crop, QUARTER[:8, 6:])
    assert edited('{"crop": [0.999, 0.999, 0.00001, 1]}', quarter).shape == (1, 1, 3)


@pytest.mark.parametrize(
    "request_",
    [
        *(None, 7, "", "[" * 100, "{}", '{"turn": 45}', '{"turn": "90"}', '{"crop": 1}'),
        *('{"crop": [0, 0, 1]}', '{"crop": [NaN, 0, 1, 1]}', '{"crop": [0, 0, 0, 1]}'),
        *('{"crop": [0, 1, 1, 1]}', '{"crop": [0, 0, 1, null]}', '{"crop": [-1, 0, 1, 1]}'),
        '{"turn": 90}' + " " * bringing.MAX_REQUEST,
    ],
)
def test_another_request_is_refused(quarter: dict[str, str], request_: object) -> None:
    with pytest.raises(ImageError, match=bringing.NO_REQUEST):
        edited(request_, quarter)


def test_there_must_be_an_upload(quarter: dict[str, str]) -> None:
    with pytest.raises(ImageError, match="There is no picture"):
        edited('{"turn": 90}', None)
    with pytest.raises(ImageError, match="uploaded file"):
        edited('{"turn": 90}', {"path": "/etc/passwd"})


def test_what_browsers_cannot_show_is_shown_as_it_was_read(quarter: dict[str, str]) -> None:
    seen = in_sight(quarter)
    assert seen is not None
    np.testing.assert_array_equal(seen, QUARTER)
    Path(quarter["path"]).write_bytes(b"II*\0 broken")
    assert in_sight(quarter) is None
    png = Path(quarter["path"]).with_name("a.png")
    Image.fromarray(QUARTER).save(png)
    assert in_sight({"path": str(png)}) is None
    assert in_sight(None) is None
