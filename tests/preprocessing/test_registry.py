import importlib
import json
from typing import Annotated, Literal

import numpy as np
import pytest

from mnist_space.preprocessing import ColorImage, GrayImage, Range, StepError
from mnist_space.preprocessing.forms import COLOR, GRAY
from mnist_space.preprocessing.registry import (
    DuplicateStepError,
    Parameter,
    Registry,
    UnknownStepError,
)


def tint(
    image: ColorImage,
    *,
    amount: Annotated[int, Range(1, 9)] = 3,
    share: Annotated[float, Range(0, 1)] = 0.5,
    mode: Literal["soft", "hard"] = "soft",
    invert: bool = False,
) -> GrayImage:
    """Tint the paper.

    More about it.

    Args:
        amount: so much.
    """
    return image[..., 0] // amount


@pytest.fixture
def registry():
    registry = Registry()
    registry.register(tint)
    return registry


def test_register_returns_the_function_unchanged():
    assert Registry().register(tint) is tint


def test_signature_is_the_schema(registry):
    step = registry["tint"]
    assert (step.takes, step.gives, step.label) == (COLOR, GRAY, "Tint the paper")
    assert step.parameters == (
        Parameter("amount", int, 3, Range(1, 9), (), "So much."),
        Parameter("share", float, 0.5, Range(0, 1)),
        Parameter("mode", str, "soft", None, ("soft", "hard")),
        Parameter("invert", bool, False),
    )


def test_schema_is_plain_json(registry):
    schema = registry["tint"].to_json()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["takes"] == "ColorImage"
    assert schema["parameters"][0] == {
        "name": "amount",
        "type": "int",
        "default": 3,
        "range": [1, 9],
        "choices": None,
        "description": "So much.",
    }
    assert schema["description"] == "More about it."
    assert schema["parameters"][2]["choices"] == ["soft", "hard"]


def test_complete_writes_out_every_parameter(registry):
    assert registry["tint"].complete({"amount": 4}) == {
        "amount": 4,
        "share": 0.5,
        "mode": "soft",
        "invert": False,
    }


def test_an_integer_for_a_float_becomes_a_float(registry):
    share = registry["tint"].complete({"share": 1})["share"]
    assert isinstance(share, float)
    assert share == 1.0


@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"amout": 3}, "no parameter 'amout'; it has: amount, share, mode, invert"),
        ({"amount": 0}, "must be 1 to 9, not 0"),
        ({"amount": 10}, "must be 1 to 9, not 10"),
        ({"amount": 2.5}, "must be int, not 2.5"),
        ({"amount": True}, "must be int, not True"),
        ({"amount": "3"}, "must be int, not '3'"),
        ({"share": float("nan")}, "must be 0 to 1, not nan"),
        ({"share": float("inf")}, "must be 0 to 1, not inf"),
        ({"mode": "loud"}, "must be one of 'soft', 'hard', not 'loud'"),
        ({"mode": ["soft"]}, "must be str"),
        ({"invert": 1}, "must be bool, not 1"),
        ({"invert": None}, "must be bool, not None"),
    ],
)
def test_wrong_parameters_are_refused_and_the_step_named(registry, params, fault):
    with pytest.raises(StepError) as caught:
        registry["tint"].complete(params)
    assert "'tint'" in str(caught.value)
    assert fault in str(caught.value)


def test_calling_a_step_checks_the_image(registry):
    with pytest.raises(StepError, match=r"'tint' takes ColorImage: got dtype float64"):
        registry["tint"](np.zeros((4, 4, 3)))
    assert registry["tint"](np.full((2, 2, 3), 90, np.uint8), amount=9)[0, 0] == 10


def test_unknown_name_lists_the_closest_all_names_and_failures(registry):
    registry.failures["blur_pack"] = "ImportError: no module named 'blur'"
    with pytest.raises(UnknownStepError) as caught:
        registry["tnt"]
    message = str(caught.value)
    assert "Did you mean 'tint'?" in message
    assert "Registered: tint." in message
    assert "Plug-in blur_pack failed to load: ImportError: no module named 'blur'." in message


def test_unknown_name_in_an_empty_registry():
    with pytest.raises(UnknownStepError, match=r"There is no step 'x'\. Registered: none\."):
        Registry()["x"]


