"""What the viewer shows large: any step of any trace, with what is asked checked first."""

import asyncio
import base64
import json
from collections.abc import Sequence
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from mnist_space.limits import Limits
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipeline import PipelineError, TraceEntry
from mnist_space.preprocessing.registry import STEPS, StepError
from mnist_space.preprocessing.samples import SAMPLE_NAMES, samples
from mnist_space.ui.lab.large import LARGE_SIDE, _answer, asked_large
from mnist_space.ui.lab.pictures import FIRST_PICTURE, OF_PREDICT, SAMPLE
from mnist_space.ui.predict.examples import example_path
from mnist_space.ui.predict.trace import number_trace_html
from mnist_space.ui.turns import Turns

PIPELINE = load_predictor("convnet").artifact.pipeline


def request(calls: Sequence[object], place: str = "lab-trace", turned: object = 0) -> str:
    steps = [
        {"step": call.step, "params": dict(call.params)} if isinstance(call, StepCall) else call
        for call in calls
    ]
    return json.dumps({"number": 7, "place": place, "calls": steps, "turned": turned})


def answered(text: object, name: object = FIRST_PICTURE, *given: object) -> dict[str, object]:
    async def ask() -> str:
        return await _answer(Turns(Limits()))(text, name, *(given or (None, None, None)))

    result: dict[str, object] = json.loads(asyncio.run(ask()))
    return result


def picture(address: object) -> np.ndarray:
    data = base64.b64decode(str(address).removeprefix("data:image/png;base64,"))
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    return image[..., ::-1] if image.ndim == 3 else image


@pytest.mark.parametrize("count", [1, 3, 9, 14])
def test_any_step_of_a_trace_is_shown_in_its_own_size(count: int) -> None:
    trace = PIPELINE.trace(decode(example_path(FIRST_PICTURE)))
    calls = [entry.call for entry in trace][:count]
    said = answered(request(calls))
    assert said["answers"] == 7
    after = trace[count - 1].image
    shown = after if after.dtype == np.uint8 else np.rint(after * 255)
    assert np.array_equal(picture(said["after"]), shown)
    before = trace[count - 2].image if count > 1 else decode(example_path(FIRST_PICTURE))
    assert np.array_equal(picture(said["before"]), before)
    for name, value in calls[-1].params.items():
        assert f'data-set="{name}"' in str(said["controls"])
        assert str(value) in str(said["controls"])


def test_the_page_of_a_turned_number_is_turned_first() -> None:
    entry = TraceEntry(PIPELINE.page[0], "Reduce", np.zeros((3, 4, 3), np.uint8), 0.1)
    reading = SimpleNamespace(turned=90, trace=(entry,), digits=[])
    assert 'data-turned="90"' in number_trace_html(reading)
    said = answered(request(PIPELINE.page[:1], turned=90))
    turned = np.rot90(decode(example_path(FIRST_PICTURE)))
    assert np.array_equal(picture(said["after"]), turned)


def test_one_step_of_the_lab_has_the_input_that_the_lab_makes() -> None:
    said = answered(request([StepCall("fit_box", {"side": 12})], place="lab-result"))
    assert max(picture(said["after"]).shape) == 12
    assert picture(said["before"]).ndim == 2


def test_a_sample_is_taken_as_it_is_and_the_controls_have_what_is_set() -> None:
    name = SAMPLE_NAMES[0]
    step = STEPS["fit_box"]
    said = answered(request([StepCall("fit_box", {"side": 12})], "lab-result"), SAMPLE + name)
    sample = samples(step.takes)[name]
    assert np.array_equal(picture(said["before"]), sample)
    assert np.array_equal(picture(said["after"]), step(sample, side=12))
    assert 'value="12"' in str(said["controls"])


def test_a_photo_is_sent_no_larger_than_is_shown(tmp_path, monkeypatch) -> None:
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), np.full((40, LARGE_SIDE + 60), 200, np.uint8))
    monkeypatch.setattr("mnist_space.ui.lab.pictures.uploaded", lambda value: path)
    call = StepCall("limit_size", {"longer_side": 4096})
    said = answered(request([call], place="trace"), "ignored", None, None, "a file")
    assert picture(said["after"]).shape[1] == LARGE_SIDE
    assert f"shown {LARGE_SIDE} pixels large" in str(said["facts"])


def test_without_a_picture_or_with_a_chain_that_does_not_fit_it_says_so() -> None:
    calls = PIPELINE.page[:1]
    assert answered(request(calls), OF_PREDICT, None, "", None)["said"] == (
        "There is no picture yet: choose or draw one."
    )
    said = answered(request([StepCall("clear_ground")]))
    assert "'clear_ground' takes GrayImage" in str(said["said"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[" * 9_000,
        "[]",
        "x" * 200_000,
        request([]),
        request([StepCall("rescale")] * 41),
        request([3]),
        request([{"step": 3, "params": {}}]),
        request([{"step": "rescale"}]),
        request([StepCall("fit_boxes")]),
        request([StepCall("rescale")], turned=45),
        request([StepCall("rescale")], turned="90"),
        request([StepCall("rescale")]).replace("7", '"7"'),
    ],
)
def test_what_the_viewer_does_not_send_is_refused(text: str) -> None:
    with pytest.raises((PipelineError, StepError)):
        asked_large(text)
    assert set(answered(text)) == {"said"}
