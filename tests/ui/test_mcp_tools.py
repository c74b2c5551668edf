"""The tools, through the official client of the Model Context Protocol and the running app."""

from __future__ import annotations

import asyncio
import base64
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, Tool

from mnist_space import load_predictor
from mnist_space.preprocessing.registry import STEPS
from mnist_space.ui.mcp_tools import PICTURE, REFUSED, TOOLS, picture_file
from mnist_space.ui.predict.examples import example_path

FOUR, NUMBER = example_path("four-pencil-ruled-paper.jpg"), example_path("number-blue-pen.jpg")
FILE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
Calls = Sequence[tuple[str, dict[str, Any]]]


def data_uri(path: Path) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(path.read_bytes()).decode()


def converse(app_url: str, calls: Calls) -> tuple[list[Tool], list[CallToolResult]]:
    """List the tools and call some of them, in one session."""

    async def talk() -> tuple[list[Tool], list[CallToolResult]]:
        async with (
            streamable_http_client(f"{app_url}/gradio_api/mcp/") as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            return tools, [await session.call_tool(name, values) for name, values in calls]

    return asyncio.run(talk())


def said(result: CallToolResult) -> Any:
    assert not result.isError, result.content
    return json.loads(result.content[0].text)  # type: ignore[union-attr]


def complaint(result: CallToolResult) -> str:
    assert result.isError
    return str(result.content[0].text)  # type: ignore[union-attr]


def test_the_tools_are_described_and_read_a_picture(app_url: str) -> None:
    four, number = {"image": data_uri(FOUR)}, {"image": data_uri(NUMBER)}
    calls = [("read_digit", four), ("read_number", number), ("read_table", number)]
    tools, results = converse(app_url, [*calls, ("explain", four), ("list_steps", {})])

    assert [tool.name for tool in tools] == list(TOOLS)
    for tool in tools:
        assert str(tool.description).endswith(".")
        assert "predict" not in json.dumps(tool.inputSchema)
        for name, value in tool.inputSchema["properties"].items():
            assert value["type"] == "string", name
            assert value["description"], name
            assert ("default" in value) != (name in tool.inputSchema.get("required", [])), name
    assert tools[0].inputSchema["properties"]["image"]["description"] == PICTURE

    digit, reading, table, why, steps = map(said, results)
    assert (digit["label"], digit["accepted"]) == (4, True)
    assert digit["confidence"] == pytest.approx(load_predictor().predict(FOUR).confidence, abs=1e-6)
    assert (reading["text"], len(reading["digits"])) == ("2647", 4)
    assert table["rows"] == [["2647"]]
    assert [near["picture"] for near in why["neighbours"]][:2] == ["picture 1", "picture 2"]
    pictures = [part for part in results[3].content if part.type == "image"]
    assert len(pictures) == len(why["neighbours"])
    assert base64.b64decode(pictures[0].data).startswith(b"\x89PNG")
    assert [step["name"] for step in steps] == [step.name for step in STEPS]


def test_an_upload_is_read_by_its_address(app_url: str) -> None:
    with FOUR.open("rb") as file:
        (path,) = httpx.post(f"{app_url}/gradio_api/upload", files={"files": file}).json()
    address = {"image": f"{app_url}/gradio_api/file={path}"}
    _, (result,) = converse(app_url, [("read_digit", address)])
    assert said(result)["label"] == 4


@pytest.mark.parametrize("tool", ["read_digit", "explain"])
def test_nothing_is_opened_but_what_was_sent(app_url: str, app_folder: Path, tool: str) -> None:
    beside = app_folder / "errors.txt"
    assert beside.is_file()
    sent: dict[str, Any] = {
        "file:///etc/passwd": REFUSED,
        "http://127.0.0.1:9/picture.png": REFUSED,
        f"{app_url}/config": REFUSED,
        "/etc/passwd": REFUSED,
        "": REFUSED,
        "data:image/svg+xml,<svg/>": REFUSED,
        f"{app_url}/gradio_api/file=/etc/passwd": "as an uploaded file.",
        f"{app_url}/gradio_api/file={beside}": "as an uploaded file.",
        f"{app_url}/gradio_api/file={app_folder}/uploads/../errors.txt": "as an uploaded file.",
        f"{app_url}/gradio_api/file={app_folder}/uploads/none.png": "no longer here",
        "data:image/png;base64,AAAA": "not a picture",
        "data:image/png;base64,!": "no base64",
    }
    _, results = converse(app_url, [(tool, {"image": image}) for image in sent])
    for (image, sentence), result in zip(sent.items(), results, strict=True):
        assert sentence in complaint(result), image
    for image in (FILE, [FILE], 7, None):
        _, (result,) = converse(app_url, [(tool, {"image": image})])
        assert "is not of type 'string'" in complaint(result)


def test_no_other_endpoint_and_no_hidden_event_is_a_tool(app_url: str) -> None:
    with urllib.request.urlopen(f"{app_url}/config") as response:
        events = {event["api_name"] for event in json.load(response)["dependencies"]}
    others = sorted(event for event in events - set(TOOLS) if event)
    assert {"predict", "evaluate", "apply_step"} < set(others)
    _, results = converse(app_url, [(name, {}) for name in others])
    for name, result in zip(others, results, strict=True):
        assert "Unknown tool" in complaint(result), name


def test_values_beside_the_schema_are_refused(app_url: str) -> None:
    image = data_uri(FOUR)
    odd = ({}, {"image": image, "model": "mine"}, {"image": image, "more": FILE})
    _, results = converse(app_url, [("read_digit", values) for values in odd])
    for result in results:
        assert "Input validation error" in complaint(result)


def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base64, "b64decode", None)
    with pytest.raises(ValueError, match="Send at most 20 MB"):
        picture_file("data:image/png;base64," + "A" * (28 << 20))
