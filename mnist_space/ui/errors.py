"""What the person who caused an error is told, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import gradio as gr

from mnist_space.artifact import ArtifactError
from mnist_space.evaluation.answers import EvaluationError
from mnist_space.labelled.reading import LabelledError
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.registry import StepError

Given = ParamSpec("Given")
Result = TypeVar("Result")


log = logging.getLogger(__name__)
FAULT = "That did not work: it is a fault of the app. Try another picture."


class ChoiceError(ValueError):
    """A model, a pipeline or a parameter that is not among those offered."""


class BusyError(RuntimeError):
    """So many wait already that one more is not taken in."""


class TrainingError(RuntimeError):
    """A network cannot be trained, or its training did not end well."""


TOLD = (
    *(ImageError, StepError, PipelineError, ArtifactError, EvaluationError),
    *(ChoiceError, BusyError, TrainingError, LabelledError),
)


async def told_in_words(answer: Awaitable[Result]) -> Result | str:
    """Return what a handler gives, or the sentence for its visitor where it fails.

    For events outside gradio's queue: it shows no error of theirs, and after one it drops the next
    event, which waits for this one to end. What is no fault of the visitor goes to the log.
    """
    try:
        return await answer
    except TOLD as error:
        return str(error)
    except Exception:
        log.exception("An event failed.")
        return FAULT


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
