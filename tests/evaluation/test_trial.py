import numpy as np
import pytest

from mnist_space.data import load_test
from mnist_space.evaluation import trial
from mnist_space.evaluation.answers import EvaluationCancelled, EvaluationError
from mnist_space.evaluation.trial import Trial, chance, measure_pipelines, worst_forms
from mnist_space.loading import load_predictor
from mnist_space.preprocessing import GrayImage, register_step
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import STEPS
from mnist_space.synthesis.scenes import FORMS, redraw

SPLIT = load_test()
PREDICTOR = load_predictor()
SOME = {name: FORMS[name] for name in ("clean", "small_in_corner", "side_shade")}


@pytest.fixture(autouse=True)
def small(monkeypatch) -> None:
    """Ten test digits and three forms, two of each."""
    monkeypatch.setattr(trial, "TEST_DIGITS", 10)
    monkeypatch.setattr(trial, "EACH_FORM", 2)
    monkeypatch.setattr("mnist_space.synthesis.scenes.FORMS", SOME)


def test_the_answers_are_those_of_predict_and_the_share_done_rises_to_one() -> None:
    notebook, shares = load_pipeline("notebook"), list[float]()
    own = PREDICTOR.artifact.pipeline
    ours, theirs = measure_pipelines(PREDICTOR, [own, notebook], SPLIT, shares.append)
    assert ours.forms == (*SOME, *SOME, *[None] * 10)
    assert [len(one) for one in ours.of(True) + ours.of(False)] == [6, 6, 10, 10]
    for i, form in enumerate(ours.forms):
        place = i * 10_000 // 6 if form else (i - 6) * 1000
        digit = SPLIT.images[place]
        picture = decode(redraw(form, digit, place, trial.SEED) if form else digit)
        for one, chain in ((ours, own), (theirs, notebook)):
            answer = PREDICTOR.predict(picture, chain)
            right = answer.label == SPLIT.labels[place]
            assert (one.right[i], one.accepted[i]) == (right, right and answer.accepted)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert ours.right.sum() > theirs.right.sum()
    assert chance(ours, ours) == 1
    worst = worst_forms(theirs, ours)
    assert [form for form, *_ in worst] == ["side_shade", "small_in_corner"]
    assert worst_forms(ours, theirs) == ()


def test_a_measurement_ends_when_it_is_cancelled_or_takes_too_long(monkeypatch) -> None:
    own, shares = [PREDICTOR.artifact.pipeline], list[float]()
    with pytest.raises(EvaluationCancelled):
        measure_pipelines(PREDICTOR, own, SPLIT, shares.append, lambda: len(shares) >= 3)
    assert len(shares) < 6
    monkeypatch.setattr(trial, "SECONDS", 0)
    with pytest.raises(EvaluationError, match="longer than 0 s"):
        measure_pipelines(PREDICTOR, own, SPLIT)


def test_a_step_that_fails_on_a_picture_makes_its_answer_wrong() -> None:
    @register_step
    def small_only(image: GrayImage) -> GrayImage:
        """Take small pictures only."""
        if len(image) > 28:
            raise ValueError("too large")
        return image

    try:
        digit = (*map(StepCall, ("small_only", "resize_to_canvas", "rescale")),)
        (found,) = measure_pipelines(PREDICTOR, [Pipeline((StepCall("grayscale"),), digit)], SPLIT)
    finally:
        STEPS.steps.pop("small_only")
    assert not found.of(True)[0].any()
    assert found.of(False)[0].all()
    assert found.failure
    assert "Step 2 'small_only' failed" in found.failure


def test_the_forms_that_lost_most_come_first() -> None:
    forms = ("a", "a", "b", "b", "c", "c", None)
    before = np.array([True] * 7)
    after = np.array([True, False, False, False, True, True, False])
    worst = worst_forms(Trial(forms, after, after, None), Trial(forms, before, before, None))
    assert worst == (("b", 0, 2, 2), ("a", 1, 2, 2))
