"""Which lines of a page are words: letters are few sure digits, and these are zeros and ones."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.prediction import Prediction

Found = tuple[Box, Prediction | str]
"""A mark's box and its digit, or its sign."""

# Of 282 drawn pages that are accepted without this, it refuses 14 of 38 wrong and 6 of 244 right.
SURE = 0.8  # the least confidence of a digit that is surely read

# Of 33 drawn lines of words, 33 have less than 0.7 of them; of 279 of digits, 4 less than 0.6.
SHORTEST = 4  # marks: a line of fewer may be an untidy number,
BESIDE_WORDS = 2  # unless other lines of the page are words
DIGITS = 0.65  # least share of sure digits in a line of numbers
# On 40 drawn pages of words four give digits without these two, and two with them, a single 1 each;
# of 807 lines of numbers one more is taken for words, whose digits overlap.
ROUND_OR_STRAIGHT = (0, 1)  # digits that o, l and i look like
OTHERS = 0.5  # least share among the marks that are surely none of these


def words_and_numbers(
    lines: Sequence[Sequence[Found]],
) -> tuple[list[Sequence[Found]], list[Sequence[Found]]]:
    """Part the lines of a page into those that look like words, and the others."""
    shortest = BESIDE_WORDS if any(map(looks_like_words, lines)) else SHORTEST
    are_words = [looks_like_words(line, shortest) for line in lines]
    words = [line for line, is_words in zip(lines, are_words, strict=True) if is_words]
    return words, [line for line, is_words in zip(lines, are_words, strict=True) if not is_words]


def looks_like_words(line: Sequence[Found], shortest: int = SHORTEST) -> bool:
    """Tell whether a line is one of letters: too few of its marks are sure digits.

    Args:
        line: its marks.
        shortest: fewer marks tell nothing.
    """
    digits = [mark for _, mark in line if isinstance(mark, Prediction)]
    others = [m for m in digits if not (is_sure(m) and m.label in ROUND_OR_STRAIGHT)]
    return any(
        len(marks) >= shortest and sum(map(is_sure, marks)) < least * len(marks)
        for marks, least in ((digits, DIGITS), (others, OTHERS))
    )


def is_sure(digit: Prediction) -> bool:
    """Tell whether a digit is accepted and hardly another one."""
    return digit.accepted and digit.confidence >= SURE
