"""The example pictures that ship with the app, as a row of buttons."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from html import escape
from pathlib import Path

import gradio as gr
from PIL import Image

from mnist_space.artifact import BUNDLED
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.ui.components import STYLES

FOLDER = BUNDLED / "examples"
THUMBNAIL = 144

_JS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-example]");
  if (!button) return;
  props.value = button.dataset.example;
  trigger("input");
});
"""


@dataclass(frozen=True)
class Example:
    """One picture in bundled/examples and what is on it."""

    file: str
    description: str


# The first is one that the classic tutorial's network and pipeline get wrong.
EXAMPLES = (
    Example("four-pencil-ruled-paper.jpg", "an open 4 in pencil on ruled paper"),
    Example("number-blue-pen.jpg", "the number 2647 in blue pen, in a shadow"),
    Example("seven-squared-paper.jpg", "a crossed 7 in blue pen on squared paper, in a shadow"),
    Example("three-under-a-lamp.jpg", "a 3 in marker, photographed with dark corners"),
    Example("five-in-a-corner.png", "a small 5 in the corner of a wide white page"),
    Example("two-white-on-black.png", "a 2, white on black"),
    Example("six-transparent.png", "a 6 drawn on a transparent ground"),
    Example("star.jpg", "a star in green pen, which is no digit"),
)


def examples_row() -> gr.HTML:
    """Make the row; it fires `input` with the chosen file's name as its value."""
    buttons = "".join(map(_button, EXAMPLES))
    row = f'<div class="examples" role="group" aria-label="Examples">{buttons}</div>'
    return gr.HTML(
        html_template=row,
        css_template=(STYLES / "examples.css").read_text(encoding="utf-8"),
        js_on_load=_JS,
        apply_default_css=False,
        elem_id="examples",
    )


def example_path(name: object) -> Path:
    """Return the path of the example called `name`, which must be one of EXAMPLES."""
    if not isinstance(name, str) or name not in {example.file for example in EXAMPLES}:
        raise ImageError("There is no such example.")
    return FOLDER / name


def _button(example: Example) -> str:
    thumbnail = Image.fromarray(decode(FOLDER / example.file))
    thumbnail.thumbnail((2 * THUMBNAIL, THUMBNAIL))
    buffer = io.BytesIO()
    thumbnail.save(buffer, "JPEG", quality=80)
    source = base64.b64encode(buffer.getvalue()).decode()
    return (
        f'<button type="button" data-example="{escape(example.file)}">'
        f'<img src="data:image/jpeg;base64,{source}" alt="Example: {escape(example.description)}">'
        "</button>"
    )
