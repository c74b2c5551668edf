"""Whatever is sent to an endpoint, the answer is JSON or one sentence, and no fault in the log."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from mnist_space.ui.predict.examples import example_path

LONG = "x" * 5000
META = {"_type": "gradio.FileData"}
VALUES: dict[str, object] = {
    "text": "hello",
    "long text": LONG,
    "data": "data:image/png;base64,AAAA",
    "number": 7,
    "float": 1.5,
    "true": True,
    "null": None,
    "empty list": [],
    "list": [1],
    "object": {},
    "long key": {LONG: 1},
    "path": {"path": "/etc/passwd"},
    "path and meta": {"path": "/etc/passwd", "meta": META},
    "long path": {"path": LONG, "meta": META},
    "number as path": {"path": 5, "meta": META},
    "null character": {"path": "/tmp/a\0b", "meta": META},
    "address": {"url": "http://127.0.0.1:9/x", "meta": META},
    "wrong meta": {"path": "x", "meta": {"_type": "x"}},
    "nested": [[[[{"path": "/etc/passwd", "meta": META}]]]],
}
CHOICES = ["convnet", "own"]
REQUESTS = {
    "predict": lambda value: [value, *CHOICES],
    "read_number": lambda value: [value, *CHOICES],
    "read_table": lambda value: [value, *CHOICES],
    "predict_batch": lambda value: [value, *CHOICES],
    "predict_batch of one": lambda value: [[value], *CHOICES],
    "predict with model and pipeline": lambda value: [None, value, value],
    "apply_step": lambda value: [value, "grayscale", {}],
    "apply_step with step": lambda value: [None, value, {}],
    "apply_step with params": lambda value: [None, "grayscale", value],
    "apply_step with length": lambda value: [None, "remove_lines", {"length": value}],
    "evaluate_data": lambda value: [value, *CHOICES],
    "model": lambda value: [value],
    "steps": lambda value: [value],
}


def post(url: str, body: bytes) -> tuple[int, str]:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def run(url: str, name: str, data: object) -> tuple[int, str]:
    return post(f"{url}/gradio_api/run/{name}", json.dumps({"data": data}).encode())


def called(url: str, name: str, data: object) -> str:
    """What the queue says in the end."""
    _, answer = post(f"{url}/gradio_api/call/{name}", json.dumps({"data": data}).encode())
    event = json.loads(answer)["event_id"]
    with urllib.request.urlopen(f"{url}/gradio_api/call/{name}/{event}", timeout=60) as stream:
        lines: list[str] = stream.read().decode().splitlines()
    return next(line for line in reversed(lines) if line.startswith("data: ")).removeprefix(
        "data: "
    )


def check(answer: str) -> None:
    """Either an answer, or one sentence with little of what was sent, and no place on the disk."""
    told = json.loads(answer)
    if not isinstance(told, dict) or "error" not in told:
        assert "data" in told or isinstance(told, list)
        return
    sentence = told["error"]
    assert isinstance(sentence, str), answer
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "fault of this app" not in sentence
    assert LONG[:81] not in sentence
    for place in ("/tmp", "/etc", "site-packages", str(Path(__file__).parents[2])):
        assert place not in sentence


@pytest.fixture
def log(app_url: str, app_folder: Path):
    """The log of the app; what a test sends it must not write a traceback into."""
    path = app_folder / "errors.txt"
    before = path.stat().st_size
    yield
    new = path.read_text()[before:]
    assert "Traceback" not in new
    assert LONG[:81] not in new


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("value", VALUES)
def test_an_odd_value_gets_one_sentence(app_url: str, request_: str, value: str) -> None:
    name = request_.partition(" ")[0]
    data = REQUESTS[request_](VALUES[value])
    check(run(app_url, name, data)[1])
    if request_ in ("predict", "predict_batch"):
        check(called(app_url, name, data))


def upload(url: str, picture: bytes) -> str:
    """Send a picture as a browser does; where it lies now."""
    edge = "----edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="two.png"\r\n\r\n'
    body = head.encode() + picture + f"\r\n--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    request = urllib.request.Request(f"{url}/gradio_api/upload", body, kind)
    with urllib.request.urlopen(request, timeout=60) as response:
        (path,) = json.load(response)
    return str(path)


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    "rest", [[], [None], [None, None], ["convnet"], ["convnet", "own", "auto", 5]]
)
def test_every_argument_but_the_picture_may_be_left_out(app_url: str, rest: list[object]) -> None:
    two = example_path("two-white-on-black.png").read_bytes()
    picture = {"path": upload(app_url, two), "meta": META}
    for name in ("predict", "read_number", "read_table"):
        status, answer = run(app_url, name, [picture, *rest])
        assert (status, "error" in json.loads(answer)) == (200, False), answer
    status, answer = run(app_url, "predict_batch", [[picture], *rest])
    assert json.loads(answer)["data"][0][0]["label"] == 2


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("name", [*REQUESTS, "evaluate"])
def test_no_argument_at_all_is_answered(app_url: str, name: str) -> None:
    if name != "evaluate":
        check(run(app_url, name.partition(" ")[0], [])[1])
    check(run(app_url, name.partition(" ")[0], ["none"])[1])


BODIES = (b"", b"[]", b"{}", b"no json", b"\xff", b'{"data": 5}', b'{"data": {"a": 1}}')


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("body", [*BODIES, json.dumps({"data": LONG}).encode()])
def test_a_body_that_is_none_is_told_so_in_short(app_url: str, body: bytes) -> None:
    status, answer = post(f"{app_url}/gradio_api/run/predict", body)
    assert 400 <= status <= 500
    assert len(answer) < 200
    ((_, sentence),) = json.loads(answer).items()  # under "error", or FastAPI's own under "detail"
    assert isinstance(sentence, str)


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("route", ["run", "call"])
def test_an_endpoint_that_is_not_there_is_said(app_url: str, route: str) -> None:
    body = json.dumps({"data": []}).encode()
    answer = post(f"{app_url}/gradio_api/{route}/{LONG}", body)
    assert answer == (404, '{"error":"There is no such endpoint."}')
    body = json.dumps({"data": [], "fn_index": 9999}).encode()
    assert post(f"{app_url}/gradio_api/run/predict", body)[0] == 404
