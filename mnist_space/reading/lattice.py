"""The best way to cut a group of touching digits, of all ways that its cuts allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mnist_space.reading.cuts import LOW, Cut, Parts, Step
from mnist_space.reading.segmentation import Group

PART = 0.2  # what each part of a group costs, in log-probability: ligatures are no 1s
LIGATURE = -2.0  # the most that a low part scores: it is no digit
MOST_ROUNDS = 200  # of one group; thirteen digits take up to 150
HOPELESS = 30  # rounds: where no part is a digit by then, none will be

Scores = Callable[[Sequence[Group]], Sequence[float]]
"""Gives the digit score of each group."""


@dataclass(frozen=True)
class Way:
    """A way through the cuts of a group.

    Attributes:
        steps: from the left edge to the right one; none where there is no way.
        scores: of each step.
        ligatures: which of the steps are none of a digit.
        looks: how many parts were looked at.
    """

    steps: tuple[Step, ...]
    scores: dict[Step, float]
    ligatures: frozenset[Step]
    looks: int


def best_way(group: Group, cuts: Sequence[Cut], scores_of: Scores, most: int) -> Way:
    """Find the way from the first cut to the last whose parts are most likely all digits.

    A part is looked at once the best way leads through it, were it surely a digit: two fifths of
    all parts are.

    Args:
        group: the ink of touching digits.
        cuts: as `find_cuts` gives them.
        scores_of: gives the digit score of parts.
        most: parts that are looked at.
    """
    lattice = Parts(group, cuts)
    costs = dict.fromkeys(sorted(lattice.steps, key=lambda step: step[1]), PART)
    scores: dict[Step, float] = {}
    ligatures: set[Step] = set()
    looks = 0
    for done in range(MOST_ROUNDS):
        new = {step: lattice.part(step) for step in _best_path(costs) if step not in scores}
        is_hopeless = done == HOPELESS and max(scores.values()) < 0
        if not new or looks >= most or is_hopeless:
            break
        digits = {step: p for step, p in new.items() if p and lattice.is_digit_sized(p)}
        looks += len(digits)
        found = dict.fromkeys(new, -np.inf)
        for (step, part), score in zip(digits.items(), scores_of([*digits.values()]), strict=True):
            found[step] = score if _is_high(part, group) else min(score, LIGATURE)
        low = [step for step, part in new.items() if part and lattice.is_ligature(part)]
        found |= dict.fromkeys(low, LIGATURE)
        ligatures.update(low)
        scores |= found
        costs |= {step: PART + float(np.logaddexp(0, -score)) for step, score in found.items()}
    steps = _best_path({step: cost for step, cost in costs.items() if step in scores})
    return Way(tuple(steps), scores, frozenset(ligatures), looks)


def _is_high(part: Group, group: Group) -> bool:
    return bool(part.ink.shape[0] >= LOW * group.ink.shape[0])


def _best_path(costs: dict[Step, float]) -> list[Step]:
    """The way from the first cut to the last that costs least; the steps are in order of ends."""
    last = max((end for _, end in costs), default=0)
    best: dict[int, tuple[float, int]] = {0: (0.0, -1)}
    for (start, end), cost in costs.items():
        if start in best and (total := best[start][0] + cost) < best.get(end, (np.inf,))[0]:
            best[end] = total, start
    if last not in best:
        return []
    path = [last]
    while path[-1]:
        path.append(best[path[-1]][1])
    return [*zip(path[:0:-1], path[-2::-1], strict=True)]
