"""What the panel "Your own data" and a confusion matrix show, without a page."""

import re

import pytest

from mnist_space import Predictor
from mnist_space.evaluation.own_pictures import OwnAnswer, OwnReport, _counted
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.heatmap import pressed
from mnist_space.ui.evaluation.own_view import (
    MATRIX,
    own_figures_html,
    own_gallery_html,
    own_matrix_html,
)

ANSWERS = (
    OwnAnswer("a.png", 7, 7, 0.99, True),
    OwnAnswer("b.png", 7, 7, 0.4, False),  # right, and refused
    OwnAnswer("c.png", 7, 1, 0.6, True),
    OwnAnswer("<d>.png", 4, None, 0, False),
    OwnAnswer("e.png", 10, 5, 0.8, True),
    OwnAnswer("f.png", 10, 5, 0.1, False),  # no digit, and refused
)
SMALL = [b"1"] * len(ANSWERS)


def reported(*answers: OwnAnswer) -> OwnReport:
    identity = {"model": {"name": "<mine>"}, "pipeline": load_pipeline("robust").to_json()}
    return _counted(identity, list(answers))


@pytest.fixture
def report(tutorial: Predictor) -> OwnReport:
    """Of ANSWERS; with any model the steps of pipelines are loaded."""
    return reported(*ANSWERS)


def buttons(html: str) -> dict[str, tuple[str, str]]:
    """Kind and words of each cell that is a button."""
    found = re.findall(r'eval-cell eval-(\w+)" data-cell="([\d-]+)".*?aria-label="(.*?)"', html)
    return {name: (kind, words) for kind, name, words in found}


def files(html: str) -> list[str]:
    return re.findall(r'class="eval-file">(.*?)<', html)


def test_refused_is_no_error_and_each_cell_is_said_in_words(report: OwnReport) -> None:
    assert buttons(own_matrix_html(report)) == {
        "7-7": ("right", "7 read right: 1"),
        "7-10": ("refused", "7, not accepted: 1"),
        "7-1": ("error", "7 read as 1: 1"),
        "4-10": ("refused", "4, not accepted: 1"),
        "10-5": ("error", "no digit read as 5: 1"),
        "10-10": ("right", "no digit, not accepted: 1"),
    }
    assert 'data-cell="7-1" style="--heat:100%" aria-pressed="true"' in own_matrix_html(
        report, "7-1"
    )
    assert 'data-cell="7-7" style="--heat:0%"' in own_matrix_html(report)
    assert pressed(MATRIX.cells, "10-10") == "10-10"
    assert pressed(view.MATRIX.cells, "10-10") == ""


def test_the_gallery_shows_mistakes_or_a_cell_the_surest_first(report: OwnReport) -> None:
    shown = own_gallery_html(report, SMALL)
    assert files(shown) == ["e.png", "c.png", "&lt;d&gt;.png"]
    assert "none &rarr; <b>5</b> 80%<" in shown
    assert "4 &rarr; <b>nothing</b> 0%, not accepted" in shown
    cell = own_gallery_html(report, SMALL, "7-10")
    assert files(cell) == ["b.png"]
    assert "7, not accepted" in cell
    assert 'data-place="1"' in cell
    assert "No mistakes" in own_gallery_html(reported(ANSWERS[0]), SMALL)
    many = own_gallery_html(reported(*ANSWERS[2:3] * 61), SMALL * 61)
    assert "61 pictures, of which the 60 surest" in many
    assert len(files(many)) == 60


def test_the_figures_are_said_of_what_they_are_shares(report: OwnReport) -> None:
    html = own_figures_html(report)
    assert "&lt;mine&gt;, robust pipeline" in html
    assert "<b>50.0%</b>" in html
    assert "2 of 4 digits read right, accepted or not; 95% interval 15% to 85%" in html
    facts = re.findall("<dt>(.*?)</dt><dd><b>(.*?)</b> <span>(.*?)</span>", html)
    assert facts == [
        ("Right and accepted", "1", "of 4 digits"),
        ("Wrong and accepted", "2", "of 6 pictures"),
        ("Not accepted", "3", "of 6 pictures"),
        ("Rightly not accepted", "1", "of 2 that are no digit"),
    ]
    none = own_figures_html(reported(ANSWERS[5]))
    assert "There is no digit on 1 picture." in none
    assert "eval-accuracy" not in none
