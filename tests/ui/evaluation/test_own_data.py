"""Your own data: on the page, through the API, and what is refused, with a real zip."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from playwright.sync_api import Locator, Page, expect

from mnist_space import Predictor
from mnist_space.evaluation.answers import EvaluationCancelled
from mnist_space.evaluation.own_pictures import OwnReport, evaluate_own
from mnist_space.labelled.reading import LabelledError, read_labelled
from mnist_space.limits import Limits
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.startup import Started
from mnist_space.ui.api_page import DATA
from mnist_space.ui.choices import EDITED, Choices
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.evaluation import own_data
from mnist_space.ui.evaluation.own_data import SIDE, evaluate_zip, sent_zip
from mnist_space.ui.evaluation.parts import Evaluator
from mnist_space.ui.evaluation.reports import Reports
from mnist_space.ui.evaluation.turn import Turn
from mnist_space.ui.predict.examples import FOLDER
from tests.ui.pages import cancel_soon, choose

SEVEN = "seven-squared-paper.jpg"
JOB = (lambda _: None), (lambda: False)


def packed(path: Path, table: str, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("labels.csv", table)
        file.writestr(SEVEN, (FOLDER / SEVEN).read_bytes())
        for name, data in entries.items():
            file.writestr(f"{name}.png", data)
    return path


def rows(*named: tuple[str, object]) -> str:
    return "file,label\n" + "".join(f"{name},{label}\n" for name, label in named)


@pytest.fixture(scope="module")
def evaluator(tutorial: Predictor) -> Evaluator:
    return Evaluator(Choices(Started(tutorial, "notebook_mlp", "bundled")), Reports(), Turn())


def evaluate(evaluator: Evaluator, source: Path) -> OwnReport:
    return evaluate_zip(evaluator, *JOB, source, None, "own")


def status(page: Page) -> Locator:
    return page.locator("#data-status [role=status]")


def open_panel(page: Page) -> None:
    page.get_by_role("tab", name="Evaluation", exact=True).click()
    panel = page.get_by_role("button", name="Your own data")
    expect(panel).to_be_visible()
    if panel.get_attribute("aria-expanded") != "true":
        panel.click()


def bring(page: Page, path: Path) -> None:
    """Choose a zip in place of the one that is there, and evaluate."""
    choose_zip(page, path)
    page.locator("#data-start").click()


def choose_zip(page: Page, path: Path) -> None:
    remove = page.locator("#data-zip").get_by_label("Clear")
    if remove.is_visible():
        remove.click()
    page.locator("#data-zip input[type=file]").set_input_files(path)
    expect(page.locator("#data-zip").get_by_role("row", name=path.name)).to_be_visible()


def test_what_cannot_be_evaluated_is_said_and_what_takes_long_is_cancelled(
    shared_page: Page, tmp_path: Path
) -> None:
    page = shared_page
    open_panel(page)
    page.locator("#data-start").click()
    expect(status(page)).to_contain_text("Choose a zip with your pictures first.")
    # One picture, a thousand times, by the slower pipeline.
    choose_zip(page, packed(tmp_path / "long.zip", rows(*[(SEVEN, 7)] * 1000)))
    cancel_soon(page, "#data-start", "#data-cancel")
    expect(status(page)).to_contain_text("Cancelled.")
    expect(page.locator("#data-json")).to_have_count(0)
    bring(page, packed(tmp_path / "bad.zip", rows((SEVEN, 7), ("bad.png", 1)), bad=b"none"))
    expect(status(page)).to_contain_text("'bad.png': ")


def test_a_zip_is_evaluated_looked_through_and_taken_away(
    shared_page: Page, tmp_path: Path
) -> None:
    page = shared_page
    open_panel(page)
    choose(page, "eval-model", "notebook_mlp")
    bring(page, FOLDER / DATA)
    expect(status(page)).to_have_text("Evaluated.")
    figures = page.locator("#eval-data-figures")
    expect(figures.locator(".eval-name")).to_have_text("notebook_mlp, notebook pipeline")
    expect(figures.locator(".eval-accuracy")).to_have_text("33.3%")
    expect(figures).to_contain_text("2 of 6 digits read right")
    gallery = page.locator("#eval-data-gallery")
    expect(gallery.locator("img")).to_have_count(5)
    with page.expect_download() as download:
        page.locator("#data-json").click()
    download.value.save_as(tmp_path / "own.json")
    written = json.loads((tmp_path / "own.json").read_text())
    assert (written["n"], written["wrong_and_accepted"]) == (7, 5)

    cell = page.locator("#eval-data-matrix [data-cell='10-7']")
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(gallery.locator("h3")).to_have_text("no digit read as 7")
    expect(gallery.locator(".eval-file")).to_have_text("star.jpg")
    page.locator("#data-mistakes").click()
    expect(gallery.locator("h3")).to_have_text("Mistakes")
    gallery.get_by_role("button", name="four-pencil").click()
    expect(page.locator("#answer .answer-digit")).to_have_text("7")
    assert page.locator("#model input:checked").input_value() == "notebook_mlp"


def test_the_endpoint_gives_what_the_command_line_gives(
    client: Client, tutorial: Predictor
) -> None:
    zipped = FOLDER / DATA
    report = client.predict(
        handle_file(str(zipped)), model="notebook_mlp", api_name="/evaluate_data"
    )
    expected = evaluate_own(tutorial, read_labelled(zipped)).to_json()
    assert report == json.loads(json.dumps(expected))
    picture = handle_file(str(FOLDER / "star.jpg"))
    with pytest.raises(AppError, match=r"^'star\.jpg' is neither a folder nor a whole zip\.$"):
        client.predict(picture, api_name="/evaluate_data")


BOMB = bytes(own_data.UNPACKED // 8)
HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "pictures": (
        lambda path: packed(path, rows(*[(SEVEN, 7)] * 1001)),
        "There are more than 1,000 pictures",
    ),
    "bytes": (
        lambda path: packed(path, rows(*[("bomb.png", 0)] * 9), bomb=BOMB),
        "more than 64 MB together, unpacked",
    ),
    "pixels": (
        lambda path: packed(path, rows(("large.png", 1)), large=large()),
        "million pixels",
    ),
    "outside": (lambda path: packed(path, rows(("../../etc/passwd", 1))), "no path inside"),
    "no table": (lambda path: packed(path, "no table"), "must be: file,label"),
    "long name": (lambda path: packed(path, rows(("x" * 5000, 1))), "There is no file 'xxx"),
}


def large() -> bytes:
    import cv2

    return cv2.imencode(".png", np.zeros((12_000, 12_000), np.uint8))[1].tobytes()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused_in_one_short_sentence(
    evaluator: Evaluator, tmp_path: Path, name: str
) -> None:
    make, words = HOSTILE[name]
    with pytest.raises(LabelledError, match=words) as caught:
        evaluate(evaluator, make(tmp_path / "hostile.zip"))
    assert len(str(caught.value)) < 200
    assert str(tmp_path) not in str(caught.value)


def test_time_has_a_limit_and_a_cancelled_evaluation_ends(
    evaluator: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = packed(tmp_path / "a.zip", rows(*[(SEVEN, 7)] * 4))
    shares: list[float] = []
    with pytest.raises(EvaluationCancelled):
        evaluate_zip(evaluator, shares.append, lambda: len(shares) == 2, source, None, None)
    assert shares == [0.25, 0.5]
    monkeypatch.setattr(own_data, "limits", lambda: Limits(data_seconds=0))
    with pytest.raises(LabelledError, match="Only 25% of the pictures were read in 0 seconds"):
        evaluate(evaluator, source)


def test_an_edited_pipeline_is_refused(evaluator: Evaluator) -> None:
    with pytest.raises(ChoiceError, match="Evaluate with one of own"):
        evaluate_zip(evaluator, *JOB, FOLDER / DATA, None, f"{EDITED}x")


def test_a_zip_is_an_upload_and_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    kept = tmp_path / DATA
    kept.write_bytes((FOLDER / DATA).read_bytes())
    assert sent_zip({"path": str(kept)}) == kept
    with pytest.raises(ImageError, match="Send the zip as an uploaded file"):
        sent_zip({"path": str(FOLDER / DATA)})
    for gone in (tmp_path, tmp_path / "gone.zip"):
        with pytest.raises(LabelledError, match="no longer here"):
            sent_zip({"path": str(gone)})
    with pytest.raises(ChoiceError, match="Choose a zip"):
        sent_zip(None)


def test_what_a_visitor_keeps_is_small(
    evaluator: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    kept = tmp_path / DATA
    kept.write_bytes((FOLDER / DATA).read_bytes())
    measure = own_data._measure(evaluator)
    _, evaluated = measure(*JOB, {"path": str(kept)}, "notebook_mlp", "own")
    sizes = [decode(small).shape[:2] for small in evaluated.thumbnails]
    assert [max(size) for size in sizes] == [SIDE] * 7
    monkeypatch.setattr(own_data, "SMALL", 1)
    _, evaluated = measure(*JOB, {"path": str(kept)}, "notebook_mlp", "own")
    assert [bool(small) for small in evaluated.thumbnails] == [True] + [False] * 6


def test_the_example_zip_holds_the_examples() -> None:
    for each in read_labelled(FOLDER / DATA):
        assert each.picture == (FOLDER / each.name).read_bytes()
