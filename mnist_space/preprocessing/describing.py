"""What a step's docstring says, in parts that can be shown, and where the step comes from."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_SECTION = re.compile(r"^(Args|Returns|Raises):\n", re.MULTILINE)
_ARGUMENT = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Description:
    """The parts of a docstring in Google's style.

    Attributes:
        title: its first line; "" where there is none.
        paragraphs: what stands between its first line and its sections.
        parameters: what is said about each parameter, by name.
        returns: what the function gives; "" where nothing is said.
    """

    title: str
    paragraphs: tuple[str, ...]
    parameters: Mapping[str, str]
    returns: str


def describe(function: Callable[..., Any]) -> Description:
    """Take a function's docstring apart; each part is one line of text, whole sentences."""
    title, _, body = (inspect.getdoc(function) or "").partition("\n")
    prose, *rest = _SECTION.split(body)
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    return Description(
        title=title,
        paragraphs=tuple(filter(None, map(_sentence, re.split(r"\n\s*\n", prose)))),
        parameters={
            name: _sentence(text) for name, text in _ARGUMENT.findall(sections.get("Args", ""))
        },
        returns=_line(sections.get("Returns", "")),
    )


def source_of(function: Callable[..., Any]) -> str:
    """Return where a step comes from: `plugins/fit_box.py`, or the module of another package."""
    module = function.__module__
    if "plugins" in module.split(".")[:-1]:
        return f"plugins/{module.rpartition('.')[2]}.py"
    return module


def place_of(function: Callable[..., Any]) -> str:
    """Return the file and the line in which a function begins."""
    return f"{function.__code__.co_filename}:{function.__code__.co_firstlineno}"


def _sentence(text: str) -> str:
    line = _line(text)
    return line[:1].upper() + line[1:]


def _line(text: str) -> str:
    """Text that is shown as it is: without the marks of names."""
    return " ".join(text.split()).replace("`", "")
