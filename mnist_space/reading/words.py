"""Which lines of a page are words: letters are few sure digits, and these are zeros and ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.prediction import Prediction

Found = tuple[Box, Prediction | str]
"""A mark's box and its digit, or its sign."""

# How much likelier a mark is on a line of numbers than on one of words, as a logarithm, which is
# nearly a straight line over the log-odds of a digit. Of 201 drawn lines of words five give digits
# in the first reading; of 759 of numbers none is taken for words.
SLOPE, OFFSET = 0.6, -1.0
ROUND_OR_STRAIGHT = -1.5  # more for a 0 or a 1, which o, l and i look like
OTHER_SIZE = -1.0  # of what has not the size of a digit
MOST = 3.0  # what one mark says at most
SUREST = 0.995  # probability of a digit from which on no more is told
WORDS, BESIDE_WORDS = -5.0, 0.0  # the sum below which a line is words; on a page with such lines


def words_and_numbers(
    lines: Sequence[Sequence[Found]],
) -> tuple[list[Sequence[Found]], list[Sequence[Found]]]:
    """Part the lines of a page into those that look like words, and the others."""
    evidence = [evidence_of_numbers(line) for line in lines]
    least = BESIDE_WORDS if min(evidence, default=0.0) < WORDS else WORDS
    of = list(zip(lines, evidence, strict=True))
    return [line for line, e in of if e < least], [line for line, e in of if e >= least]


def evidence_of_numbers(line: Sequence[Found]) -> float:
    """Return how much likelier the marks of a line are as digits than as letters: a logarithm.

    A naive Bayes sum over its marks; signs tell nothing.
    """
    return sum(_evidence(mark) for _, mark in line if isinstance(mark, Prediction))


def _evidence(mark: Prediction) -> float:
    if mark.label is None:
        return OTHER_SIZE
    probability = np.clip(mark.digit_probability, 1 - SUREST, SUREST)
    odds = float(np.log(probability / (1 - probability)))
    told = SLOPE * odds + OFFSET + ROUND_OR_STRAIGHT * (mark.label in (0, 1))
    return float(np.clip(told, -MOST, MOST))
