"""What the Evaluation tab shows of a report, without a browser."""

import re
from pathlib import Path

import gradio as gr
import pytest

from mnist_space import load_predictor
from mnist_space.evaluation.report import Report
from mnist_space.ui.evaluation.tab import _drawn, _gallery, _unless_late


@pytest.fixture(scope="module")
def stored() -> Report:
    """The bundled report of the small network."""
    return Report.from_json(load_predictor("notebook_mlp").artifact.report or {})


def test_back_on_the_tab_the_gallery_is_that_of_the_pressed_cell(stored: Report) -> None:
    assert "4 read as 9" in _gallery(stored, "4-9")
    assert "All mistakes" in _gallery(stored, "")
    assert _gallery(None, "4-9") == ""


def test_plots_of_a_report_that_is_shown_no_more_are_thrown_away(stored: Report) -> None:
    drawing = _drawn(stored)
    plots, *buttons = _unless_late(drawing, stored)
    assert "data-plot=reliability" in plots
    (spoken, *_) = re.findall(r'aria-label="(.*?)"', plots)
    last = stored.reliability[-1]
    assert f"confidence 93% to 100%: {last.accuracy:.0%} of {last.n:,} right" in spoken
    assert [Path(button.value["path"]).suffix for button in buttons] == [".json", ".png", ".csv"]
    assert all(button.interactive for button in buttons)
    assert _unless_late(drawing, None) == (gr.skip(),) * 4
