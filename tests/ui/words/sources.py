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
# <p title="...">, and what stands between such tags.
_TAG = re.compile(r"<[!/a-z][^>]*>")
_SAID = re.compile(r'\b(?:aria-label|aria-valuetext|aria-roledescription|title|alt)="([^"]+)"')


def python_files() -> list[Path]:
    """The files whose texts are shown on the page."""
    left_out = {UI / name for name in NOT_ON_THE_PAGE}
    shown = [PACKAGE / name for name in SHOWN]
    return [path for path in sorted(UI.rglob("*.py")) if path not in left_out] + shown


def texts(path: Path) -> list[str]:
    """All texts in a file of Python, without docstrings; a hole is HOLE."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found: list[str] = []

    def look(node: ast.AST) -> None:
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
            plain = re.sub(r"^#+ |\*\*|\[|\]\([^)]*\)", "", paragraph.strip())
            yield " ".join(unescape(plain).split())


def is_prose(text: str) -> bool:
    """Two words in a row, or one that begins like a sentence."""
    return bool(re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]+( \.\.\.|\.)?$", text))


def corpus() -> str:
    """Everything that the page may say, in one text, for looking up whether something is said."""
    all_texts = [text for path in sorted(PACKAGE.rglob("*.py")) for text in texts(path)]
    for path in sorted(UI.rglob("*")):
        if path.suffix in (".js", ".html", ".css"):
            all_texts.append(path.read_text(encoding="utf-8"))
    for path in sorted((PACKAGE / "bundled" / "lessons").glob("*.json")):
        all_texts.append(json.dumps(json.loads(path.read_text()), ensure_ascii=False))
    for path in sorted((PACKAGE.parent / "plugins").glob("*.py")):
        all_texts.append(path.read_text(encoding="utf-8"))
    return " ".join(unescape(" \0 ".join(all_texts)).split())
