"""Why an answer is the one it is: as HTML, and in a browser that draws, uploads and chooses."""

from functools import partial
from html import escape
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, Request, expect

from mnist_space import load_predictor
from mnist_space.explaining import explanation
from mnist_space.explaining.explanation import explain
from mnist_space.explaining.neighbours import nearest
from mnist_space.ui.predict.examples import example_path
from mnist_space.ui.predict.why_html import AGAINST, FOR, NEITHER, heat_picture, why_html
from tests.ui.pages import SEVEN, TWO, answer, choose, draw, example, tool

THREE, STAR = example_path("three-under-a-lamp.jpg"), example_path("star.jpg")


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def test_ink_has_the_colour_of_the_digit_it_spoke_for():
    tensor, heatmap = np.zeros((28, 28), np.float32), np.zeros((28, 28), np.float32)
    tensor[0, :4] = 1, 1, 1, 0.5
    heatmap[0, :4] = 2, -2, 0, 2
    picture = heat_picture(tensor, heatmap)
    assert [tuple(map(int, pixel)) for pixel in picture[0, :3]] == [FOR, AGAINST, NEITHER]
    assert np.allclose(picture[0, 3], np.array(FOR) / 2, atol=1)
    assert not picture[1:].any()


def test_all_parts_are_said(predictor):
    why = explain(predictor, THREE)
    html = why_html(why)
    assert all(escape(finding.sentence) in html for finding in why.findings)
    assert f"Which ink spoke for 3, which for {why.runner_up}" in html
    distances = [f"A {n.label} of MNIST, distance {n.distance:.2f}" for n in why.neighbours]
    assert len(distances) == 5
    assert all(distance in html for distance in distances)
    assert html.count('<th scope="row">') == 4


def test_what_a_refused_picture_looks_like_comes_first(predictor):
    why = explain(predictor, STAR)
    html = why_html(why)
    sentences = {finding.kind: escape(finding.sentence) for finding in why.findings}
    assert len(sentences) > 1
    assert min(sentences, key=lambda kind: html.index(sentences[kind])) == "rejected"


def test_of_one_network_and_of_nothing_it_is_said(tutorial, predictor):
    assert "one network" in why_html(explain(tutorial, THREE, "notebook"))
    nothing = why_html(explain(predictor, np.zeros((50, 50), np.uint8)))
    assert "Nothing is drawn." in nothing
    assert "<img" not in nothing


def test_without_the_index_the_rest_is_explained(predictor, monkeypatch, tmp_path: Path):
    monkeypatch.setattr(explanation, "nearest", partial(nearest, folder=tmp_path / "gone"))
    why = explain(predictor, THREE)
    assert (why.neighbours, len(why.members)) == ((), 4)
    assert why.missing == ("The index of neighbours in 'gone' is damaged.",)
    assert escape(why.missing[0]) in why_html(why)
    assert why.to_json()["missing"] == list(why.missing)


def test_it_is_asked_for_when_it_is_opened_and_follows_the_picture(shared_page: Page) -> None:
    page = shared_page
    asked: list[Request] = []
    page.on("request", lambda r: asked.append(r) if '"data":["digit"' in str(r.post_data) else None)
    draw(page, SEVEN)
    expect(answer(page)).to_have_text("7")
    panel = page.get_by_role("button", name="Why this answer?")
    expect(panel).to_have_attribute("aria-expanded", "false")
    assert not asked
    panel.press("Enter")
    expect(panel).to_have_attribute("aria-expanded", "true")
    heading = page.locator("#why .why-heat h2")
    expect(heading).to_contain_text("spoke for 7")
    assert asked
    top = _top(page)
    tool(page, "clear").click()
    expect(page.locator("#why")).to_contain_text("As soon as there is a picture")
    assert _top(page) == top  # what lies below stays where it is
    draw(page, TWO)
    expect(heading).to_contain_text("spoke for 2")
    assert _top(page) == top
    example(page, "number-blue-pen.jpg")
    expect(page.locator("#why")).to_contain_text("This explains single digits")
    choose(page, "model", "notebook_mlp")
    choose(page, "mode", "One digit")
    expect(page.locator("#why")).to_contain_text("one network")


def _top(page: Page) -> float:
    """Where the trace begins on the page, whatever is scrolled."""
    return page.locator("#trace").evaluate("trace => trace.getBoundingClientRect().top + scrollY")


def test_it_is_open_for_a_mistake_of_the_evaluation(shared_page: Page) -> None:
    shared_page.get_by_role("tab", name="Evaluation", exact=True).click()
    shared_page.locator("#eval-gallery button[data-place]").first.click()
    expect(shared_page.locator("#why .why-near img")).to_have_count(5)
    expect(shared_page.locator("#why .why-members tbody tr")).to_have_count(4)
