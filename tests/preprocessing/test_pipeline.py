import copy
import dataclasses
import json
import pickle
from typing import Annotated, Literal

import numpy as np
import pytest

from mnist_space.preprocessing import (
    CanvasImage,
    ColorImage,
    DigitTensor,
    GrayImage,
    Pipeline,
    PipelineError,
    Range,
    StepCall,
    StepError,
)
from mnist_space.preprocessing.registry import Registry, UnknownStepError

STEPS = Registry()


@STEPS.register
def red(image: ColorImage) -> GrayImage:
    """Keep the red channel."""
    return image[..., 0].copy()


@STEPS.register
def darken(
    image: GrayImage,
    *,
    amount: Annotated[int, Range(0, 255)] = 10,
    share: Annotated[float, Range(0, 1)] = 1.0,
    how: Literal["clip", "wrap"] = "clip",
) -> GrayImage:
    """Subtract a constant."""
    return np.maximum(image, amount) - np.uint8(amount)


@STEPS.register
def corner(image: GrayImage) -> CanvasImage:
    """Take the upper left corner."""
    return image[:28, :28]


@STEPS.register
def divide(image: CanvasImage) -> DigitTensor:
    """Divide by 255."""
    return (image / np.float32(255)).astype(np.float32)


@STEPS.register
def explode(image: GrayImage) -> GrayImage:
    """Fail."""
    raise ZeroDivisionError("no ink at all")


@STEPS.register
def lie(image: GrayImage) -> GrayImage:
    """Give another dtype than promised."""
    return image.astype(np.float64)


def build(page=("red", "darken"), digit=("corner", "divide"), **params) -> Pipeline:
    calls = [StepCall(name, params.get(name, {})) for name in (*page, *digit)]
    return Pipeline(tuple(calls[: len(page)]), tuple(calls[len(page) :]), registry=STEPS)


PICTURE = np.full((40, 30, 3), 110, np.uint8)


def test_trace_has_every_image_with_name_label_and_time(monkeypatch):
    seconds = iter(np.arange(1, 9) / 4)
    with monkeypatch.context() as clock:
        clock.setattr("mnist_space.preprocessing.pipeline.time.perf_counter", lambda: next(seconds))
        trace = build().trace(PICTURE)
    assert [(entry.step, entry.label) for entry in trace] == [
        ("red", "Keep the red channel"),
        ("darken", "Subtract a constant"),
        ("corner", "Take the upper left corner"),
        ("divide", "Divide by 255"),
    ]
    assert [entry.image.shape for entry in trace] == [(40, 30), (40, 30), (28, 28), (28, 28)]
    assert trace[1].image[0, 0] == 100
    assert [entry.milliseconds for entry in trace] == [250] * 4


def test_run_is_the_last_image_of_the_trace():
    tensor = build(darken={"amount": 8}).run(PICTURE)
    assert tensor.dtype == np.float32
    np.testing.assert_allclose(tensor, 102 / 255, rtol=1e-6)


def test_page_and_digit_parts_run_alone():
    page = build().trace_page(PICTURE)
    digit = build().trace_digit(page[-1].image)
    assert [entry.step for entry in page + digit] == ["red", "darken", "corner", "divide"]


@pytest.mark.parametrize(
    ("page", "digit", "message"),
    [
        (("red", "red"), ("corner", "divide"), "step 1 'red' gives GrayImage, but step 2 'red' "
         "takes ColorImage"),
        (("darken",), ("corner", "divide"), "the page part starts with ColorImage, but step 1 "
         "'darken' takes GrayImage"),
        ((), ("corner", "divide"), "the page part starts with ColorImage, but the page part must "
         "end in GrayImage"),
        (("red",), ("divide",), "the digit part starts with GrayImage, but step 2 'divide' takes "
         "CanvasImage"),
        (("red",), ("corner", "divide", "darken"), "step 3 'divide' gives DigitTensor, but step 4 "
         "'darken' takes GrayImage"),
        (("red",), ("corner",), "step 2 'corner' gives CanvasImage, but the digit part must end "
         "in DigitTensor"),
        (("red",), (), "the digit part starts with GrayImage, but the digit part must end in "
         "DigitTensor"),
    ],
)  # fmt: skip
def test_a_chain_that_does_not_fit_is_refused_when_built(page, digit, message):
    with pytest.raises(PipelineError) as caught:
        build(page, digit)
    assert message in str(caught.value)


