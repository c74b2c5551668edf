"""What the person who caused an error is told, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import gradio as gr

from mnist_space.artifact import ArtifactError
from mnist_space.evaluation.answers import EvaluationError
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.registry import StepError

Given = ParamSpec("Given")
Result = TypeVar("Result")


class ChoiceError(ValueError):
    """A model, a pipeline or a parameter that is not among those offered."""


TOLD = (ImageError, StepError, PipelineError, ArtifactError, EvaluationError, ChoiceError)


def told(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Make an event handler whose errors in the input reach the visitor as one sentence.

    Any other exception stays in the server's log: the app is launched without `show_error`,
    because messages of libraries hold local paths.
    """

    @wraps(function)
    def handler(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except TOLD as error:
            raise gr.Error(str(error), print_exception=False) from error

    return handler
