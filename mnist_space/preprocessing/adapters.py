"""Functions that are there already, as steps: those of OpenCV, Albumentations, torchvision ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.registry import register_step

Function = Callable[[NDArray[Any]], Any]


def register_function(
    name: str, function: Function, label: str, takes: object = GrayImage, gives: object = None
) -> Function:
    """Register a plain function, image -> image, as a step without parameters.

    Args:
        name: of the step.
        function: takes an image, which it must not write into, and gives an array, or what NumPy
            makes one of, such as a PIL image.
        label: one sentence on what it does.
        takes: the form of its image, as in an annotation.
        gives: the form of the result; None: the same.

    Returns:
        The step's function.

    Raises:
        DuplicateStepError: another function has that name.
        StepError: `takes` or `gives` is no form.
    """

    def step(image: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(function(image))

    step.__name__ = step.__qualname__ = name
    step.__module__ = getattr(function, "__module__", None) or __name__
    step.__doc__ = label
    step.__annotations__ = {"image": takes, "return": takes if gives is None else gives}
    return register_step(step)
