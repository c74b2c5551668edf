"""The network as the judge of what is a digit, asked no more often than is good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.network import Floats

MOST_LOOKS = 800  # pictures that are scored for one page: 0.6 s at most
# Of all of them: 0.4 s at most, 25 ns each where they are noise. Of 108 drawn pages
# and photos the most was 8 million.
MOST_PIXELS = 16_000_000


@dataclass(frozen=True)
class Seen:
    """What the network made of one picture.

    Attributes:
        score: log-odds that it is a digit.
        logits: float32 (10,).
        trace: the digit steps.
    """

    score: float
    logits: Floats
    trace: tuple[TraceEntry, ...]


Key = tuple[tuple[int, ...], bytes]
Scores = Callable[[Sequence[GrayImage]], Sequence[Seen]]
"""Looks at pictures, several at once."""


class BoundedJudge:
    """Gives the digit score of pictures (H, W) of ink on 0; for one page, in one thread.

    The search comes back to the same pictures, three times to each digit of a usual page: these
    are scored once. Of a picture beyond `MOST_LOOKS` or `MOST_PIXELS` the score is minus infinity;
    where not all can be scored, the smallest are: what is as large as the page is no digit of many.
    """

    def __init__(self, scores: Scores) -> None:
        """Take what scores pictures that are new."""
        self._scores = scores
        self._known: dict[Key, Seen] = {}
        self._pixels = 0
        self.is_exhausted = False

    @property
    def looks(self) -> int:
        """How many pictures were scored."""
        return len(self._known)

    def __call__(self, pictures: Sequence[GrayImage]) -> list[float]:
        """Return the score of each picture."""
        keys = [_key(picture) for picture in pictures]
        new = {key: p for key, p in zip(keys, pictures, strict=True) if key not in self._known}
        asked = self._affordable(new)
        self.is_exhausted |= len(new) > len(asked)
        if asked:
            self._known |= zip(asked, self._scores([*asked.values()]), strict=True)
        return [self._known[key].score if key in self._known else -np.inf for key in keys]

    def _affordable(self, new: dict[Key, GrayImage]) -> dict[Key, GrayImage]:
        """As many of the pictures as may be scored yet."""
        left = dict(list(new.items())[: max(0, MOST_LOOKS - len(self._known))])
        if self._pixels + sum(picture.size for picture in left.values()) > MOST_PIXELS:
            ordered = sorted(left, key=lambda key: left[key].size)
            total = self._pixels + np.cumsum([left[key].size for key in ordered])
            fits = set(ordered[: int(np.searchsorted(total, MOST_PIXELS, "right"))])
            left = {key: picture for key, picture in left.items() if key in fits}
        self._pixels += sum(picture.size for picture in left.values())
        return left

    def seen(self, picture: GrayImage) -> Seen | None:
        """Return what the network made of a picture that was scored, or None."""
        return self._known.get(_key(picture))


def _key(picture: GrayImage) -> Key:
    return picture.shape, picture.tobytes()
