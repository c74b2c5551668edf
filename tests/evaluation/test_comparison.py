"""Two reports side by side."""

import pytest

from mnist_space.data import Split, load_test
from mnist_space.evaluation.comparison import compare
from mnist_space.evaluation.report import PIPELINE_EVERY, Report, build_report
from mnist_space.preprocessing.pipelines import load_pipeline


@pytest.fixture(scope="module")
def split() -> Split:
    return load_test()


def with_answers(report: Report, changes: dict[int, str]) -> Report:
    """The same report with other answers to a few digits."""
    data = report.to_json()
    labels = list(data["answers"]["labels"])
    for place, label in changes.items():
        labels[place] = label
    data["answers"]["labels"] = "".join(labels)
    return Report.from_json(data)


def with_recall(report: Report, digit: int, recall: float) -> Report:
    """The same report with another recall of one digit."""
    data = report.to_json()
    data["per_digit"][digit]["recall"] = recall
    return Report.from_json(data)


def test_a_report_is_no_different_from_itself(report, split):
    result = compare(report, report, split.labels)
    assert len(result.straight.changed) == len(result.pictures.changed) == 0
    assert result.straight.p_value == 1
    assert result.recall == (0,) * 10


def test_who_is_right_where(report, split):
    right = [i for i in range(100) if report.answers.predicted()[i] == split.labels[i]][:6]
    other = with_answers(report, {i: str((split.labels[i] + 1) % 10) for i in right})
    result = compare(report, other, split.labels).straight
    assert result.only_first.tolist() == result.changed.tolist() == right
    assert result.only_second.size == 0
    assert result.accuracy[0] - result.accuracy[1] == pytest.approx(6 / 10_000)
    assert result.p_value == pytest.approx(2 / 2**6)


def test_recall_rises_where_the_second_is_better(report, split):
    worse, better = (with_recall(report, 3, recall) for recall in (0.5, 0.75))
    assert compare(worse, better, split.labels).recall == (0, 0, 0, 25, *(0,) * 6)
    assert compare(better, worse, split.labels).recall == (0, 0, 0, -25, *(0,) * 6)


def test_pipelines_differ_on_pictures_alone(tutorial, split):
    few = split[slice(0, 1000)]
    own, robust = (build_report(tutorial, few, load_pipeline(n)) for n in ("notebook", "robust"))
    result = compare(own, robust, few.labels)
    assert result.straight.changed.size == 0
    assert result.pictures.n == 1000 // PIPELINE_EVERY
    assert result.pictures.changed.size > 0
    assert (result.pictures.changed % PIPELINE_EVERY == 0).all()


def test_reports_on_other_splits_are_refused(report, split):
    with pytest.raises(ValueError, match="split"):
        compare(report, report, split.labels[:500])
