"""Other readings of a pipeline: declared in its JSON, checked when it is built, cheap to make."""

import json

import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.calls import Reading, StepCall
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipeline import MAX_READINGS, MAX_STEPS, Pipeline, PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import StepError

load_steps()
ROBUST = load_pipeline("robust")
PICTURE = np.random.default_rng(0).integers(0, 255, (80, 60, 3)).astype(np.uint8)


def with_readings(*readings):
    return Pipeline(ROBUST.page, ROBUST.digit, readings)


def test_readings_come_back_from_json_as_they_were():
    data = json.loads(json.dumps(ROBUST.to_json()))
    assert len(data["second_look"]) == len(ROBUST.second_look) > 0
    assert Pipeline.from_json(data) == ROBUST
    assert "second_look" not in load_pipeline("notebook").to_json()


def test_a_reading_leaves_out_steps_and_changes_parameters_and_nothing_else():
    change = StepCall("flatten_background", {"stroke": 0.2})
    (found,) = with_readings(Reading("other", ("remove_lines",), (change,))).readings
    names = [call.step for call in ROBUST.page if call.step != "remove_lines"]
    assert [call.step for call in found[1].page] == names
    before = dict(next(c.params for c in ROBUST.page if c.step == "flatten_background"))
    after = dict(next(c.params for c in found[1].page if c.step == "flatten_background"))
    assert after == before | {"stroke": 0.2}
    assert found[1].digit == ROBUST.digit
    assert found[1].second_look == ()


def test_other_steps_stand_where_those_left_out_stood():
    gray = Reading("gray", ("flatten_background", "find_ink"), instead=(StepCall("grayscale"),))
    pipeline = with_readings(gray)
    ((_, other),) = pipeline.readings
    names = [call.step for call in ROBUST.page if call.step not in gray.without]
    names.insert(names.index("clear_ground"), "grayscale")
    assert [call.step for call in other.page] == names
    assert Pipeline.from_json(json.loads(json.dumps(pipeline.to_json()))) == pipeline
    assert other.run(PICTURE).shape == (28, 28)


@pytest.mark.parametrize(
    "reading",
    [
        Reading("steps instead of none", instead=(StepCall("grayscale"),)),
        Reading("a step that does not fit", ("find_ink",), instead=(StepCall("rescale"),)),
        Reading("a step that is not there", ("blur",)),
        Reading("a digit step", ("fit_box",)),
        Reading("a change of what is not there", changes=(StepCall("blur"),)),
        Reading("a value out of range", changes=(StepCall("flatten_background", {"stroke": 9}),)),
        Reading("a broken chain", ("find_ink",)),
    ],
    ids=lambda reading: reading.name,
)
def test_a_reading_that_cannot_be_is_refused_when_the_pipeline_is_built(reading):
    with pytest.raises((PipelineError, StepError)):
        with_readings(reading)


def test_there_are_bounds():
    many = tuple(Reading(str(number)) for number in range(MAX_READINGS + 1))
    with pytest.raises(PipelineError, match=f"{MAX_READINGS} other readings"):
        with_readings(*many)
    step = {"step": "drop_specks", "params": {}}
    data = ROBUST.to_json() | {"digit": [step] * 9000}
    with pytest.raises(PipelineError, match=f"at most {MAX_STEPS} steps"):
        Pipeline.from_json(data)


@pytest.mark.parametrize(
    "readings",
    [
        {},
        [{"name": "x"}],
        [{"name": 1, "without": [], "changes": []}],
        [{"name": "x", "without": [1], "changes": []}],
        [{"name": "x", "without": "remove_lines", "changes": []}],
        [{"name": "x", "without": [], "changes": [{"step": "find_ink"}]}],
        [{"name": "x", "without": ["find_ink"], "changes": [], "instead": "grayscale"}],
        [{"name": "x", "without": [], "changes": [], "other": []}],
        [{"name": "x", "without": [], "changes": []}] * 9,
    ],
    ids=str,
)
def test_json_that_is_no_reading_is_refused(readings):
    with pytest.raises(PipelineError):
        Pipeline.from_json(ROBUST.to_json() | {"second_look": readings})


@pytest.mark.parametrize("edge", [0.0, 8.0], ids=["hard", "soft"])
def test_the_shadow_of_a_finger_is_no_ink_where_the_paper_is_close_by(edge):
    """A bar of shade 60 pixels wide ends on the page; a stroke of 12 pixels stands beside it."""
    shade = np.zeros((480, 480), np.float32)
    shade[:300, 280:340] = 1
    if edge:
        shade = cv2.GaussianBlur(shade, (0, 0), edge)
    page = 230 * (1 - 0.6 * shade)
    page[120:360, 180:192] = 40
    picture = np.repeat(np.rint(page).astype(np.uint8)[..., np.newaxis], 3, axis=2)
    stroke, bar = np.s_[120:360, 180:192], np.s_[:320, 260:360]

    def cleared(pipeline):
        return next(e.image for e in pipeline.trace_page(picture) if e.step == "clear_ground")

    before = cleared(ROBUST)[bar].mean()
    assert before > 60
    (close,) = [made for reading, made in ROBUST.readings if "close by" in reading.name]
    after = cleared(close)
    assert after[bar].mean() < 0.1 * before  # of a hard edge a pixel's width is left
    assert after[stroke].mean() > 200


def test_steps_that_two_readings_share_are_run_once():
    first = ROBUST.trace_page(PICTURE)
    (_, other), *_ = with_readings(Reading("without", ("remove_lines", "drop_specks"))).readings
    again = other.trace_page(PICTURE, known=first)
    shared = [call.step for call in other.page]
    assert all(one is two for one, two in zip(again, first, strict=False))
    assert [entry.step for entry in again] == shared

    change = StepCall("limit_size", {"longer_side": 64})
    (_, anew), *_ = with_readings(Reading("smaller", changes=(change,))).readings
    traced = anew.trace_page(PICTURE, known=first)
    assert not any(one is two for one, two in zip(traced, first, strict=True))
    assert max(traced[0].image.shape) == 64
