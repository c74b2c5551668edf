"""The plots hold the report's numbers; only errors have a colour, in light and in dark."""

import re
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from matplotlib.colors import to_rgba

from mnist_space.data import load_test
from mnist_space.evaluation.plots import (
    COLOURS,
    MOST_DRAWN,
    PLOTS,
    confusion_plot,
    coverage_plot,
    mistakes_plot,
    mixture_plot,
    plot_names,
    reliability_plot,
    to_png,
    to_svg,
)
from mnist_space.evaluation.report_values import Mixture


def texts(figure):
    """What stands in each cell, by (row, column)."""
    places = {}
    for text in figure.axes[0].texts:
        column, row = (int(value) for value in text.get_position())
        if text.get_text():
            places[row, column] = text.get_text()
    return places


def mixture_of(bins):
    """A mixture with these bins."""
    shares = dict.fromkeys(
        ("right", "right_and_accepted", "none_rejected", "none_confident", "ece"), 0.5
    )
    return Mixture(n=40, digits=20, reliability=bins, **shares)


def test_counts_stand_in_their_cells(report):
    found = texts(confusion_plot(report))
    for true, row in enumerate(report.confusion_matrix):
        for guess, count in enumerate(row):
            assert found.get((true, guess), "0") == str(count)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_errors_have_a_colour_and_the_diagonal_does_not_drown_them(report, scheme):
    (mesh,) = confusion_plot(report, scheme=scheme).axes[0].collections
    heat = mesh.get_array().reshape(10, 10)
    errors = np.array(report.confusion_matrix) * (1 - np.eye(10))
    assert np.ma.getmaskarray(heat).tolist() == np.eye(10, dtype=bool).tolist()
    np.testing.assert_allclose(heat.filled(0), np.sqrt(errors))
    ends = mesh.cmap([0.0, 1.0])
    np.testing.assert_allclose(ends[0], to_rgba(COLOURS[scheme]["low"]), atol=0.01)
    np.testing.assert_allclose(ends[1], to_rgba(COLOURS[scheme]["high"]), atol=0.01)
    assert mesh.norm.vmax == pytest.approx(np.sqrt(errors.max()))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_a_picture_on_the_ground_of_its_scheme(report, name, scheme):
    mixed = report.model_copy(update={"mixture": mixture_of(report.reliability)})
    png = to_png(PLOTS[name](mixed, scheme=scheme), dpi=60)
    picture = cv2.cvtColor(cv2.imdecode(np.frombuffer(png, np.uint8), 1), cv2.COLOR_BGR2RGB)
    ground = np.rint(255 * np.array(to_rgba(COLOURS[scheme]["ground"])[:3]))
    assert (picture[2, 2] == ground).all()
    assert picture.std() > 5


def test_the_same_report_gives_the_same_bytes(report):
    assert to_png(reliability_plot(report), 50) == to_png(reliability_plot(report), 50)
    assert to_svg(coverage_plot(report)) == to_svg(coverage_plot(report))


def test_in_a_page_lettering_is_text_and_nothing_else_on_the_page_is_touched(report):
    drawn = ElementTree.fromstring(to_svg(coverage_plot(report)))
    said = {text.text for text in drawn.iterfind(".//{*}text")}
    assert {"answered (%)", "wrong among them (%)", "surest by confidence"} < said
    assert drawn.find(".//{*}style") is None
    # Only what is drawn twice has a name, and every use finds it.
    named = {each.get("id") for each in drawn.iter() if each.get("id")}
    uses = {each.get("{http://www.w3.org/1999/xlink}href") for each in drawn.iterfind(".//{*}use")}
    clips = set(re.findall(r"url\(#(.*?)\)", ElementTree.tostring(drawn, "unicode")))
    assert {use.removeprefix("#") for use in uses} | clips == named


def test_bars_are_the_reports_and_say_of_how_many(report):
    mixed = report.model_copy(update={"mixture": mixture_of(report.reliability[5:])})
    for plot, parts in (
        (reliability_plot(mixed), mixed.reliability),
        (mixture_plot(mixed), mixed.mixture.reliability),
    ):
        axes, filled = plot.axes[0], [part for part in parts if part.n]
        assert [bar.get_height() for bar in axes.patches] == [part.accuracy for part in filled]
        assert [text.get_text() for text in axes.texts] == [f"{part.n:,}" for part in filled]
    assert plot_names(mixed) == list(PLOTS)
    assert plot_names(report) == [name for name in PLOTS if name != "mixture"]
    with pytest.raises(ValueError, match="no drawn pictures"):
        mixture_plot(report)


def test_the_curves_are_the_reports(report):
    for line, points in zip(
        coverage_plot(report).axes[0].lines,
        (report.coverage.confidence, report.coverage.digit_score),
        strict=True,
    ):
        np.testing.assert_allclose(line.get_ydata(), [100 * point.error for point in points])


def test_mistakes_are_drawn_the_surest_first(report):
    split = load_test()
    read, sure = report.answers.predicted(), report.answers.confidence()
    figure = mistakes_plot(report, split)
    wrong = int((read != split.labels).sum())
    assert len(figure.axes) == min(wrong, MOST_DRAWN)
    said = [axes.get_xlabel() for axes in figure.axes]
    worst = max(np.flatnonzero(read != split.labels), key=lambda place: sure[place])
    assert said[0] == f"{split.labels[worst]}, read {read[worst]}"
    assert np.array_equal(figure.axes[0].images[0].get_array(), split.images[worst])
    assert all(text[0] != text[-1] for text in said)
