"""The second look: a doubtful picture is read in other ways too, and the surest reading counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mnist_space.artifact import SecondLook
from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.pipeline import TraceEntry
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


def second_look(
    first: Look, others: Iterable[tuple[Reading, Callable[[], Look]]], settings: SecondLook
) -> Look:
    """Return the reading that counts; other readings are made only as long as there is doubt.

    A first reading is doubtful where its log-odds are low. Where they are not, but steps have taken
    much ink from around the digit, it is read again without those steps alone: a reading that is
    sure with the more ink counts. Else the surest does.

    Args:
        first: the first reading.
        others: each other reading, and what makes it.
        settings: what is doubtful.
    """
    sure = first.odds >= settings.below
    if sure and first.evidence.removed <= MUCH:
        return first
    best = first
    for reading, look in others:
        if sure and (reading.instead or not reading.without):
            continue
        other = look()
        if other.odds >= settings.below:
            return other
        best = max(best, other, key=lambda one: one.odds)
    return best
