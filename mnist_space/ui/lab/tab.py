"""The Lab tab, section after section; each section is a module with a function `build_...`."""

from __future__ import annotations

import gradio as gr

from mnist_space.ui.choices import Choices
from mnist_space.ui.components import PredictTab
from mnist_space.ui.lab.editor import build_editor
from mnist_space.ui.lab.steps import build_steps
from mnist_space.ui.turns import Turns

# A link with a pipeline opens the tab; the editor in it reads the link.
OPEN_LINK = """() => {
  if (!location.hash.startsWith("#pipeline=")) return;
  // On a narrow screen a tab that does not fit is a button of the menu.
  const tabs = [...document.querySelectorAll("[role=tab], .overflow-dropdown button")];
  tabs.find((tab) => tab.textContent.trim() === "Lab")?.click();
}"""


def lab_tab(
    here: gr.Tab, choices: Choices, predict: PredictTab, turns: Turns, tabs: gr.Tabs
) -> None:
    """Lay out the tab inside `here`, the current gr.Tab: a line for each section."""
    section = build_steps(here, predict, turns)
    build_editor(here, choices, predict, section, turns, tabs)
