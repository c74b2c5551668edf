"""One picture, four doors: the pad, the upload box, the API and the command line."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from playwright.sync_api import Page, Request, expect

from mnist_space import load_predictor
from tests.cli.commands import run
from tests.ui.pages import TWO, answer, draw, shares, tool, upload

PREFIX = "data:image/png;base64,"


def test_pad_upload_api_and_cli_agree(browser_page: Page, client: Client, tmp_path: Path) -> None:
    drawings: list[str] = []
    browser_page.on("request", lambda request: drawings.extend(_drawings(request)))
    draw(browser_page, TWO)
    expect(answer(browser_page)).to_have_text("2")
    # Undone and drawn at once: the one drawing that is sent is the one that is answered.
    tool(browser_page, "clear").click()
    expect(answer(browser_page)).to_have_text("")
    drawings.clear()
    tool(browser_page, "undo").click()
    expect(answer(browser_page)).to_have_text("2")
    (drawing,) = drawings
    file = tmp_path / "two.png"
    file.write_bytes(base64.b64decode(drawing.removeprefix(PREFIX)))

    prediction = load_predictor().predict(file)
    shown, expected = prediction.confidences, prediction.probabilities
    # The page shows six decimals.
    assert shares(browser_page) == pytest.approx(shown, abs=1e-6)
    tool(browser_page, "clear").click()
    expect(answer(browser_page)).to_have_text("")
    upload(browser_page, str(file))
    expect(answer(browser_page)).to_have_text("2")
    assert shares(browser_page) == pytest.approx(shown, abs=1e-6)
    served = client.predict(handle_file(str(file)), api_name="/predict")
    assert served["probabilities"] == pytest.approx(expected, abs=1e-6)
    assert _command_line(file)["probabilities"] == pytest.approx(expected, abs=1e-6)


def _drawings(request: Request) -> list[str]:
    body = request.post_data or ""
    if PREFIX not in body:
        return []
    return [value for value in json.loads(body)["data"] if str(value).startswith(PREFIX)]


def _command_line(file: Path) -> dict[str, list[float]]:
    ran = run("predict", file, "--json")
    assert ran.returncode == 0, ran.stderr
    answered: dict[str, list[float]] = json.loads(ran.stdout)
    return answered
