"""Functions that are there already, as steps of a registry."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter

from mnist_space.preprocessing import ColorImage, GrayImage, StepError
from mnist_space.preprocessing.adapters import register_function
from mnist_space.preprocessing.forms import COLOR, GRAY
from mnist_space.preprocessing.registry import Registry

INK = np.random.default_rng(0).integers(0, 256, (20, 30), np.uint8)


@pytest.fixture
def steps(monkeypatch):
    registry = Registry()
    monkeypatch.setattr("mnist_space.preprocessing.adapters.register_step", registry.register)
    return registry


def test_a_function_of_opencv_is_a_step(steps):
    register_function("median", lambda image: cv2.medianBlur(image, 3), "Take the median.")
    step = steps["median"]
    assert (step.label, step.takes, step.gives, step.parameters) == (
        "Take the median",
        GRAY,
        GRAY,
        (),
    )
    assert np.array_equal(step(INK), cv2.medianBlur(INK, 3))
    assert step.function.__module__ == __name__


def test_what_gives_a_pil_image_is_one_too(steps):
    sharpen = ImageFilter.SHARPEN
    register_function(
        "sharpen", lambda image: Image.fromarray(image).filter(sharpen), "Sharpen it.", ColorImage
    )
    color = np.dstack([INK] * 3)
    made = steps["sharpen"](color)
    assert np.array_equal(made, np.asarray(Image.fromarray(color).filter(sharpen)))
    assert steps["sharpen"].gives == COLOR


def test_the_result_may_have_another_form(steps):
    gray = lambda image: cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)  # noqa: E731
    register_function("brightness", gray, "Take the brightness.", ColorImage, GrayImage)
    assert (steps["brightness"].takes, steps["brightness"].gives) == (COLOR, GRAY)


def test_a_built_in_function_has_a_module_of_its_own(steps):
    register_function("turned", cv2.transpose, "Turn it.")
    assert steps["turned"].function.__module__
    assert np.array_equal(steps["turned"](INK), INK.T)


def test_what_is_no_form_is_refused(steps):
    with pytest.raises(StepError, match="annotate the image"):
        register_function("median", cv2.transpose, "Turn it.", takes=int)
