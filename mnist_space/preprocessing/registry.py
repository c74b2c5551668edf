"""The registry of preprocessing steps: a step's signature is its schema."""

from __future__ import annotations

import difflib
import inspect
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from numpy.typing import NDArray

from mnist_space.limits import ECHOED, echo
from mnist_space.preprocessing.describing import Description, describe, place_of, source_of
from mnist_space.preprocessing.forms import ImageForm

Scalar = bool | int | float | str
StepFunction = TypeVar("StepFunction", bound=Callable[..., Any])
_SCALARS: tuple[type, ...] = (bool, int, float, str)


class StepError(ValueError):
    """A step whose signature, parameters or output break the contract."""


class UnknownStepError(StepError):
    """No step of that name is registered."""


class DuplicateStepError(StepError):
    """Two different functions ask for the same step name."""


@dataclass(frozen=True)
class Range:
    """Bounds of a number, both included: `radius: Annotated[int, Range(1, 9)] = 3`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        # Infinite or unordered bounds cannot become a slider, nor be written as JSON.
        if not -math.inf < self.low < self.high < math.inf:
            raise StepError(f"Range({self.low}, {self.high}) must be two finite, rising numbers.")


@dataclass(frozen=True)
class Parameter:
    """One keyword of a step: its type, its default, and the range or the choices it allows."""

    name: str
    type: type
    default: Scalar
    range: Range | None = None
    choices: tuple[Scalar, ...] = ()
    description: str = ""

    def complaint(self, value: object) -> str | None:
        """Say why `value` is not allowed, or None where it is."""
        accepted = (int, float) if self.type is float else (self.type,)
        if not isinstance(value, accepted) or (isinstance(value, bool) and self.type is not bool):
            return f"must be {self.type.__name__}, not {echo(value)}"
        if self.choices and value not in self.choices:
            return f"must be one of {', '.join(map(repr, self.choices))}, not {echo(value)}"
        # Written so that NaN, which compares false with everything, is refused too.
        if self.range and not (self.range.low <= value <= self.range.high):  # type: ignore[operator]
            return f"must be {self.range.low:g} to {self.range.high:g}, not {echo(value)}"
        return None

    def to_json(self) -> dict[str, Any]:
        """Return the parameter as plain JSON values; what it has not is None."""
        return {
            "name": self.name,
            "type": self.type.__name__,
            "default": self.default,
            "range": [self.range.low, self.range.high] if self.range else None,
            "choices": list(self.choices) or None,
            "description": self.description,
        }


@dataclass(frozen=True)
class Step:
    """A registered step: the function, what it takes and gives, and its parameters."""

    name: str
    function: Callable[..., Any]
    takes: ImageForm
    gives: ImageForm
    parameters: tuple[Parameter, ...]
    description: Description

    @cached_property
    def label(self) -> str:
        """First line of the docstring, without the full stop: what the app shows."""
        return self.description.title.rstrip(".") or self.name

    def complete(self, params: Mapping[str, object]) -> dict[str, Scalar]:
        """Check `params` and write out every parameter, defaults included.

        Raises:
            StepError: an unknown name or a value that is not allowed; the message names the step.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name, value in params.items():
            if name not in known:
                allowed = ", ".join(known) or "none"
                raise StepError(
                    f"Step {self.name!r} has no parameter {echo(name)}; it has: {allowed}."
                )
            if complaint := known[name].complaint(value):
                raise StepError(f"Step {self.name!r}: parameter {name!r} {complaint}.")
        # A float given as the integer that JSON made of it, or as a NumPy scalar, becomes plain.
        return {name: p.type(params.get(name, p.default)) for name, p in known.items()}

    def to_json(self) -> dict[str, Any]:
        """Return the step's schema as plain JSON values."""
        return {
            "name": self.name,
            "label": self.label,
            "description": " ".join(self.description.paragraphs),
            "takes": self.takes.name,
            "gives": self.gives.name,
            "returns": self.description.returns,
            "source": source_of(self.function),
            "parameters": [parameter.to_json() for parameter in self.parameters],
        }

    def __call__(self, image: NDArray[Any], **params: Scalar) -> NDArray[Any]:
        """Run the step with checked parameters on an image of the form it takes."""
        complete = self.complete(params)
        if complaint := self.takes.complaint(image):
            raise StepError(f"Step {self.name!r} takes {self.takes.name}: got {complaint}.")
        result: NDArray[Any] = self.function(image, **complete)
        return result


