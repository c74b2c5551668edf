"""Measuring an edited pipeline: what is shown, what is kept, and that a visitor can end it."""

import json

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from mnist_space.evaluation import trial
from mnist_space.evaluation.answers import EvaluationCancelled
from mnist_space.evaluation.trial import Trial
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.startup import begin_startup
from mnist_space.synthesis.scenes import FORMS
from mnist_space.ui.choices import Choices
from mnist_space.ui.evaluation.parts import Evaluator
from mnist_space.ui.evaluation.reports import Reports
from mnist_space.ui.evaluation.turn import Turn
from mnist_space.ui.lab.measuring import _measure, measured_html
from tests.ui.pages import choose

FORMS_OF = (None, None, "thin_pen", "thin_pen")


def answered(*right: bool, failure: str | None = None) -> Trial:
    return Trial(FORMS_OF, np.array(right), np.array(right), failure)


def test_a_pipeline_is_measured_in_the_page_and_its_figures_are_old_once_it_changes(
    browser_page: Page,
) -> None:
    page, measured = browser_page, browser_page.locator("#lab-measured [data-measured]")
    choose(page, "model", "notebook_mlp")
    page.get_by_role("tab", name="Lab", exact=True).click()
    expect(page.locator("#lab-trace li")).to_have_count(3)
    page.locator("#lab-measure button").first.click()
    page.locator("#lab-measuring-start").click()
    expect(page.locator("#lab-measuring-status")).to_contain_text("Measured.")
    expect(measured).to_contain_text("Test digits (200), right")
    expect(measured).to_contain_text("Both read the same pictures right.")
    expect(page.get_by_text("The pipeline has changed since")).to_be_hidden()
    page.locator("[data-add=digit]").select_option("center_mass")
    expect(page.get_by_text("The pipeline has changed since")).to_be_visible()


def test_both_pipelines_are_shown_with_intervals_and_what_got_worse() -> None:
    html = measured_html(
        answered(True, True, False, True, failure="Step 2 <b> failed"),
        answered(True, True, True, True),
    )
    assert "Test digits (2), right</th><td>100.0% <small>34 to 100</small></td>" in html
    assert "Redrawn (2), right</th><td>50.0% <small>9 to 91</small></td>" in html
    assert "thin pen: 1 of 2 right instead of 2" in html
    assert "reads 0 right, the model's own alone 1: that may be chance" in html
    assert "Step 2 &lt;b&gt; failed" in html
    same = answered(True, True, True, True)
    assert "Both read the same pictures right." in measured_html(same, same)


def test_what_was_measured_once_is_kept_and_a_cancelled_measurement_is_not(monkeypatch) -> None:
    monkeypatch.setattr(trial, "TEST_DIGITS", 6)
    monkeypatch.setattr(trial, "EACH_FORM", 1)
    monkeypatch.setattr(
        "mnist_space.synthesis.scenes.FORMS",
        {name: FORMS[name] for name in ("clean", "small_in_corner", "side_shade")},
    )
    measure = _measure(Evaluator(Choices(begin_startup().started()), Reports(), Turn()))
    request = json.dumps({"model": load_pipeline("notebook").to_json()})
    shares = list[float]()
    with pytest.raises(EvaluationCancelled):
        measure(shares.append, lambda: bool(shares), request, "convnet")
    assert 0 < len(shares) < 9
    shares.clear()
    said, html = measure(shares.append, lambda: False, request, "convnet")
    assert (said, len(shares)) == ("Measured.", 9)
    assert "Got worse most" in html
    assert measure(shares.append, lambda: True, request, "convnet") == (said, html)
    assert len(shares) == 9
    _, own = measure(shares.append, lambda: True, "", "convnet")
    assert "Both read the same pictures right." in own
