"""What tabs share: the components of the Predict tab, and HTML with a style sheet of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import gradio as gr

STYLES = Path(__file__).parent / "styles"

Html = str


@dataclass(frozen=True)
class PredictTab:
    """The components of the Predict tab, for its events, the endpoints and other tabs.

    `loaded` changes whenever another tab has loaded a model, perhaps once more under the name that
    is chosen; `names` are the models that this visitor can choose, with those brought here.
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


def styled(name: str, value: Html) -> gr.HTML:
    """Make an HTML component `#name` with the style sheet styles/name.css."""
    css = (STYLES / f"{name}.css").read_text(encoding="utf-8")
    return gr.HTML(value, css_template=css, js_on_load=None, apply_default_css=False, elem_id=name)
