"""The contract of a step as checks that anyone can run over any step.

```
for check in step_checks():
    check(STEPS["my_step"])
```
"""

from __future__ import annotations

import inspect
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mnist_space.limits import limits
from mnist_space.preprocessing.deadline import OutOfTime, within
from mnist_space.preprocessing.registry import Parameter, Scalar, Step, StepError
from mnist_space.preprocessing.samples import samples

Check: TypeAlias = Callable[[Step], None]


class StepCheckError(AssertionError):
    """A step breaks the contract; the message is a sentence that names the step and the fault."""


def step_checks() -> Iterator[Check]:
    """Yield the checks of the contract; each takes a step and raises StepCheckError."""
    yield check_name
    yield check_docstring
    yield check_output_form
    yield check_input_is_never_written
    yield check_same_output_twice
    yield check_every_choice_and_bound_runs
    yield check_parameters_survive_json
    yield check_wrong_parameters_are_refused


def check_name(step: Step) -> None:
    """Check that step, function and file share one name; an `__init__` has none of its own."""
    # By its module: what `register_function` makes is written elsewhere.
    module = sys.modules.get(step.function.__module__)
    file = Path(inspect.getfile(module or step.function)).stem
    if step.name != step.function.__name__ or file not in (step.name, "__init__"):
        _fail(step, f"is the function {step.function.__name__!r} in {file}.py; use one name.")


def check_docstring(step: Step) -> None:
    """Check that the docstring begins with a sentence: the app shows it."""
    line = (inspect.getdoc(step.function) or "").partition("\n")[0]
    if not (line[:1].isupper() and line.endswith(".") and " " in line):
        _fail(step, f"must begin its docstring with a sentence, not {line!r}.")


def check_output_form(step: Step) -> None:
    """Check dtype, shape and range of what the step makes of every sample."""
    for name in samples(step.takes):
        _output(step, name)


def check_input_is_never_written(step: Step) -> None:
    """Check that no sample is changed; writing into one raises, for they are read-only."""
    for name, image in samples(step.takes).items():
        before = image.copy()
        _output(step, name)
        if not np.array_equal(image, before):
            _fail(step, f"writes into its input (sample {name}).")


def check_same_output_twice(step: Step) -> None:
    """Check that neither earlier nor later calls change an output."""
    for name in samples(step.takes):
        first = _output(step, name)
        before = first.copy()
        _output(step, "strided")
        if not np.array_equal(first, before):
            _fail(step, f"changes an output that it gave before (sample {name}).")
        if not np.array_equal(_output(step, name), before):
            _fail(step, f"gives another output the second time (sample {name}).")


def check_every_choice_and_bound_runs(step: Step) -> None:
    """Check the output for each choice and bound alone, and for all lowest and all highest."""
    for params in corners(step):
        for name in ("blank", "full", "1x1", "strided", "280x280"):
            _output(step, name, params)


def check_parameters_survive_json(step: Step) -> None:
    """Check that parameters come back from JSON as they were, value and type."""
    for params in corners(step):
        complete = step.complete(params)
        again = step.complete(json.loads(json.dumps(complete)))
        if repr(again) != repr(complete):
            _fail(step, f"has parameters that JSON changes: {complete} became {again}.")


def check_wrong_parameters_are_refused(step: Step) -> None:
    """Check that unknown names, wrong types and values out of range raise and name the step."""
    wrong: list[tuple[str, object]] = [("no_such_parameter", 1)]
    wrong += [(p.name, value) for p in step.parameters for value in _not_allowed(p)]
    for name, value in wrong:
        try:
            step.complete({name: value})
        except StepError as error:
            if step.name not in str(error):
                _fail(step, f"is not named in the error for {name}={value!r}: {error}")
        else:
            _fail(step, f"accepts {name}={value!r}.")


def corners(step: Step) -> list[dict[str, Scalar]]:
    """Return the defaults, every choice and bound alone, all lowest, and all highest."""
    ends = {p.name: _ends(p) for p in step.parameters}
    alone = [{name: value} for name, values in ends.items() for value in values]
    lowest = {name: values[0] for name, values in ends.items() if values}
    highest = {name: values[-1] for name, values in ends.items() if values}
    return [{}, *alone, lowest, highest]


def _ends(parameter: Parameter) -> tuple[Scalar, ...]:
    if parameter.choices:
        return parameter.choices
    if parameter.range:
        return parameter.type(parameter.range.low), parameter.type(parameter.range.high)
    return (False, True) if parameter.type is bool else ()


def _not_allowed(parameter: Parameter) -> Iterator[object]:
    yield from (None, [parameter.default], "neither" if parameter.type is not str else 1)
    if parameter.type is not bool:
        yield True
    if parameter.type is int:
        yield parameter.default + 0.5  # type: ignore[operator]
    if parameter.range:
        yield from (parameter.range.low - 1, parameter.range.high + 1, math.nan, math.inf)
    if parameter.choices and parameter.type is str:
        yield "".join(map(str, parameter.choices)) + "?"


def _output(
    step: Step, name: str, params: Mapping[str, Scalar] = MappingProxyType({})
) -> NDArray[Any]:
    """Run the step on one sample, in its time; what goes wrong is one sentence about the step."""
    image = samples(step.takes)[name]
    where = f"on the sample {name} {image.shape}" + (f" with {dict(params)}" if params else "")
    seconds = limits().step_seconds
    try:
        output = within(seconds, lambda: step(image, **params))
    except OutOfTime as error:
        raise StepCheckError(f"Step {step.name!r} was ended after {seconds} s {where}.") from error
    except (Exception, SystemExit) as error:
        raise StepCheckError(
            f"Step {step.name!r} fails {where}: {type(error).__name__}: {error}"
        ) from error
    if complaint := step.gives.complaint(output):
        _fail(step, f"should give {step.gives.name}, but gives {complaint} {where}.")
    return output


def _fail(step: Step, fault: str) -> None:
    raise StepCheckError(f"Step {step.name!r} {fault}")
