"""What pipelines are written with: calls of steps, and the changes that make another reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from types import MappingProxyType

from mnist_space.preprocessing.registry import Scalar


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
class Reading:
    """Another reading of the same picture, tried where the first one is doubtful.

    Attributes:
        name: how it differs, as it is shown after "Read again ": "without removing lines".
        without: names of page steps that are left out.
        changes: calls of page steps whose parameters differ; those not named stay as they are.
        instead: calls of other steps, which stand where the first of the steps left out stood.
    """

    name: str
    without: tuple[str, ...] = ()
    changes: tuple[StepCall, ...] = ()
    instead: tuple[StepCall, ...] = ()

    def applied(self, page: tuple[StepCall, ...]) -> tuple[StepCall, ...]:
        """Return the page steps of this reading, given those of the first one."""
        changed = {call.step: call.params for call in self.changes}
        kept = tuple(
            StepCall(call.step, {**call.params, **changed.get(call.step, {})})
            for call in page
            if call.step not in self.without
        )
        before = sum(1 for _ in takewhile(lambda call: call.step not in self.without, page))
        return kept[:before] + self.instead + kept[before:]
