"""A pipeline: page steps for the whole picture, digit steps for one digit on it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from numpy.typing import NDArray

from mnist_space.preprocessing.forms import (
    COLOR,
    DIGIT,
    GRAY,
    ColorImage,
    DigitTensor,
    GrayImage,
    ImageForm,
)
from mnist_space.preprocessing.registry import STEPS, Registry, Scalar, Step

FORMAT = 1


class PipelineError(ValueError):
    """A pipeline that does not fit together, or a step that failed on a picture."""


@dataclass(frozen=True)
class StepCall:
    """One step with its parameters, which are copied and cannot be changed."""

    step: str
    params: Mapping[str, Scalar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __hash__(self) -> int:
        return hash((self.step, tuple(sorted(self.params.items()))))

    def __reduce__(self) -> tuple[type[StepCall], tuple[str, dict[str, Scalar]]]:
        # A mappingproxy cannot be pickled or deep-copied, which Gradio does with session state.
        return StepCall, (self.step, dict(self.params))


@dataclass(frozen=True)
class TraceEntry:
    """What one step made of the picture: its name, its label, the image, and the time it took."""

    step: str
    label: str
    image: NDArray[Any]
    milliseconds: float


@dataclass(frozen=True)
class Pipeline:
    """Two chains of steps, ColorImage -> GrayImage and GrayImage -> DigitTensor.

    Frozen and equal by value. Every parameter is written out when it is built, so that a changed
    default cannot change a saved pipeline.

    Raises:
        UnknownStepError, StepError: a step or a parameter that does not exist or is not allowed.
        PipelineError: a step that does not take what the step before it gives.
    """

    page: tuple[StepCall, ...]
    digit: tuple[StepCall, ...]
    registry: Registry = field(default=STEPS, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Write out all parameters and check both chains."""
        first = 1
        for part, takes, gives in (("page", COLOR, GRAY), ("digit", GRAY, DIGIT)):
            calls = tuple(self._completed(call) for call in getattr(self, part))
            object.__setattr__(self, part, calls)
            steps = [self.registry[call.step] for call in calls]
            _check_chain(part, enumerate(steps, first), takes, gives)
            first += len(steps)

    def _completed(self, call: StepCall) -> StepCall:
        return StepCall(call.step, self.registry[call.step].complete(call.params))

    def trace(self, image: ColorImage) -> tuple[TraceEntry, ...]:
        """Run every step on one picture (H, W, 3) and keep what each made, in order.

        Raises:
            PipelineError: a step failed; the message has its number, its name and its input shape.
        """
        page = self.trace_page(image)
        return page + self.trace_digit(page[-1].image)

    def trace_page(self, image: ColorImage) -> tuple[TraceEntry, ...]:
        """Run the page steps alone; the last entry's image is a GrayImage (H, W)."""
        return tuple(self._entries(self.page, image, first=1))

    def trace_digit(self, image: GrayImage) -> tuple[TraceEntry, ...]:
        """Run the digit steps alone; the last entry's image is a DigitTensor (28, 28)."""
        return tuple(self._entries(self.digit, image, first=1 + len(self.page)))

    def run(self, image: ColorImage) -> DigitTensor:
        """Return the last image of `trace`: float32 (28, 28) in [0, 1]."""
        return self.trace(image)[-1].image

    def _entries(
        self, calls: tuple[StepCall, ...], image: NDArray[Any], first: int
    ) -> Iterable[TraceEntry]:
        for number, call in enumerate(calls, first):
            step = self.registry[call.step]
            start = time.perf_counter()
            result = _run(number, step, call, image)
            yield TraceEntry(call.step, step.label, result, 1000 * (time.perf_counter() - start))
            image = result

    def to_json(self) -> dict[str, Any]:
        """Return the pipeline as plain JSON values, the form that `from_json` reads."""
        return {
            "format": FORMAT,
            "page": [{"step": call.step, "params": dict(call.params)} for call in self.page],
            "digit": [{"step": call.step, "params": dict(call.params)} for call in self.digit],
        }

    @classmethod
    def from_json(cls, data: object, registry: Registry = STEPS) -> Pipeline:
        """Build a pipeline from what `to_json` gave.

        Raises:
            PipelineError: an unknown format number, a key too many or too few, a wrong type.
            UnknownStepError, StepError: a step or a parameter that is not known here.
        """
        if not isinstance(data, dict) or set(data) != {"format", "page", "digit"}:
            raise PipelineError("A pipeline has exactly the keys 'format', 'page' and 'digit'.")
        if type(data["format"]) is not int or data["format"] != FORMAT:  # True == 1
            raise PipelineError(
                f"Pipeline format {data['format']!r} is not known; only {FORMAT} is."
            )
        return cls(_calls("page", data["page"]), _calls("digit", data["digit"]), registry)


def _calls(part: str, items: object) -> tuple[StepCall, ...]:
    if not isinstance(items, list):
        raise PipelineError(f"{part!r} of a pipeline is a list of steps.")
    for item in items:
        if not isinstance(item, dict) or set(item) != {"step", "params"}:
            raise PipelineError(f"A step in {part!r} has exactly the keys 'step' and 'params'.")
        if not isinstance(item["step"], str) or not isinstance(item["params"], dict):
            raise PipelineError(f"A step in {part!r} has a name and an object of parameters.")
    return tuple(StepCall(item["step"], dict(item["params"])) for item in items)


def _run(number: int, step: Step, call: StepCall, image: NDArray[Any]) -> NDArray[Any]:
    where = f"Step {number} {call.step!r}"
    if complaint := step.takes.complaint(image):
        raise PipelineError(f"{where} takes {step.takes.name}: got {complaint}.")
    try:
        result: NDArray[Any] = step.function(image, **call.params)
    except Exception as error:
        raise PipelineError(
            f"{where} failed on an image of shape {image.shape}: {type(error).__name__}: {error}"
        ) from error
    if complaint := step.gives.complaint(result):
        raise PipelineError(
            f"{where} should give {step.gives.name}, but made {complaint} "
            f"of an image of shape {image.shape}."
        )
    return result


def _check_chain(
    part: str, steps: Iterable[tuple[int, Step]], takes: ImageForm, gives: ImageForm
) -> None:
    form, giver = takes, f"the {part} part starts with"
    for number, step in steps:
        if not step.takes.includes(form):
            raise PipelineError(
                f"{giver} {form.name}, but step {number} {step.name!r} takes {step.takes.name}."
            )
        form, giver = step.gives, f"step {number} {step.name!r} gives"
    if not gives.includes(form):
        raise PipelineError(f"{giver} {form.name}, but the {part} part must end in {gives.name}.")
