"""The Report: what it says is what the predictor does, and JSON holds all of it."""

import json

import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED, BUNDLED_MODELS, LITERT, METRICS
from mnist_space.data import load_test
from mnist_space.evaluation.answers import EvaluationCancelled, EvaluationError
from mnist_space.evaluation.report import Report, ReportError, build_report
from mnist_space.reading.predictor import Predictor

MEASURED = [model for model in BUNDLED_MODELS if (BUNDLED / model / METRICS).exists()]


@pytest.fixture(scope="module")
def split():
    return load_test()


def test_the_standard_figures_are_the_networks_own_answers(report, tutorial, split):
    probabilities = tutorial.probabilities(split.images.astype(np.float32) / np.float32(255))
    assert (report.answers.predicted() == probabilities.argmax(axis=1)).all()
    right = probabilities.argmax(axis=1) == split.labels
    assert report.n == 10_000
    assert report.accuracy == right.mean() == np.trace(report.confusion_matrix) / 10_000
    assert report.accuracy_interval[0] < report.accuracy < report.accuracy_interval[1]
    assert report.confident_errors.errors == (~right).sum()
    assert report.accuracy < report.top2_accuracy < 1
    assert report.coverage.confidence[-1].error == pytest.approx(1 - report.accuracy, abs=1e-6)
    assert sum(part.n for part in report.reliability) == 10_000


def test_the_pipeline_figures_are_the_predictors_own_answers(report, tutorial, split):
    assert report.pipeline_n == 2000
    labels, confidences = report.pipeline_answers.predicted(), report.pipeline_answers.confidence()
    assert report.pipeline_accuracy == (labels == split.labels[::5]).mean()
    for place in (0, 1, 2, 777, 1999):
        answer = tutorial.predict(split.images[5 * place])
        assert labels[place] == answer.label
        assert confidences[place] == pytest.approx(answer.confidence, abs=1e-4)


def test_progress_rises_to_the_whole(report, shares_done):
    assert len(shares_done) > 100
    assert shares_done == sorted(shares_done)
    assert shares_done[-1] == 1


def test_json_holds_all_of_it(report):
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_the_corrected_labels_are_of_the_whole_test_split_alone(report, tutorial, split):
    assert report.corrected is not None
    assert report.corrected.n == 9997
    assert report.corrected.accuracy != report.accuracy
    small = build_report(tutorial, split[:100])
    assert (small.n, small.pipeline_n, small.corrected) == (100, 20, None)


def test_the_bundled_report_is_what_an_evaluation_gives(report, tutorial):
    stored = Report.from_json(tutorial.artifact.report)
    for name in ("n", "accuracy", "corrected", "pipeline_accuracy", "confusion_matrix"):
        assert getattr(stored, name) == getattr(report, name)
    assert stored.answers.labels == report.answers.labels
    # Another processor may round float32 in another way.
    for name in ("loss", "ece", "accepted"):
        assert getattr(stored, name) == pytest.approx(getattr(report, name), abs=1e-4)


@pytest.mark.parametrize("model", MEASURED)
def test_a_bundled_report_is_of_the_bundled_network_and_pipeline(model):
    artifact = load_predictor(model).artifact
    stored = Report.from_json(artifact.report)
    assert stored.model.sha256 == artifact.config.sha256[LITERT]
    assert stored.pipeline == artifact.pipeline.to_json()


def test_times_do_not_make_reports_differ(report):
    later = report.model_copy(update={"seconds": 99.0, "images_per_second": 1.0})
    assert later == report
    assert hash(later) == hash(report)
    assert report.model_copy(update={"loss": 1.0}) != report


def test_a_cancelled_evaluation_ends(tutorial):
    seen = []
    with pytest.raises(EvaluationCancelled):
        build_report(tutorial, progress=seen.append, cancelled=lambda: len(seen) >= 3)
    assert max(seen) < 1


def test_a_network_without_numbers_is_damaged(tutorial, split):
    class Damaged(Predictor):
        def logits(self, tensors):
            return super().logits(tensors) * np.float32(np.nan)

    with pytest.raises(EvaluationError, match="not numbers"):
        build_report(Damaged(tutorial.artifact), split[:300])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"accuracy": "high"}, "accuracy"),
        ({"accuracy": float("nan")}, "accuracy"),
        ({"extra": 1}, "extra"),
        ({"n": 9999}, "there must be 9999 answers"),
        ({"confusion_matrix": [[1, 2]] * 10}, "10 by 10"),
        ({"format": 2}, "format"),
    ],
)
def test_what_is_no_report_is_refused_with_its_place(report, change, place):
    with pytest.raises(ReportError, match=place):
        Report.from_json(report.to_json() | change)