def test_a_canvas_may_go_wherever_a_gray_image_is_taken():
    assert build(digit=("corner", "darken", "corner", "divide")).run(PICTURE).shape == (28, 28)


def test_all_parameters_are_written_out():
    call = build(darken={"amount": 3}).page[1]
    assert dict(call.params) == {"amount": 3, "share": 1.0, "how": "clip"}


def test_pipelines_are_equal_by_value():
    assert build() == build(darken={"amount": 10, "how": "clip"})
    assert hash(build()) == hash(build(darken={"amount": 10}))
    assert build() != build(darken={"amount": 11})


def test_pipelines_are_frozen():
    pipeline = build()
    with pytest.raises(dataclasses.FrozenInstanceError):
        pipeline.page = ()
    with pytest.raises(TypeError):
        pipeline.page[1].params["amount"] = 5


def test_a_call_keeps_its_own_copy_of_the_parameters():
    params = {"amount": 3}
    call = StepCall("darken", params)
    params["amount"] = 99
    assert call.params["amount"] == 3


def test_calls_can_be_copied_and_pickled():
    call = build().page[1]
    assert copy.deepcopy(call) == call
    assert pickle.loads(pickle.dumps(call)) == call


def test_json_and_back():
    pipeline = build(darken={"amount": 7, "share": 0.25, "how": "wrap"})
    data = pipeline.to_json()
    assert data["format"] == 1
    assert data["page"][1] == {
        "step": "darken",
        "params": {"amount": 7, "share": 0.25, "how": "wrap"},
    }
    assert Pipeline.from_json(json.loads(json.dumps(data)), STEPS) == pipeline


def changed(**changes):
    return build().to_json() | changes


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "robust",
        {},
        changed(extra=1),
        {key: value for key, value in changed().items() if key != "digit"},
        changed(format=2),
        changed(format="1"),
        changed(format=True),
        changed(format=1.0),
        changed(page={}),
        changed(page=None),
        changed(page=["red"]),
        changed(page=[{"step": "red"}]),
        changed(page=[{"step": "red", "params": {}, "note": ""}]),
        changed(page=[{"step": 3, "params": {}}]),
        changed(page=[{"step": ["red"], "params": {}}]),
        changed(page=[{"step": "red", "params": []}]),
        changed(page=[]),
    ],
)
def test_anything_unknown_in_json_is_refused(data):
    with pytest.raises(PipelineError):
        Pipeline.from_json(data, STEPS)


def test_unknown_steps_and_parameters_in_json_are_refused():
    with pytest.raises(UnknownStepError, match="Did you mean 'darken'"):
        Pipeline.from_json(changed(page=[{"step": "darkn", "params": {}}]), STEPS)
    with pytest.raises(StepError, match="'red' has no parameter 'k'"):
        Pipeline.from_json(changed(page=[{"step": "red", "params": {"k": 1}}]), STEPS)
    with pytest.raises(StepError, match="'amount' must be 0 to 255, not 256"):
        build(darken={"amount": 256})


def test_an_error_in_a_step_names_number_step_and_shape():
    with pytest.raises(PipelineError) as caught:
        build(page=("red", "explode")).run(PICTURE)
    message = str(caught.value)
    assert "Step 2 'explode' failed on an image of shape (40, 30)" in message
    assert "ZeroDivisionError: no ink at all" in message
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_digit_steps_are_numbered_after_the_page_steps():
    with pytest.raises(PipelineError, match=r"Step 3 'explode' failed"):
        build(digit=("explode", "corner", "divide")).run(PICTURE)


def test_a_step_that_breaks_its_promise_is_named():
    with pytest.raises(PipelineError, match=r"Step 2 'lie' should give GrayImage, .*float64"):
        build(page=("red", "lie")).run(PICTURE)


def test_a_picture_of_another_form_is_refused():
    with pytest.raises(PipelineError, match=r"Step 1 'red' takes ColorImage: got shape \(40, 30\)"):
        build().run(PICTURE[..., 0])
