"""The snippets of the documentation run as they are printed, against the started app."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.test_api import ENDPOINTS

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://127.0.0.1:7860"
PAGES = ("README.md", "docs/api.md", "docs/writing-steps.md")


def snippets() -> list[tuple[str, str]]:
    """Each block of Python in PAGES that calls the app: its page and line, and its text."""
    found = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8") if (ROOT / page).exists() else ""
        for match in re.finditer(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            if "gradio_client" in match[1]:
                found.append((f"{page}:{text.count(chr(10), 0, match.start()) + 2}", match[1]))
    return found


@pytest.mark.parametrize(("place", "code"), snippets(), ids=lambda value: value.split("\n")[0])
def test_snippet_runs(place: str, code: str, app_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ADDRESS in code, f"{place} does not name the app's address {ADDRESS}."
    monkeypatch.chdir(ROOT)
    exec(compile(code.replace(ADDRESS, app_url), place, "exec"), {})


def test_every_endpoint_is_called_in_the_documentation() -> None:
    code = "\n".join(code for _, code in snippets())
    table = re.findall(r"^\| `(/\w+)` \|", (ROOT / "docs/api.md").read_text("utf-8"), re.MULTILINE)
    assert set(table) == ENDPOINTS
    assert [name for name in table if f'api_name="{name}"' not in code] == []