STEP_FILE = '''
from mnist_space.preprocessing import GrayImage


def {name}(image: GrayImage) -> GrayImage:
    """Do nothing."""
    return image + {value}
'''


@pytest.fixture
def step_module(tmp_path, monkeypatch):
    """Write a module with one step and import it; writing it again reloads it."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)

    def write(module: str, value: int = 0, name: str = "same"):
        (tmp_path / f"{module}.py").write_text(STEP_FILE.format(name=name, value=value))
        importlib.invalidate_caches()
        made = importlib.import_module(module)
        return importlib.reload(made)

    return write


def test_duplicate_names_both_places(step_module, tmp_path):
    registry = Registry()
    registry.register(step_module("first_of_two").same)
    with pytest.raises(DuplicateStepError) as caught:
        registry.register(step_module("second_of_two").same)
    assert f"{tmp_path / 'first_of_two.py'}:5" in str(caught.value)
    assert f"{tmp_path / 'second_of_two.py'}:5" in str(caught.value)
    assert registry["same"].function.__module__ == "first_of_two"


def test_reload_replaces(step_module):
    registry = Registry()
    image = np.zeros((1, 1), np.uint8)
    registry.register(step_module("reloaded_step", value=1).same)
    assert registry["same"](image)[0, 0] == 1
    registry.register(step_module("reloaded_step", value=2).same)
    assert registry["same"](image)[0, 0] == 2
    assert len(registry) == 1


def test_steps_iterate_by_name(step_module):
    registry = Registry()
    for name in ("zoom", "add", "mix"):
        registry.register(getattr(step_module(f"module_{name}", name=name), name))
    assert [step.name for step in registry] == ["add", "mix", "zoom"]


def two_images(image: GrayImage, other: GrayImage) -> GrayImage: ...
def picture(picture: GrayImage) -> GrayImage: ...
def positional(image: GrayImage, amount: bool = True) -> GrayImage: ...
def no_default(image: GrayImage, *, amount: bool) -> GrayImage: ...
def no_annotation(image: GrayImage, *, amount=3) -> GrayImage: ...
def no_bounds(image: GrayImage, *, amount: int = 3) -> GrayImage: ...
def tuple_parameter(image: GrayImage, *, size: tuple[int, int] = (1, 2)) -> GrayImage: ...
def mixed_choices(image: GrayImage, *, mode: Literal[1, "a"] = 1) -> GrayImage: ...
def default_outside(image: GrayImage, *, amount: Annotated[int, Range(1, 2)] = 3) -> GrayImage: ...
def float_bounds(image: GrayImage, *, amount: Annotated[int, Range(0.5, 2)] = 1) -> GrayImage: ...
def bounded_text(image: GrayImage, *, mode: Annotated[str, Range(0, 2)] = "a") -> GrayImage: ...
def plain_arrays(image: np.ndarray) -> np.ndarray: ...
def gives_nothing(image: GrayImage): ...
def open_keywords(image: GrayImage, **options: bool) -> GrayImage: ...


@pytest.mark.parametrize(
    "function",
    [
        two_images,
        picture,
        positional,
        no_default,
        no_annotation,
        no_bounds,
        tuple_parameter,
        mixed_choices,
        default_outside,
        float_bounds,
        bounded_text,
        plain_arrays,
        gives_nothing,
        open_keywords,
    ],
)
def test_signatures_that_are_no_step(function):
    registry = Registry()
    with pytest.raises(StepError, match=repr(function.__name__)):
        registry.register(function)
    assert len(registry) == 0


@pytest.mark.parametrize("function", [no_default, no_annotation])
def test_a_parameter_without_a_default_or_an_annotation_is_told_what_it_lacks(function):
    with pytest.raises(StepError, match="'amount' needs an annotation and a default"):
        Registry().register(function)


@pytest.mark.parametrize(
    "bounds", [(1, 1), (2, 1), (0, float("inf")), (float("nan"), 1), (float("-inf"), 0)]
)
def test_range_must_rise_and_be_finite(bounds):
    with pytest.raises(StepError, match="finite, rising"):
        Range(*bounds)
