"""One step on one picture: whatever goes wrong is said with the step's number and name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import cv2
from numpy.typing import NDArray

from mnist_space.limits import limits
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.deadline import OutOfTime, one_picture, seconds_left, within
from mnist_space.preprocessing.registry import Step

SMALL_SIDE = 240
Given = ParamSpec("Given")
Result = TypeVar("Result")


class PipelineError(ValueError):
    """A pipeline that does not fit together, or a step that failed on a picture."""


class ChainError(PipelineError):
    """A step that does not take what comes before it, or a part that ends in another form.

    Attributes:
        part: "page" or "digit".
        number: of the step, from 1 through both parts; None: it is the part's end.
    """

    def __init__(self, message: str, part: str, number: int | None) -> None:
        """Say where the chain breaks."""
        super().__init__(message)
        self.part, self.number = part, number


@dataclass(frozen=True)
class TraceEntry:
    """What one step made of the picture: its call, its label, the image, and the time it took."""

    call: StepCall
    label: str
    image: NDArray[Any]
    milliseconds: float

    @property
    def step(self) -> str:
        """The step's name."""
        return self.call.step

    def reduced(self) -> TraceEntry:
        """Return the entry with its image made smaller: at most SMALL_SIDE pixels a side."""
        factor = -(-max(self.image.shape[:2]) // SMALL_SIDE)
        if factor <= 1:
            return self
        # Of whole blocks of pixels: any other factor takes five times as long.
        height, width = (max(1, side // factor) for side in self.image.shape[:2])
        whole = self.image[: height * factor, : width * factor]
        small = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
        return replace(self, image=small)


def as_one_picture(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Make a function whose steps, all on one picture, together take `picture_seconds` at most."""

    @wraps(function)
    def timed(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with one_picture(limits().picture_seconds):
            return function(*args, **kwargs)

    return timed


def _run_in_time(work: Callable[[], NDArray[Any]]) -> NDArray[Any]:
    """Run a step, or end it with the limit that it has reached."""
    held = limits()
    left = seconds_left()
    try:
        # The watch looks four times a second: of many short steps it would end none.
        if left <= 0:
            raise OutOfTime
        return within(min(held.step_seconds, left), work)
    except OutOfTime as error:
        if left <= held.step_seconds:
            raise OutOfTime(f"because all took {held.picture_seconds} s") from error
        raise OutOfTime(f"after {held.step_seconds} s") from error


def run_step(number: int, step: Step, call: StepCall, image: NDArray[Any]) -> NDArray[Any]:
    """Run the step of a pipeline, the `number`th, on an image of the form that it takes.

    Raises:
        PipelineError: it takes another form, fails, writes into its input, takes too long, or gives
            another form than it says.
    """
    where = f"Step {number} {call.step!r}"
    if complaint := step.takes.complaint(image):
        raise PipelineError(f"{where} takes {step.takes.name}: got {complaint}.")
    view = image.view()
    view.flags.writeable = False  # else it could change the picture that the trace shows
    try:
        result = _run_in_time(lambda: step.function(view, **call.params))
    except OutOfTime as error:
        raise PipelineError(
            f"{where} was ended {error} on an image of shape {image.shape}."
        ) from error
    except (Exception, SystemExit) as error:
        raise PipelineError(
            f"{where} failed on an image of shape {image.shape}: {type(error).__name__}: {error}"
        ) from error
    if complaint := step.gives.complaint(result):
        raise PipelineError(
            f"{where} should give {step.gives.name}, but made {complaint} "
            f"of an image of shape {image.shape}."
        )
    return result
