"""What the sources say to visitors: the texts of Python, scripts and HTML, by where they stand."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "mnist_space"
UI = PACKAGE / "ui"
# What stands in for what is put into a text.
HOLE = "7"
# Answers of the API, of tools for programs, of the command line, and files to take away.
NOT_ON_THE_PAGE = (
    *("api.py", "api_evaluate.py", "api_explain.py", "api_page.py", "api_pictures.py"),
    *("mcp_tools.py", "sessionless.py", "stubs.py", "theme.py", "guarded.py"),
    *("predict/keeping.py", "face/__init__.py", "face/assets.py", "words/__init__.py"),
)
# The rooms below whose errors and findings are shown as they are.
SHOWN = (
    *("explaining/diagnosis.py", "reading/doubts.py", "reading/answers.py"),
    *("reading/number_lines.py", "reading/numbers.py", "reading/found_numbers.py"),
    *("preprocessing/images.py", "preprocessing/phone_photos.py", "preprocessing/tags.py"),
    *("labelled/kept.py", "labelled/reading.py", "labelled/tables.py"),
    *("hub/client.py", "hub/child.py", "evaluation/known_labels.py"),
)
# Calls whose texts nobody sees on the page.
UNSAID = ("TypeVar", "ParamSpec", "ImportError", "log.exception")
UNSAID += ("log.error", "re.compile", "PackingError")
# <p title="...">, and what stands between such tags.
_TAG = re.compile(r"<[!/a-z][^>]*>")
_SAID = re.compile(r'\b(?:aria-label|aria-valuetext|aria-roledescription|title|alt)="([^"]+)"')


def python_files() -> list[Path]:
    """The files whose texts are shown on the page."""
    left_out = {UI / name for name in NOT_ON_THE_PAGE}
    shown = [PACKAGE / name for name in SHOWN]
    return [path for path in sorted(UI.rglob("*.py")) if path not in left_out] + shown


def scripts() -> list[Path]:
    """The scripts of the page, without those for the page of the API, which is English."""
    return [
        path for path in sorted(UI.rglob("*.js")) if path.name not in ("words.js", "mending.js")
    ]


def texts(path: Path) -> list[str]:
    """All texts in a file of Python, without docstrings; a hole is HOLE."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found: list[str] = []

    def look(node: ast.AST) -> None:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in UNSAID:
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in bare:
                found.append(re.sub(r"\{\w*\}", HOLE, node.value))
            return
        if isinstance(node, ast.JoinedStr):
            parts = (str(p.value) if isinstance(p, ast.Constant) else HOLE for p in node.values)
            found.append("".join(parts))
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    look(part.value)
            return
        for child in ast.iter_child_nodes(node):
            look(child)

    look(tree)
    return found


def pieces(text: str) -> Iterator[str]:
    """The parts of a text that stand by themselves on the page: between tags, and in attributes."""
    if "=>" in text or "addEventListener" in text:  # a script
        return
    yield from _SAID.findall(text)
    for part in _TAG.split(text):
        for paragraph in re.split(r"\n\n|\n(?=#)|(?<=\S)\n(?=[A-Z])", part):
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraph.strip())
            plain = re.sub(r"^#+ |\*\*", "", plain)
            yield " ".join(unescape(plain).split())


def is_prose(text: str) -> bool:
    """Two words in a row, or one that begins like a sentence."""
    return bool(re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]+( \.\.\.|\.)?$", text))


def corpus() -> str:
    """Everything that the page may say, in one text, for looking up whether something is said."""
    rooms = [path for path in sorted(PACKAGE.rglob("*.py")) if path.parts[-2] != "synthesis"]
    all_texts = [text for path in rooms for text in texts(path)]
    # Forms are called after functions, and steps have their labels in docstrings.
    named = [*(PACKAGE / "synthesis").glob("*.py"), *(PACKAGE.parent / "plugins").glob("*.py")]
    written = [path for path in UI.rglob("*") if path.suffix in (".js", ".html")]
    lessons = (PACKAGE / "bundled" / "lessons").glob("*.json")
    all_texts += [path.read_text(encoding="utf-8") for path in (*named, *written)]
    all_texts += [json.dumps(json.loads(path.read_text()), ensure_ascii=False) for path in lessons]
    return " ".join(unescape(" \0 ".join(all_texts)).split())


def script_texts(path: Path) -> list[str]:
    """The texts of a script, without its comments and selectors; a hole is HOLE."""
    code = re.sub(r"(?m)//.*$", "", path.read_text(encoding="utf-8"))
    found = [match[1] or match[2] or "" for match in re.finditer(r'"([^"\n]*)"|`([^`]*)`', code)]
    texts = [re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", HOLE, text) for text in found]
    return [text for text in texts if not re.search(r"^[.#]|\[|px|^[a-z]+, ", text)]
