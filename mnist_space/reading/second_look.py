"""The second look: a doubtful picture is read in other ways too, and the surest reading counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mnist_space.artifact import SecondLook
from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry
from mnist_space.reading.evidence import Evidence
from mnist_space.reading.network import Floats

MUCH = 0.03  # of a digit's ink: where steps took more from around it, they may have taken a stroke


@dataclass(frozen=True)
class Look:
    """One reading of a picture.

    Attributes:
        reading: how it differs from the first; None: it is the first.
        page, digit: the traces of the page steps and of the digit steps.
        logits: float32 (10,).
        evidence: what lies around the digit.
        odds: log-odds that this is a digit; minus infinity where nothing is drawn.
    """

    reading: Reading | None
    page: tuple[TraceEntry, ...]
    digit: tuple[TraceEntry, ...]
    logits: Floats
    evidence: Evidence
    odds: float


Looking = Callable[[Pipeline, Reading | None, Sequence[TraceEntry]], Look]
"""Reads a picture with a pipeline, given the trace of page steps that are the same."""


def looks(chain: Pipeline, look: Looking, settings: SecondLook | None) -> Iterator[Look]:
    """Read a picture once, and again in other ways as long as it is doubtful.

    A first reading is doubtful where its log-odds are low. Where they are not, but steps have taken
    much ink from around the digit, it is read again without those steps alone.

    Args:
        chain: the pipeline of the first reading, with its other readings.
        look: reads the picture in one way.
        settings: when to look again; None: never.
    """
    first = look(chain, None, ())
    yield first
    if settings is None:
        return
    sure = first.odds >= settings.below
    if sure and first.evidence.removed <= MUCH:
        return
    for reading, pipeline in chain.readings:
        if sure and not reading.without:
            continue
        other = look(pipeline, reading, first.page)
        yield other
        if other.odds >= settings.below:
            return


def surest(seen: Sequence[Look], settings: SecondLook | None) -> Look:
    """Return the reading that counts: the surest, or the one that is sure with the more ink.

    Args:
        seen: what `looks` gave.
        settings: the same.
    """
    last = seen[-1]
    if settings and last.reading and last.reading.without and last.odds >= settings.below:
        return last
    return max(seen, key=lambda look: look.odds)
