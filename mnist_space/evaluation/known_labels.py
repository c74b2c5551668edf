"""Labels of the MNIST test split that are known to be wrong or open to doubt.

Source: the label errors that cleanlab found and people then voted on (Northcutt, Athalye and
Mueller 2021, "Pervasive Label Errors in Test Sets", labelerrors.com).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import MD5, idx_bytes


@dataclass(frozen=True)
class KnownLabel:
    """What most raters see in one test picture.

    Attributes:
        index: place in the test split, from 0.
        label: what the split says.
        seen: every digit that counts as right; empty where most see no digit at all.
    """

    index: int
    label: int
    seen: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """Say what is wrong with the label."""
        if not self.seen:
            return f"labelled {self.label}, but most people see no digit"
        if len(self.seen) > 1:
            return f"labelled {self.label}, but it may be {' or '.join(map(str, self.seen))}"
        return f"labelled {self.label}, but most people see {self.seen[0]}"


KNOWN_LABELS = {
    known.index: known
    for known in (
        KnownLabel(947, 8, (9,)),
        KnownLabel(1621, 0, (6,)),
        KnownLabel(1901, 9, (4,)),
        KnownLabel(2130, 4, (4, 9)),
        KnownLabel(2462, 2, (0,)),
        KnownLabel(2597, 5, (3,)),
        KnownLabel(2654, 6, ()),
        KnownLabel(3520, 6, ()),
        KnownLabel(3558, 5, (0,)),
        KnownLabel(5937, 5, (3,)),
        KnownLabel(6651, 0, (6,)),
        KnownLabel(6783, 1, (6,)),
        KnownLabel(8527, 4, (4, 9)),
        KnownLabel(9679, 6, ()),
        KnownLabel(9729, 5, (6,)),
    )
}
TEST_SIZE = 10_000


def is_mnist_test(labels: NDArray[np.uint8]) -> bool:
    """Tell whether these (N,) are the labels of the whole MNIST test split, in its order."""
    return len(labels) == TEST_SIZE and hashlib.md5(idx_bytes(labels)).hexdigest() == MD5["test"][1]


def corrected(labels: NDArray[Any], predicted: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which answers to the whole test split are right by the corrected labels.

    A picture that may be two digits is right with either; one in which most see no digit is left
    out, so the result is bool (9997,).
    """
    right = labels == predicted
    for known in KNOWN_LABELS.values():
        right[known.index] = predicted[known.index] in known.seen
    return np.delete(right, [index for index, known in KNOWN_LABELS.items() if not known.seen])
