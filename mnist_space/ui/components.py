"""What tabs share: the Predict tab's components, HTML with a style sheet of its own, a status."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

import gradio as gr

STYLES = Path(__file__).parent / "styles"

# What scripts of controls begin with: `valueOf` and `showValue`.
CONTROLS = (Path(__file__).parent / "controls.js").read_text(encoding="utf-8")

Html = str


@dataclass(frozen=True)
class PredictTab:
    """The components of the Predict tab, for its events, the endpoints and other tabs.

    `loaded` changes whenever another tab has loaded a model, perhaps once more under the name that
    is chosen; `names` are the models that this visitor can choose, with those brought here; `share`
    is the row under the answer, which opens links too; `kept` are the visitor's labelled pictures.
    """

    pad: gr.HTML
    upload: gr.Image
    model: gr.Radio
    pipeline: gr.Radio
    mode: gr.Radio
    answer: gr.HTML
    trace: gr.HTML
    examples: gr.HTML
    loaded: gr.State
    names: gr.State
    share: gr.HTML
    why: gr.Accordion
    kept: gr.State


def styled(name: str, value: Html) -> gr.HTML:
    """Make an HTML component `#name` with the style sheet styles/name.css."""
    css = (STYLES / f"{name}.css").read_text(encoding="utf-8")
    return gr.HTML(value, css_template=css, js_on_load=None, apply_default_css=False, elem_id=name)


def scripted(folder: Path, elem_id: str, *scripts: str, before: str = "") -> gr.HTML:
    """Make an HTML component of the template.html, style.css and scripts that lie in a folder.

    Args:
        folder: holds them.
        elem_id: of the component.
        scripts: their names.
        before: the text of what they use, such as `CONTROLS`.
    """

    def read(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    return gr.HTML(
        html_template=read("template.html"),
        css_template=read("style.css"),
        js_on_load=before + "".join(map(read, scripts)),
        apply_default_css=False,
        elem_id=elem_id,
    )


def status_html(
    text: str,
    state: Literal["idle", "busy", "done", "failed"] = "idle",
    share: float | None = None,
) -> Html:
    """Say what is going on; with `share`, in [0, 1], a figure and a bar show how much is done.

    The figure stands outside what a screen reader announces: it changes several times a second.
    """
    figure = bar = ""
    if share is not None:
        figure = f'<span aria-hidden="true">{share:.0%}</span>'
        bar = (
            f'<div class="status-bar" role="progressbar" aria-label="Progress" aria-valuemin="0" '
            f'aria-valuemax="100" aria-valuenow="{100 * share:.0f}">'
            f'<span style="width:{100 * share:.1f}%"></span></div>'
        )
    status = f'<p class="status status-{state}" role="status">{escape(text)}</p>'
    return f'<div class="status-line">{status}{figure}</div>{bar}'
