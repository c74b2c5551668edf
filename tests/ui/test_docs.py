"""The snippets of the documentation run as they are printed, against the started app."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.node import run_bash, run_node
from tests.ui.test_api import ENDPOINTS

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://127.0.0.1:7860"
PAGES = ("README.md", "docs/api.md", "docs/writing-steps.md")


def snippets(language: str, names: str) -> list[tuple[str, str]]:
    """Each block of a language in PAGES that calls the app: its page and line, and its text."""
    found = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8") if (ROOT / page).exists() else ""
        for match in re.finditer(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            if names in match[1]:
                found.append((f"{page}:{text.count(chr(10), 0, match.start()) + 2}", match[1]))
    return found


PYTHON = snippets("python", "gradio_client")
JAVASCRIPT = snippets("js", "@gradio/client")
SHELL = snippets("sh", "curl")


def here(place: str, code: str, app_url: str) -> str:
    assert ADDRESS in code, f"{place} does not name the app's address {ADDRESS}."
    return code.replace(ADDRESS, app_url)


@pytest.mark.parametrize(("place", "code"), PYTHON, ids=lambda value: value.split("\n")[0])
def test_snippet_runs_and_says_something(
    place: str,
    code: str,
    app_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(here(place, code, app_url), place, "exec"), {})
    assert "\nassert " in code or capsys.readouterr().out


@pytest.mark.parametrize(("place", "code"), JAVASCRIPT, ids=lambda value: value.split("\n")[0])
def test_javascript_prints_what_it_says(
    place: str, code: str, app_url: str, tmp_path: Path
) -> None:
    said = re.findall(r"console\.log\(.*\); // (.*)", code)
    printed = run_node(here(place, code, app_url), tmp_path, ROOT)
    assert said
    for sentence in said:
        assert re.search(re.escape(sentence).replace(r"\.\.\.", ".*"), printed, re.DOTALL), printed


@pytest.mark.parametrize(("place", "code"), SHELL, ids=lambda value: value.split("\n")[0])
def test_curl_completes(place: str, code: str, app_url: str) -> None:
    printed = run_bash(here(place, code, app_url), ROOT)
    assert printed.startswith("event: complete\ndata: [{")
    assert '"label": 4' in printed


def test_every_language_is_shown() -> None:
    assert len(PYTHON) > 5
    assert JAVASCRIPT
    assert SHELL


def test_every_endpoint_is_called_in_the_documentation() -> None:
    code = "\n".join(code for _, code in PYTHON)
    table = re.findall(r"^\| `(/\w+)` \|", (ROOT / "docs/api.md").read_text("utf-8"), re.MULTILINE)
    assert set(table) == ENDPOINTS
    assert [name for name in table if f'api_name="{name}"' not in code] == []
