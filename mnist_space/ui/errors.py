"""What the person who caused an error is told, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
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


class BusyError(RuntimeError):
    """So many wait already that one more is not taken in."""


TOLD = (
    *(ImageError, StepError, PipelineError, ArtifactError, EvaluationError),
    *(ChoiceError, BusyError),
)


@contextmanager
def telling() -> Iterator[None]:
    """Turn errors in the input into gr.Error, which reaches the visitor as one sentence.

    Any other exception stays in the server's log: the app is launched without `show_error`,
    because messages of libraries hold local paths.
    """
    try:
        yield
    except TOLD as error:
        raise gr.Error(str(error), print_exception=False) from error


def told(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Make an event handler whose errors in the input reach the visitor: see `telling`."""

    @wraps(function)
    def handler(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with telling():
            return function(*args, **kwargs)

    return handler


def told_later(
    function: Callable[Given, Awaitable[Result]],
) -> Callable[Given, Awaitable[Result]]:
    """Do what `told` does for a coroutine."""

    @wraps(function)
    async def handler(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with telling():
            return await function(*args, **kwargs)

    return handler
