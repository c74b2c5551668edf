"""What the editor keeps of one visitor: a pipeline, what of it is off, and what of the Lab shows.

It is the JSON of a pipeline, in which a step or a reading may have `"off": true`, and besides
"hidden", "shown" and "open": see `View`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mnist_space.limits import echo
from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.pipeline import (
    MAX_STEPS,
    Pipeline,
    PipelineError,
    readings_from_json,
)
from mnist_space.preprocessing.registry import STEPS, Scalar

PARTS = {"page": "The whole picture", "digit": "One digit on it"}
NOT_SENT = "The pipeline did not arrive as the editor sends it."
HIDEABLE = {
    "steps": "One step at a time",
    "pipeline": "The steps of the pipeline",
    "order": "Moving, adding and removing",
    "second_look": "The second look",
    "measure": "Measure",
    "keep": "Files, links and making a lesson",
}
MAX_SHOWN = 2 * MAX_STEPS


@dataclass(frozen=True)
class View:
    """What of the Lab shows.

    Attributes:
        hidden: names in HIDEABLE.
        shown: names of the steps whose rows show; none: all do.
        open: names of the rows that are open.
    """

    hidden: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


VIEW = tuple(View.__dataclass_fields__)


def view_of(kept: Mapping[str, Any]) -> View:
    """Return what shows.

    Raises:
        PipelineError: a part of the Lab that is not in HIDEABLE, or no list of names.
        UnknownStepError: a step that is not known here.
    """
    view = View(*(_names(kept.get(part, [])) for part in VIEW))
    for name in view.hidden:
        if name not in HIDEABLE:
            raise PipelineError(f"Of the Lab, {', '.join(HIDEABLE)} are hidden, not {echo(name)}.")
    for name in view.shown:
        STEPS[name]
    return view


def in_force(kept: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline without the steps and the readings that are off.

    A reading of the second look that names a step which is gone goes with it.

    Raises:
        PipelineError, StepError: as `Pipeline.from_json`.
    """
    parts = {part: [_plain(item) for item in items_of(kept, part) if is_on(item)] for part in PARTS}
    names = {str(call.get("step")) for call in parts["page"]}
    fitting = [
        _plain(item)
        for item, reading in readings_of(kept)
        if is_on(item) and steps_of(reading) <= names
    ]
    rest = {key: value for key, value in kept.items() if key not in VIEW}
    return Pipeline.from_json({**rest, **parts, "second_look": fitting})


def items_of(kept: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    """Return the steps of one part, on and off.

    Raises:
        PipelineError: it is no list of at most MAX_STEPS objects.
    """
    items = kept.get(part)
    if not isinstance(items, list) or len(items) > MAX_STEPS:
        raise PipelineError(f"{part!r} of a pipeline is a list of at most {MAX_STEPS} steps.")
    if not all(isinstance(item, dict) and isinstance(item.get("step"), str) for item in items):
        raise PipelineError(NOT_SENT)
    return items


def values_of(item: Mapping[str, Any]) -> dict[str, Scalar]:
    """Return all parameters of a step, on or off.

    Raises:
        UnknownStepError, StepError: a step or a parameter that is not known here.
        PipelineError: the parameters are no object.
    """
    given = item.get("params")
    if not isinstance(given, dict):
        raise PipelineError(NOT_SENT)
    return STEPS[item["step"]].complete(given)


def readings_of(kept: Mapping[str, Any]) -> list[tuple[dict[str, Any], Reading]]:
    """Return the other readings, on and off: each as it is kept, and what it says.

    Raises:
        PipelineError: it is no list of readings.
    """
    items = kept.get("second_look", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise PipelineError(NOT_SENT)
    return list(zip(items, readings_from_json(list(map(_plain, items))), strict=True))


def steps_of(reading: Reading) -> set[str]:
    """Return the names of the page steps that a reading changes or leaves out."""
    return {*reading.without, *(call.step for call in reading.changes)}


def is_on(item: Mapping[str, Any]) -> bool:
    """Tell whether a step or a reading counts."""
    return item.get("off") is not True


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "off"}


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_SHOWN:
        raise PipelineError(NOT_SENT)
    if not all(isinstance(name, str) and len(name) <= 80 for name in value):
        raise PipelineError(NOT_SENT)
    return tuple(value)