@dataclass(frozen=True)
class Registry:
    """Steps by name. `STEPS` is the default one; tests build their own."""

    steps: dict[str, Step] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def register(self, function: StepFunction) -> StepFunction:
        """Add `function` under its own name and return it unchanged.

        Raises:
            DuplicateStepError: another function has that name; the same module and qualified
                name again (a reload) replaces the old one.
            StepError: the signature is not that of a step.
        """
        step = _step_from(function)
        old = self.steps.get(step.name)
        if old and _identity(old.function) != _identity(function):
            places = f"{place_of(old.function)} and {place_of(function)}"
            raise DuplicateStepError(f"Two steps are called {step.name!r}: {places}; rename one.")
        self.steps[step.name] = step
        return function

    def __getitem__(self, name: str) -> Step:
        """Return the step called `name`, or raise UnknownStepError with what exists."""
        if name in self.steps:
            return self.steps[name]
        close = difflib.get_close_matches(name[:ECHOED], self.steps, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        names = ", ".join(sorted(self.steps)) or "none"
        failed = "".join(
            f" Plug-in {key} failed to load: {why}." for key, why in self.failures.items()
        )
        raise UnknownStepError(f"There is no step {echo(name)}.{hint} Registered: {names}.{failed}")

    def __iter__(self) -> Iterator[Step]:
        """Iterate over the steps in the order of their names."""
        return iter(sorted(self.steps.values(), key=lambda step: step.name))

    def __len__(self) -> int:
        return len(self.steps)


STEPS = Registry()


def register_step(function: StepFunction) -> StepFunction:
    """Register `function` in the default registry: `@register_step` above a plain function."""
    return STEPS.register(function)


def _identity(function: Callable[..., Any]) -> tuple[str, str]:
    return function.__module__, function.__qualname__


def _step_from(function: Callable[..., Any]) -> Step:
    name = function.__name__
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())
    takes_image = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD] == ["image"]
    rest, description = parameters[1:], describe(function)
    said = defaultdict(str, description.parameters)
    if not takes_image or any(p.kind is not p.KEYWORD_ONLY for p in rest):
        raise StepError(f"Step {name!r} must be {name}(image, *, keyword-only parameters).")
    return Step(
        name=name,
        function=function,
        takes=_form(name, hints.get("image")),
        gives=_form(name, hints.get("return")),
        parameters=tuple(_parameter(name, p, hints.get(p.name), said[p.name]) for p in rest),
        description=description,
    )


def _form(step: str, hint: object) -> ImageForm:
    forms = [extra for extra in get_args(hint) if isinstance(extra, ImageForm)]
    if not forms:
        raise StepError(
            f"Step {step!r}: annotate the image and the result with ColorImage, GrayImage, "
            "CanvasImage or DigitTensor."
        )
    return forms[0]


def _parameter(step: str, parameter: inspect.Parameter, hint: object, said: str) -> Parameter:
    where = f"Step {step!r}: parameter {parameter.name!r}"
    if parameter.default is parameter.empty or hint is None:
        raise StepError(f"{where} needs an annotation and a default.")
    bounds: Range | None = None
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        bounds = next((extra for extra in extras if isinstance(extra, Range)), None)
    choices = get_args(hint) if get_origin(hint) is Literal else ()
    kind = type(choices[0]) if choices else hint
    if kind not in _SCALARS or any(type(choice) is not kind for choice in choices):
        raise StepError(f"{where} must be bool, int, float, str or a Literal of one, not {hint}.")
    if kind in (int, float) and not (bounds or choices):
        raise StepError(
            f"{where} is a number and needs bounds: Annotated[{kind.__name__}, Range(low, high)]."
        )
    if bounds and not (
        kind is float or (kind is int and type(bounds.low) is type(bounds.high) is int)
    ):
        raise StepError(f"{where}: {bounds} does not fit {kind.__name__}.")
    made = Parameter(parameter.name, kind, parameter.default, bounds, choices, said)
    if complaint := made.complaint(parameter.default):
        raise StepError(f"{where}: its default {complaint}.")
    return made
