"""What a model answers to many digits at once, and how the parts of a report fit together."""

import threading
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

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


def test_another_pipeline_changes_only_what_is_named_after_it(tutorial, few):
    own, robust = (build_report(tutorial, few, load_pipeline(n)) for n in ("notebook", "robust"))
    assert robust.pipeline != own.pipeline
    assert robust.pipeline_answers != own.pipeline_answers
    assert (robust.answers, robust.coverage) == (own.answers, own.coverage)


def test_two_evaluations_at_once_leave_opencv_as_it_was(tutorial, few):
    threads = cv2.getNumThreads()
    begun = threading.Event()

    def answered(job=None):
        return len(answer_pictures(tutorial, load_pipeline("notebook"), few.images, job).labels)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(answered, Countdown(len(few), lambda _: begun.set()))
        begun.wait(60)
        assert (answered(), first.result(60)) == (len(few), len(few))
    assert cv2.getNumThreads() == threads


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
