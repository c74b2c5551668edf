"""The snippets of the page "Use via API" run as they stand."""

from __future__ import annotations

import ast
import json
import shlex
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from hf_gradio.cli import predict as call_by_command

from mnist_space.ui.api_page import PICTURES, cli_snippets, code_snippets
from mnist_space.ui.predict.examples import FOLDER
from tests.node import run_bash, run_node
from tests.ui.test_api import ENDPOINTS

# /evaluate takes ten seconds each time; tests/ui/test_docs.py calls it once.
CALLED = sorted(ENDPOINTS - {"/evaluate"})
GIVES = {
    "/apply_step": ["picture", "answer"],
    "/evaluate": ["report"],
    "/evaluate_data": ["report"],
}


@pytest.fixture(scope="module")
def described(app_url: str) -> dict[str, Any]:
    """What the page is made from, by endpoint."""
    with urllib.request.urlopen(f"{app_url}/gradio_api/info") as response:
        return dict(json.load(response)["named_endpoints"])


def test_every_output_has_a_name(described: dict[str, Any]) -> None:
    for name, endpoint in described.items():
        labels = [output["label"] for output in endpoint["returns"]]
        assert labels == GIVES.get(name, ["answer"]), name


@pytest.mark.parametrize("query", ["", "/", "?page="])
def test_snippets_name_the_address_that_was_asked(app_url: str, query: str) -> None:
    for host in ("first.example", "second.example:8000"):
        asked = urllib.request.Request(f"{app_url}/gradio_api/info{query}", headers={"Host": host})
        with urllib.request.urlopen(asked) as response:
            told = json.load(response)["named_endpoints"]["/predict"]["code_snippets"]
        assert f'Client("http://{host}")' in told["python"]


def test_the_python_snippets_run(
    described: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in CALLED:
        exec(compile(described[name]["code_snippets"]["python"], name, "exec"), {})
        printed = capsys.readouterr().out.splitlines()[-1]
        assert isinstance(ast.literal_eval(printed), dict | list | tuple), name


def test_the_javascript_snippets_run(described: dict[str, Any], tmp_path: Path) -> None:
    for name in CALLED:
        folder = tmp_path / name.strip("/")
        folder.mkdir()
        printed = run_node(described[name]["code_snippets"]["javascript"], folder, folder)
        assert printed.startswith("["), name


def test_the_curl_snippets_run_and_name_the_picture_alone(
    described: dict[str, Any], tmp_path: Path
) -> None:
    for name in CALLED:
        code = described[name]["code_snippets"]["bash"]
        assert "convnet" not in code
        event, data = run_bash(code, tmp_path).strip().splitlines()
        assert event == "event: complete", name
        assert json.loads(data.removeprefix("data: ")), name


def test_the_snippet_of_gradios_command_line_runs(
    described: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    *fetch, call = described["/predict"]["code_snippets"]["cli"].partition("{command}")
    run_bash(fetch[0], tmp_path)
    monkeypatch.chdir(tmp_path)
    command, *arguments = shlex.split(call)
    assert command == "predict"
    call_by_command(*arguments, download_files=str(tmp_path))
    assert json.loads(capsys.readouterr().out)["answer"]["label"] == 4


def test_on_a_space_its_name_is_called_and_its_host_gives_the_pictures(
    described: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACE_HOST", "user-space.hf.space")
    endpoint = described["/predict"]
    (cli,) = cli_snippets({"/predict": endpoint}).values()
    assert "curl -sO https://user-space.hf.space/examples/" in cli
    made = code_snippets("/predict", endpoint, "https://user-space.hf.space/", "user/space")
    assert 'Client("user/space")' in made["python"]
    assert 'urlretrieve("https://user-space.hf.space/examples/' in made["python"]
    assert 'Client.connect("user/space")' in made["javascript"]


def test_the_app_gives_away_its_examples_and_nothing_beside_them(app_url: str) -> None:
    for name in PICTURES.values():
        with urllib.request.urlopen(f"{app_url}/examples/{name}") as response:
            assert response.read() == (FOLDER / name).read_bytes()
    for name in ("no.jpg", "..%2F..%2F..%2Fapp.py", "%2Fetc%2Fpasswd"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{app_url}/examples/{name}")
        assert caught.value.code == 404
        caught.value.close()


@pytest.mark.parametrize("body", [{}, {"imag": 1}, {"image": None}, {"image": "x", "more": 2}])
def test_named_values_that_do_not_fit_are_answered_in_a_sentence(
    app_url: str, body: dict[str, object]
) -> None:
    call = f"{app_url}/gradio_api/call/v2/predict"
    code = f"curl -s {call} -H 'Content-Type: application/json' -d '{json.dumps(body)}'"
    answer = json.loads(run_bash(code, Path.cwd()))
    if "event_id" in answer:
        told = run_bash(f"curl -sN {app_url}/gradio_api/call/predict/{answer['event_id']}", FOLDER)
        answer = json.loads(told.splitlines()[1].removeprefix("data: "))
    assert answer["error"].endswith(".")
