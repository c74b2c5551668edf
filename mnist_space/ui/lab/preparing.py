"""One step on one picture, with the steps that make its input of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.forms import COLOR
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.pipelines import PIPELINE_STEPS, load_pipeline
from mnist_space.preprocessing.registry import STEPS, Scalar, Step
from mnist_space.preprocessing.running import as_one_picture, run_step


@dataclass(frozen=True)
class Tried:
    """What a step made of its input.

    Attributes:
        call: the step with all its parameters.
        before, after: the input and the result, of the forms that the step takes and gives.
        prepared: names of the steps that made the input of the picture, in their order.
        pipeline: the name of the pipeline that these steps are from.
    """

    call: StepCall
    before: NDArray[Any]
    after: NDArray[Any]
    prepared: tuple[str, ...]
    pipeline: str


@as_one_picture
def run_calls(calls: Sequence[StepCall], image: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Run steps one after another on a picture; return the input and the result of the last.

    Args:
        calls: at least one, with all parameters.
        image: of the form that the first one takes.

    Raises:
        PipelineError: a step failed, or takes another form than the one before it gives.
    """
    before = image
    for number, call in enumerate(calls, 1):
        before, image = image, run_step(number, STEPS[call.step], call, image)
    return before, image


def try_step(
    step: Step, params: dict[str, Scalar], image: NDArray[Any], is_ready: bool = False
) -> Tried:
    """Run one step on a picture, uint8 (H, W, 3), after those that prepare its input.

    Args:
        step: the step.
        params: its parameters; those left out have their defaults.
        image: the picture, or with `is_ready` the step's input itself.
        is_ready: nothing prepares the input.

    Raises:
        StepError: a parameter that is not allowed.
        PipelineError: no shipped pipeline makes what the step takes, or a step failed.
    """
    call = StepCall(step.name, step.complete(params))
    name, calls = ("", ()) if is_ready else preparation(step)
    before, after = run_calls((*calls, call), image)
    return Tried(call, before, after, tuple(earlier.step for earlier in calls), name)


def preparation(step: Step) -> tuple[str, tuple[StepCall, ...]]:
    """Return the pipeline and its first steps, which make of a picture what `step` takes.

    Where the step is one of the pipeline's, those before it; else as few as will do.

    Raises:
        PipelineError: no shipped pipeline makes it.
    """
    pipelines = {name: load_pipeline(name) for name in reversed(PIPELINE_STEPS)}
    chains = {name: pipeline.page + pipeline.digit for name, pipeline in pipelines.items()}
    for name, chain in chains.items():
        names = [call.step for call in chain]
        if step.name in names:
            return name, chain[: names.index(step.name)]
    for name, chain in chains.items():
        forms = [COLOR, *(STEPS[call.step].gives for call in chain)]
        for count, form in enumerate(forms):
            if step.takes.includes(form):
                return name, chain[:count]
    raise PipelineError(f"No pipeline here makes the {step.takes.name} that {step.name!r} takes.")
