"""What a visitor may choose and send, without a page."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from mnist_space import Predictor, load_predictor
from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import Pipeline, StepCall
from mnist_space.preprocessing.registry import STEPS, Registry
from mnist_space.startup import Started
from mnist_space.ui.api import _predict_batch
from mnist_space.ui.choices import OWN, Choices, uploaded
from mnist_space.ui.predict.examples import example_path
from mnist_space.ui.predict.sketchpad import decode_drawing


@pytest.mark.parametrize("path", ["a\0b.png", "/etc/passwd", "http://example.com/a.png", 7])
def test_what_is_no_upload_is_one_sentence(path: object) -> None:
    with pytest.raises(ImageError):
        uploaded({"path": path})


@pytest.mark.parametrize("name", ["../app.py", 7, None, ["seven"], {"name": "seven"}])
def test_what_is_no_example_is_one_sentence(name: object) -> None:
    with pytest.raises(ImageError, match="no such example"):
        example_path(name)


@pytest.mark.parametrize(
    "drawing",
    [
        "data:image/png;base64,AAA",
        "data:image/png;base64,ä",
        "data:image/png;base64,AAAA",
        "seven",
        7,
        "x" * 10**7,
    ],
    ids=["cut", "not ascii", "no picture", "no address", "number", "long"],
)
def test_what_is_no_drawing_is_one_sentence(drawing: object) -> None:
    with pytest.raises(ImageError):
        decode_drawing(drawing)


def dislikes_white(image: GrayImage) -> GrayImage:
    """Fail on a picture whose corner is white.

    Args:
        image: uint8 (H, W).
    """
    if image[0, 0] == 255:
        raise ArithmeticError("too bright")
    return image


def test_a_step_that_fails_on_one_picture_leaves_the_others_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    artifact = load_predictor("notebook_mlp").artifact
    registry = Registry(dict(STEPS.steps))
    registry.register(dislikes_white)
    page = (*artifact.pipeline.page, StepCall("dislikes_white"))
    pipeline = Pipeline(page, artifact.pipeline.digit, registry=registry)
    predictor = Predictor(replace(artifact, pipeline=pipeline))
    shutil.copy(example_path("two-white-on-black.png"), tmp_path / "two.png")
    Image.new("L", (28, 28), 255).save(tmp_path / "white.png")
    files = [{"path": str(tmp_path / name)} for name in ("two.png", "white.png", "two.png")]
    read = _predict_batch(Choices(Started(predictor, "strict", "bundled")))
    answers = read(files, "strict", OWN)
    assert [answer.get("label") for answer in answers] == [2, None, 2]
    assert "dislikes_white" in answers[1]["error"]
