"""The endpoints that explain, and single steps, through gradio_client."""

import base64
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from mnist_space import load_predictor
from mnist_space.explaining.diagnosis import diagnose
from mnist_space.explaining.explanation import explain
from mnist_space.limits import Limits
from mnist_space.preprocessing import running
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.forms import ColorImage, GrayImage
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.registry import STEPS, Registry
from mnist_space.ui import api
from mnist_space.ui.api_pictures import in_form, viewable
from mnist_space.ui.lab import preparing
from mnist_space.ui.lab.preparing import try_step
from mnist_space.ui.predict.examples import example_path

FOUR, STAR = example_path("four-pencil-ruled-paper.jpg"), example_path("star.jpg")
STEP_NAMES = [step.name for step in load_steps()]


def decoded(address: str) -> np.ndarray:
    head, _, data = address.partition(",")
    assert head == "data:image/png;base64"
    picture = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_UNCHANGED)
    return picture[..., ::-1] if picture.ndim == 3 else picture


@pytest.fixture(scope="module")
def digit_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture of 28 x 28, which every form of image can be made of."""
    picture = load_predictor().predict(FOUR).trace[-2].image
    path = tmp_path_factory.mktemp("digit") / "digit.png"
    cv2.imwrite(str(path), picture)
    return path


@pytest.mark.parametrize("name", STEP_NAMES)
def test_a_step_over_the_endpoint_is_the_function(
    client: Client, digit_file: Path, name: str
) -> None:
    step = STEPS[name]
    picture, facts = client.predict(
        handle_file(str(digit_file)), step=name, params={}, api_name="/apply_step"
    )
    expected = step(in_form(decode(digit_file), step.takes))
    made = cv2.imread(picture, cv2.IMREAD_UNCHANGED)
    made = made[..., ::-1] if made.ndim == 3 else made
    assert (facts["step"], facts["dtype"]) == (name, str(expected.dtype))
    assert facts["shape"] == list(expected.shape)
    shown = viewable(expected)
    if made.ndim == 3 and shown.ndim == 2:
        shown = np.repeat(shown[..., np.newaxis], 3, axis=2)
    assert np.array_equal(made, shown)


def test_a_prepared_step_runs_as_in_the_lab(client: Client) -> None:
    picture, facts = client.predict(
        handle_file(str(FOUR)), step="fit_box", params={"side": 18}, prepare=True,
        api_name="/apply_step",
    )  # fmt: skip
    tried = try_step(STEPS["fit_box"], {"side": 18}, decode(FOUR))
    assert tuple(facts["prepared"]) == tried.prepared
    assert "find_ink" in facts["prepared"]
    assert facts["shape"] == list(tried.after.shape)
    assert np.array_equal(cv2.imread(picture, cv2.IMREAD_GRAYSCALE), tried.after)
    with pytest.raises(AppError, match="'prepare' is true or false"):
        client.predict(
            handle_file(str(FOUR)), step="fit_box", params={}, prepare="yes",
            api_name="/apply_step",
        )  # fmt: skip


def test_steps_say_where_they_are_from_and_which_plugins_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(STEPS.failures, "broken", "line 3: SyntaxError")
    *listed, failed = api.listed_steps()
    assert failed == {"name": "broken", "error": "line 3: SyntaxError"}
    assert [step["source"] for step in listed] == [f"plugins/{name}.py" for name in STEP_NAMES]
    fit_box = next(step for step in listed if step["name"] == "fit_box")
    assert fit_box["returns"] == STEPS["fit_box"].description.returns != ""


def test_parameters_reach_the_function(client: Client) -> None:
    picture, _ = client.predict(
        handle_file(str(FOUR)), step="limit_size", params={"longer_side": 64},
        api_name="/apply_step",
    )  # fmt: skip
    assert max(cv2.imread(picture).shape[:2]) == 64


def test_a_trace_has_the_picture_of_every_step(client: Client) -> None:
    answer = client.predict(handle_file(str(FOUR)), api_name="/trace")
    expected = load_predictor().predict(FOUR)
    assert (answer["label"], answer["reading"]) == (4, expected.reading)
    assert [step["step"] for step in answer["steps"]] == [e.step for e in expected.trace]
    for step, entry in zip(answer["steps"], expected.trace, strict=True):
        assert step["label"] == entry.label
        assert step["params"] == dict(entry.call.params)
        assert step["shape"] == list(entry.image.shape)
        assert type(step["milliseconds"]) is float
        assert np.array_equal(decoded(step["picture"]), viewable(entry.reduced().image))


def test_a_diagnosis_is_the_functions(client: Client) -> None:
    answer = client.predict(handle_file(str(STAR)), api_name="/diagnose")
    expected = diagnose(load_predictor(), STAR)
    assert [f["sentence"] for f in answer["findings"]] == [f.sentence for f in expected]
    assert answer["findings"][-1]["kind"] == "rejected"


def test_an_explanation_is_the_functions(client: Client) -> None:
    answer = client.predict(handle_file(str(FOUR)), api_name="/explain")
    expected = explain(load_predictor(), FOUR)
    assert (answer["label"], answer["runner_up"]) == (4, expected.runner_up)
    assert np.allclose(answer["heatmap"], expected.heatmap, atol=0.01)
    for given, near in zip(answer["neighbours"], expected.neighbours, strict=True):
        assert given["label"] == near.label
        assert np.array_equal(decoded(given["picture"]), near.picture)
    assert [member["label"] for member in answer["members"]] == [4] * 4


@pytest.mark.parametrize("endpoint", ["/trace", "/diagnose", "/explain"])
def test_what_is_no_picture_and_no_model_is_one_sentence(
    client: Client, tmp_path: Path, endpoint: str
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(AppError, match="not a picture"):
        client.predict(handle_file(str(broken)), api_name=endpoint)
    with pytest.raises(AppError, match="There is no picture"):
        client.predict(None, api_name=endpoint)
    with pytest.raises(AppError, match=r"choose .*convnet"):
        client.predict(handle_file(str(FOUR)), model="nobody/nothing", api_name=endpoint)


def odd_steps() -> Registry:
    registry = Registry()

    @registry.register
    def never_end(image: ColorImage) -> GrayImage:
        """Wait for ever."""
        while not threading.Event().wait(0.01):
            pass
        return image[..., 0]

    @registry.register
    def junk(image: ColorImage) -> GrayImage:
        """Give a text."""
        return "junk"  # type: ignore[return-value]

    return registry


@pytest.mark.parametrize(
    ("step", "sentence"),
    [("never_end", "'never_end' was ended after 1 s"), ("junk", "'junk' should give GrayImage")],
)
def test_a_step_that_is_slow_or_gives_junk_is_named(
    monkeypatch: pytest.MonkeyPatch, step: str, sentence: str
) -> None:
    for module in (api, preparing):
        monkeypatch.setattr(module, "STEPS", odd_steps())
    monkeypatch.setattr(api, "picture_file", lambda image: image)
    monkeypatch.setattr(running, "limits", lambda: Limits(step_seconds=1))
    with pytest.raises(PipelineError, match=sentence) as caught:
        api._apply_step(FOUR, step, {}, False)
    assert "\n" not in str(caught.value)
