"""A pipeline: page steps for the whole picture, digit steps for one digit on it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from typing import Any

from numpy.typing import NDArray

from mnist_space.files import megabytes
from mnist_space.limits import echo
from mnist_space.preprocessing.calls import Reading, StepCall
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.forms import (
    COLOR,
    DIGIT,
    GRAY,
    ColorImage,
    DigitTensor,
    GrayImage,
    ImageForm,
)
from mnist_space.preprocessing.registry import STEPS, Registry, Step
from mnist_space.preprocessing.running import ChainError, run_step
from mnist_space.preprocessing.running import PipelineError as PipelineError
from mnist_space.preprocessing.running import TraceEntry as TraceEntry

FORMAT = 1
MAX_STEPS = 40
MAX_READINGS = 6
# Bytes of all pictures that one chain of steps makes: 40 coloured ones of 2048 x 2048 would take
# 500 million; `robust` makes at most 20 million.
MAX_TRACE_BYTES = 128 << 20


@dataclass(frozen=True)
class Pipeline:
    """Two chains of steps, ColorImage -> GrayImage and GrayImage -> DigitTensor.

    Frozen and equal by value. Every parameter is written out when it is built, so that a changed
    default cannot change a saved pipeline.

    Attributes:
        page: steps for the whole picture.
        digit: steps for one digit on it.
        second_look: other readings for doubtful pictures, at most MAX_READINGS, in the order in
            which they are tried.

    Raises:
        UnknownStepError, StepError: a step or a parameter that does not exist or is not allowed.
        PipelineError: a step that does not take what the step before it gives.
    """

    page: tuple[StepCall, ...]
    digit: tuple[StepCall, ...]
    second_look: tuple[Reading, ...] = ()
    registry: Registry = field(default=STEPS, repr=False, compare=False, kw_only=True)

    def __post_init__(self) -> None:
        """Write out all parameters and check both chains."""
        first = 1
        for part, takes, gives in (("page", COLOR, GRAY), ("digit", GRAY, DIGIT)):
            calls = tuple(self._completed(call) for call in getattr(self, part))
            object.__setattr__(self, part, calls)
            steps = [self.registry[call.step] for call in calls]
            _check_chain(part, enumerate(steps, first), takes, gives)
            first += len(steps)
        if len(self.page) + len(self.digit) > MAX_STEPS or len(self.second_look) > MAX_READINGS:
            raise PipelineError(
                f"A pipeline has at most {MAX_STEPS} steps and {MAX_READINGS} other readings."
            )
        for reading in self.second_look:
            self._check_reading(reading)

    def _check_reading(self, reading: Reading) -> None:
        names = {call.step for call in self.page}
        for name in (*reading.without, *(call.step for call in reading.changes)):
            if name not in names:
                raise PipelineError(
                    f"The reading {echo(reading.name)} changes {echo(name)}, "
                    "which is no page step here."
                )
        if reading.instead and not reading.without:
            raise PipelineError(f"{reading.name!r} has steps instead of none.")
        try:
            self.read_as(reading)
        except PipelineError as error:
            raise PipelineError(f"In the reading {echo(reading.name)}: {error}") from error

    def read_as(self, reading: Reading) -> Pipeline:
        """Return the pipeline of another reading, which has no further ones."""
        return replace(self, page=reading.applied(self.page), second_look=())

    @cached_property
    def readings(self) -> tuple[tuple[Reading, Pipeline], ...]:
        """The other readings, each with its pipeline."""
        return tuple((reading, self.read_as(reading)) for reading in self.second_look)

    def _completed(self, call: StepCall) -> StepCall:
        return StepCall(call.step, self.registry[call.step].complete(call.params))

    def trace(self, image: ColorImage) -> tuple[TraceEntry, ...]:
        """Run every step on one picture (H, W, 3) and keep what each made, in order.

        Raises:
            PipelineError: a step failed; the message has its number, its name and its input shape.
        """
        page = self.trace_page(image)
        return page + self.trace_digit(page[-1].image)

    def trace_page(
        self, image: ColorImage, known: Sequence[TraceEntry] = ()
    ) -> tuple[TraceEntry, ...]:
        """Run the page steps alone; the last entry's image is a GrayImage (H, W).

        Args:
            image: uint8 (H, W, 3).
            known: another pipeline's trace of the same image; as far as its first steps are the
                same calls, their results are taken over.
        """
        pairs = zip(self.page, known, strict=False)
        done = [entry for _, entry in takewhile(lambda pair: pair[0] == pair[1].call, pairs)]
        last = done[-1].image if done else image
        rest = self._entries(self.page[len(done) :], last, first=1 + len(done))
        return (*done, *rest)

    def trace_digit(self, image: GrayImage) -> tuple[TraceEntry, ...]:
        """Run the digit steps alone; the last entry's image is a DigitTensor (28, 28)."""
        return tuple(self._entries(self.digit, image, first=1 + len(self.page)))

    def run(self, image: ColorImage) -> DigitTensor:
        """Return the last image of `trace`: float32 (28, 28) in [0, 1]."""
        return self.trace(image)[-1].image

    def _entries(
        self, calls: tuple[StepCall, ...], image: NDArray[Any], first: int
    ) -> Iterable[TraceEntry]:
        taken = 0
        for number, call in enumerate(calls, first):
            step = self.registry[call.step]
            start = time.perf_counter()
            result = run_step(number, step, call, image)
            taken += result.nbytes
            if taken > MAX_TRACE_BYTES:
                raise PipelineError(
                    f"The pictures up to step {number} {call.step!r} take more than "
                    f"{megabytes(MAX_TRACE_BYTES)}: begin the pipeline with 'limit_size'."
                )
            yield TraceEntry(call, step.label, result, 1000 * (time.perf_counter() - start))
            image = result

    def __reduce__(self) -> tuple[object, ...]:
        return _loaded, (self.to_json(),)

    def to_json(self) -> dict[str, Any]:
        """Return the pipeline as plain JSON values, the form that `from_json` reads."""
        chains = {"page": _listed(self.page), "digit": _listed(self.digit)}
        readings = [
            {"name": reading.name, "without": list(reading.without)}
            | {"changes": _listed(reading.changes)}
            | ({"instead": _listed(reading.instead)} if reading.instead else {})
            for reading in self.second_look
        ]
        return {"format": FORMAT} | chains | ({"second_look": readings} if readings else {})

    @classmethod
    def from_json(cls, data: object, registry: Registry = STEPS) -> Pipeline:
        """Build a pipeline from what `to_json` gave.

        Raises:
            PipelineError: an unknown format number, a key too many or too few, a wrong type.
            UnknownStepError, StepError: a step or a parameter that is not known here.
        """
        keys = {"format", "page", "digit"}
        if not isinstance(data, dict) or data.keys() - {"second_look"} != keys:
            raise PipelineError("A pipeline has exactly the keys 'format', 'page' and 'digit'.")
        if type(data["format"]) is not int or data["format"] != FORMAT:  # True == 1
            raise PipelineError(
                f"Pipeline format {echo(data['format'])} is not known; only {FORMAT} is."
            )
        readings = readings_from_json(data.get("second_look", []))
        page, digit = _calls("page", data["page"]), _calls("digit", data["digit"])
        return cls(page, digit, readings, registry=registry)


