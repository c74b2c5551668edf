"""What a model answers to many digits at once, and how the parts of a report fit together."""

import cv2
import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.data import load_test
from mnist_space.evaluation.answers import Countdown, answer_pictures, answer_tensors
from mnist_space.evaluation.report import build_report
from mnist_space.preprocessing.forms import ColorImage, GrayImage
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError, StepCall
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import Registry


@pytest.fixture(scope="module")
def few():
    return load_test()[slice(0, 200)]


def test_a_digit_on_which_nothing_is_found_is_no_answer(tutorial):
    answers = answer_tensors(tutorial, np.zeros((2, 28, 28), np.float32))
    assert answers.labels.tolist() == [-1, -1]
    assert not answers.accepted.any()
    assert answers.probabilities.tolist() == [[pytest.approx(0.1)] * 10] * 2


def test_the_robust_pipeline_gives_what_predict_gives(tutorial, few):
    robust = load_pipeline("robust")
    answers = answer_pictures(tutorial, robust, few.images[:20])
    for place, image in enumerate(few.images[:20]):
        one = tutorial.predict(image, robust)
        assert answers.labels[place] == one.label
        assert answers.confidence[place] == pytest.approx(one.confidence, abs=1e-5)


def test_accepted_is_what_predict_accepts():
    """Of what is drawn, and is no digit, too."""
    reader = load_predictor()
    files = ("star.jpg", "two-white-on-black.png", "four-pencil-ruled-paper.jpg")
    said = [reader.predict(BUNDLED / "examples" / file) for file in files]
    answers = answer_tensors(reader, np.stack([one.trace[-1].image for one in said]))
    assert answers.accepted.tolist() == [one.accepted for one in said] == [False, True, True]


def test_another_pipeline_changes_only_what_is_named_after_it(tutorial, few):
    own, robust = (build_report(tutorial, few, load_pipeline(n)) for n in ("notebook", "robust"))
    assert robust.pipeline != own.pipeline
    assert robust.pipeline_answers != own.pipeline_answers
    assert (robust.answers, robust.coverage) == (own.answers, own.coverage)


def test_an_evaluation_leaves_opencv_as_it_is_for_the_pictures_that_are_served(tutorial, few):
    before, during = cv2.getNumThreads(), set()
    cv2.setNumThreads(3)
    try:
        job = Countdown(2 * len(few), lambda _: during.add(cv2.getNumThreads()))
        answer_pictures(tutorial, load_pipeline("notebook"), few.images, job)
    finally:
        cv2.setNumThreads(before)
    assert during == {3}


def test_the_sums_fit_together(report):
    matrix = np.array(report.confusion_matrix)
    assert (matrix.sum(axis=1) == np.bincount(load_test().labels)).all()
    assert [row.n for row in report.per_digit] == matrix.sum(axis=1).tolist()


def test_a_step_that_fails_is_told(tutorial, few):
    def page(image: ColorImage) -> GrayImage:
        """Fail on every picture."""
        raise ZeroDivisionError

    registry = Registry()
    notebook = load_pipeline("notebook")
    for function in (page, *(notebook.registry[call.step].function for call in notebook.digit)):
        registry.register(function)
    broken = Pipeline((StepCall("page"),), notebook.digit, registry=registry)
    with pytest.raises(PipelineError, match="Step 1 'page' failed"):
        build_report(tutorial, few, broken)
