"""The page in other languages: a file of sentences for each, in which the browser looks them up.

The page is written in English, and so is all that the server says: endpoints, logs and files stay
English. `words.js` puts each sentence into the visitor's language as it comes into the page. A file
CODE.json holds, under "", the language's name and how it writes numbers; then each English sentence
and what is said instead. A sentence may have placeholders: `{n}`, `{n2}` stand for numbers, other
names for any text, which is looked up, too, and `{1}`, `{2}` for the elements inside a sentence,
such as links.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent
_HEAD = "const LANGUAGES = {};"


@cache
def _files() -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.json"))}


@cache
def languages() -> dict[str, dict[str, str]]:
    """Return for each code of a language its name, and the address of its file; English has none.

    An address is relative to the page's, and another one where the file is.
    """
    return {"en": {"name": "English"}} | {
        code: {
            "name": json.loads(content)[""]["name"],
            "address": f"words/{code}.json?{hashlib.sha256(content).hexdigest()[:12]}",
        }
        for code, content in _files().items()
    }


@cache
def head_script() -> str:
    """Return the script for the head of the page."""
    script = (FOLDER / "words.js").read_text(encoding="utf-8")
    known = json.dumps(languages(), ensure_ascii=False)
    return f"<script>{script.replace(_HEAD, f'const LANGUAGES = {known};')}</script>"


def said(*sentences: str) -> dict[str, dict[str, str]]:
    """Return for each code of a language but English what is said instead of some sentences."""
    words = {code: json.loads(content) for code, content in _files().items()}
    return {code: {each: known[each] for each in sentences} for code, known in words.items()}


def words_route() -> Route:
    """Return the route GET /words/CODE.json, which gives the file of a language."""
    return Route("/words/{code}.json", GZipMiddleware(_file))


async def _file(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - Starlette's own
    code = Request(scope).path_params["code"]
    answer = Response(status_code=404)
    if code in _files():
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}  # its address has its hash
        answer = Response(_files()[code], 200, kept, "application/json")
    await answer(scope, receive, send)


def language_switch() -> gr.HTML:
    """Make the box to choose the page's language from; each is called as it calls itself."""
    options = "".join(
        f'<option value="{code}" lang="{code}">{known["name"]}</option>'
        for code, known in languages().items()
    )
    return gr.HTML(
        html_template=f'<select aria-label="Language">{options}</select>',
        js_on_load=(FOLDER / "switch.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        elem_id="language",
    )