def _loaded(data: object) -> Pipeline:
    load_steps()  # a new process has none
    return Pipeline.from_json(data)


def _listed(calls: Iterable[StepCall]) -> list[dict[str, Any]]:
    return [{"step": call.step, "params": dict(call.params)} for call in calls]


def _calls(part: str, items: object) -> tuple[StepCall, ...]:
    if not isinstance(items, list) or len(items) > MAX_STEPS:
        raise PipelineError(f"{part!r} of a pipeline is a list of at most {MAX_STEPS} steps.")
    for item in items:
        if not isinstance(item, dict) or set(item) != {"step", "params"}:
            raise PipelineError(f"A step in {part!r} has exactly the keys 'step' and 'params'.")
        if not isinstance(item["step"], str) or not isinstance(item["params"], dict):
            raise PipelineError(f"A step in {part!r} has a name and an object of parameters.")
    return tuple(StepCall(item["step"], dict(item["params"])) for item in items)


def readings_from_json(items: object) -> tuple[Reading, ...]:
    """Build other readings from the value that `to_json` has for "second_look".

    Raises:
        PipelineError: a key too many or too few, a wrong type, more than MAX_READINGS.
    """
    if not isinstance(items, list) or len(items) > MAX_READINGS:
        raise PipelineError(f"'second_look' is a list of at most {MAX_READINGS} readings.")
    for item in items:
        keys = {"name", "without", "changes"}
        if not isinstance(item, dict) or item.keys() - {"instead"} != keys:
            raise PipelineError("A reading has 'name', 'without', 'changes', maybe 'instead'.")
        without = item["without"]
        if not isinstance(item["name"], str) or not isinstance(without, list):
            raise PipelineError("A reading has a name and a list of steps that it leaves out.")
        if not all(isinstance(name, str) for name in without):
            raise PipelineError("The steps that a reading leaves out are named by texts.")
    parts = "changes", "instead"
    return tuple(
        Reading(item["name"], tuple(item["without"]), *(_calls(p, item.get(p, [])) for p in parts))
        for item in items
    )


def _check_chain(
    part: str, steps: Iterable[tuple[int, Step]], takes: ImageForm, gives: ImageForm
) -> None:
    form, giver = takes, f"the {part} part starts with"
    for number, step in steps:
        if not step.takes.includes(form):
            raise ChainError(
                f"{giver} {form.name}, but step {number} {step.name!r} takes {step.takes.name}.",
                part,
                number,
            )
        form, giver = step.gives, f"step {number} {step.name!r} gives"
    if not gives.includes(form):
        wanted = f"{giver} {form.name}, but the {part} part must end in {gives.name}."
        raise ChainError(wanted, part, None)
