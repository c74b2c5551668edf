"""What each step of a pipeline is worth: every step off in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.reading.predictor import Predictor

Floats = NDArray[np.float32]
Progress = Callable[[int, int], None]
Pictures = Iterable[NDArray[np.uint8]]

STAND_INS = ("grayscale", "resize_to_canvas")
"""The least that does a step's change of form, tried in this order where a chain breaks."""


@dataclass(frozen=True)
class Variant:
    """A pipeline with one step off.

    Attributes:
        number: position of the step, from 1 as in the trace; 0 is the whole pipeline.
        step: the step that is off, or None for the whole pipeline.
        stand_in: what stands in its place, or None where the chain fits without it.
        pipeline: None where nothing can replace the step.
    """

    number: int
    step: str | None
    stand_in: str | None
    pipeline: Pipeline | None


@dataclass(frozen=True)
class AblationRow:
    """What becomes of the accuracy without one step.

    Attributes:
        step: the step that is off, or None in the first row, which is the whole pipeline.
        stand_in: what stands in its place, or None.
        needed: the chain of forms breaks without the step, and nothing can replace it.
        accuracy: a fraction for each set of pictures; empty where needed.
        change: percentage points against the whole pipeline, for each set.
    """

    step: str | None
    stand_in: str | None
    needed: bool
    accuracy: Mapping[str, float]
    change: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return {
            "step": self.step,
            "stand_in": self.stand_in,
            "needed": self.needed,
            "accuracy": dict(self.accuracy),
            "change": dict(self.change),
        }


def ablate(
    predictor: Predictor,
    sets: Mapping[str, tuple[Pictures, NDArray[np.uint8]]],
    pipeline: Pipeline | None = None,
    progress: Progress | None = None,
) -> tuple[AblationRow, ...]:
    """Measure a pipeline, and then the same with each of its steps off.

    A step whose removal breaks the chain of forms is replaced by the first of `STAND_INS` that
    fits; where none does, the step is reported as needed.

    Args:
        predictor: reads the digit tensors.
        sets: N pictures, each uint8 (H, W, 3) RGB, and their labels (N,), by the name of the set;
            the pictures may be made while they are asked for.
        pipeline: another pipeline than the model's own.
        progress: called with the pictures done and the pictures in all; may raise to cancel.

    Returns:
        The whole pipeline first, then one row a step, in the order of the steps.
    """
    found = variants(pipeline or predictor.artifact.pipeline)
    running = sum(variant.pipeline is not None for variant in found)
    total, done = sum(len(labels) for _, labels in sets.values()), 0
    accuracy: dict[str, list[float]] = {}
    for name, (pictures, labels) in sets.items():
        tensors = np.empty((running, len(labels), 28, 28), np.float32)
        for i, picture in enumerate(pictures):
            tensors[:, i] = run_variants(found, picture)
            done += 1
            if progress:
                progress(done, total)
        accuracy[name] = [_accuracy(predictor, made, labels) for made in tensors]
    return _rows(found, accuracy)


def variants(pipeline: Pipeline) -> tuple[Variant, ...]:
    """The whole pipeline, and it with each step off or replaced."""
    calls = [("page", i) for i in range(len(pipeline.page))]
    calls += [("digit", i) for i in range(len(pipeline.digit))]
    others = [_without(pipeline, n, part, i) for n, (part, i) in enumerate(calls, 1)]
    return (Variant(0, None, None, pipeline), *others)


def _without(pipeline: Pipeline, number: int, part: str, index: int) -> Variant:
    chain: tuple[StepCall, ...] = getattr(pipeline, part)
    step = chain[index].step
    for stand_in in (None, *(name for name in STAND_INS if name != step)):
        middle = () if stand_in is None else (StepCall(stand_in),)
        changed = chain[:index] + middle + chain[index + 1 :]
        page, digit = (changed, pipeline.digit) if part == "page" else (pipeline.page, changed)
        try:
            return Variant(
                number, step, stand_in, Pipeline(page, digit, registry=pipeline.registry)
            )
        except PipelineError:
            continue
    return Variant(number, step, None, None)


def run_variants(found: Sequence[Variant], picture: NDArray[np.uint8]) -> Floats:
    """Put one picture through every variant that can run; what is before a step runs once.

    Returns:
        float32 (variants that can run, 28, 28), the whole pipeline first.
    """
    whole = found[0].pipeline
    assert whole is not None
    images = [picture, *(entry.image for entry in whole.trace(picture))]
    tensors = [images[-1]]
    for variant in found[1:]:
        if variant.pipeline:
            calls = variant.pipeline.page + variant.pipeline.digit
            image = images[variant.number - 1]
            for call in calls[variant.number - 1 :]:
                image = whole.registry[call.step](image, **call.params)
            tensors.append(image)
    return np.stack(tensors)


def _accuracy(predictor: Predictor, tensors: Floats, labels: NDArray[np.uint8]) -> float:
    drawn = np.ptp(tensors, axis=(1, 2)) > 0
    return float((drawn & (predictor.logits(tensors).argmax(axis=1) == labels)).mean())


def _rows(found: Sequence[Variant], accuracy: Mapping[str, list[float]]) -> tuple[AblationRow, ...]:
    rows, ran = [], 0
    for variant in found:
        if variant.pipeline is None:
            rows.append(AblationRow(variant.step, None, True, {}, {}))
            continue
        now = {name: values[ran] for name, values in accuracy.items()}
        change = {name: 100 * (value - accuracy[name][0]) for name, value in now.items()}
        rows.append(AblationRow(variant.step, variant.stand_in, False, now, change))
        ran += 1
    return tuple(rows)
