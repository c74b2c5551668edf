"""What a docstring in Google's style says, in parts."""

import pytest

from mnist_space.preprocessing.describing import describe
from mnist_space.preprocessing.discovery import load_steps


def written(image, *, low, high=2):
    """Do something.

    A first paragraph: on
    two lines.

    Another one, on `low`.

    Args:
        image: uint8 (H, W).
        low: a value that
            goes on below.
        high: up to 3: not more.

    Returns:
        uint8 (H, W): what is
        left.

    Raises:
        ValueError: never.
    """


def test_each_part_is_one_line_and_what_is_told_in_sentences_begins_as_one():
    said = describe(written)
    assert said.title == "Do something."
    assert said.paragraphs == ("A first paragraph: on two lines.", "Another one, on low.")
    assert said.parameters == {
        "image": "Uint8 (H, W).",
        "low": "A value that goes on below.",
        "high": "Up to 3: not more.",
    }
    assert said.returns == "uint8 (H, W): what is left."


@pytest.mark.parametrize("function", [len, lambda image: image, load_steps])
def test_what_says_less_has_fewer_parts(function):
    said = describe(function)
    assert "" not in (*said.paragraphs, *said.parameters.values())


@pytest.mark.parametrize("step", list(load_steps()), ids=lambda step: step.name)
def test_every_parameter_of_a_step_is_described(step):
    assert all(parameter.description for parameter in step.parameters)
    assert step.description.returns
