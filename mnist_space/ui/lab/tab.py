"""The Lab tab, section after section; each section is a module with a function `build_...`."""

from __future__ import annotations

import gradio as gr

from mnist_space.ui.choices import Choices
from mnist_space.ui.components import PredictTab
from mnist_space.ui.evaluation.parts import Evaluator
from mnist_space.ui.lab.choosing import build_choice, wire_choice
from mnist_space.ui.lab.editor import build_editor, wire_use
from mnist_space.ui.lab.lesson_bar import build_bar, wire_bar
from mnist_space.ui.lab.lesson_making import build_making
from mnist_space.ui.lab.measuring import build_measuring
from mnist_space.ui.lab.steps import StepsSection, build_steps
from mnist_space.ui.turns import Turns

# A link with a lesson or a pipeline opens the tab; what is in it reads the link.
OPEN_LINK = """() => {
  const open = () => {
    if (!/^#(lesson|pipeline)=/.test(location.hash)) return;
    // On a narrow screen a tab that does not fit is a button of the menu.
    const tabs = [...document.querySelectorAll("[role=tab], .overflow-dropdown button")];
    tabs.find((tab) => tab.textContent.trim() === words.say("Lab"))?.click();
  };
  window.addEventListener("hashchange", open);
  open();
}"""


def lab_tab(
    here: gr.Tab,
    evaluator: Evaluator,
    predict: PredictTab,
    turns: Turns,
    tabs: gr.Tabs,
) -> StepsSection:
    """Lay out the tab inside `here`, the current gr.Tab: a line for each section."""
    choices: Choices = evaluator.choices
    with gr.Row(elem_id="lab-top"):
        with gr.Column(elem_classes="card"):
            bar, asking = build_bar()
        with gr.Column(elem_classes="card"):
            choice = build_choice(predict)
    with gr.Column(elem_id="lab-steps"):
        steps = build_steps(here, choice, turns)
    editor = build_editor(here, choices, predict, choice, turns)
    build_measuring(evaluator, editor, predict)
    build_making(choices, editor, predict, choice, turns)
    wire_choice(choice, here, turns)
    wire_use(editor, choices, predict, tabs)
    wire_bar(bar, asking, choices, predict, choice, editor)
    return steps
