"""The Lab tab, section after section; each section is a module with a function `build_...`."""

from __future__ import annotations

import gradio as gr

from mnist_space.ui.components import PredictTab
from mnist_space.ui.lab.steps import build_steps
from mnist_space.ui.turns import Turns


def lab_tab(here: gr.Tab, predict: PredictTab, turns: Turns) -> None:
    """Lay out the tab inside `here`, the current gr.Tab: a line for each section."""
    build_steps(here, predict, turns)
