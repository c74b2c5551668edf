"""Pictures that somebody has labelled, as few as a session may hold."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_space.data import NOT_A_DIGIT
from mnist_space.files import megabytes
from mnist_space.labelled.packing import packed
from mnist_space.labelled.reading import LabelledError
from mnist_space.preprocessing.forms import ColorImage

MOST = 50
MOST_BYTES = 2 << 20
SIDE = 280  # of the longer side of a picture that is kept, in pixels: that of a drawing


@dataclass(frozen=True, eq=False)
class Kept:
    """A picture with its label.

    Attributes:
        picture: a PNG file, at most SIDE pixels wide and high.
        label: 0 to 9; 10 = no digit.
        image: uint8 (28, 28), what a network was shown of it.
        given: its number in the dataset that it was given to; None where it was not.
    """

    picture: bytes
    label: int
    image: NDArray[np.uint8]
    given: str | None = None

    def is_like(self, other: Kept) -> bool:
        """Whether picture and label are the same."""
        return (self.picture, self.label) == (other.picture, other.label)


def kept_as(image: ColorImage, label: int, seen: NDArray[np.float32] | None) -> Kept:
    """Return a picture as it is kept.

    Args:
        image: what was read.
        label: 0 to 9; 10 = no digit.
        seen: float32 (28, 28) in [0, 1], what the network was shown; None: nothing.
    """
    small = Image.fromarray(image)
    small.thumbnail((SIDE, SIDE))
    file = io.BytesIO()
    small.save(file, "PNG")
    shown = np.zeros((28, 28)) if seen is None else np.clip(seen, 0, 1) * 255
    return Kept(file.getvalue(), label, shown.round().astype(np.uint8))


def with_one_more(kept: Sequence[Kept], new: Kept) -> tuple[Kept, ...]:
    """Return `kept` with `new`.

    Raises:
        LabelledError: it is there already, perhaps with another label, or there is no room.
    """
    for each in kept:
        if each.picture == new.picture:
            label = "no digit" if each.label == NOT_A_DIGIT else str(each.label)
            again = "" if each.label == new.label else ": remove it there to label it anew"
            raise LabelledError(f'This picture is kept already, as "{label}"{again}.')
    if len(kept) >= MOST:
        raise LabelledError(f"At most {MOST} pictures are kept: download them, and remove some.")
    if sum(len(each.picture) for each in (*kept, new)) > MOST_BYTES:
        raise LabelledError(f"Only {megabytes(MOST_BYTES)} are kept: download, and remove some.")
    return (*kept, new)


def data_set(kept: Sequence[Kept]) -> bytes:
    """Return the zip of what is kept: see `packed`."""
    images = np.stack([each.image for each in kept])
    pictures, labels = [each.picture for each in kept], [each.label for each in kept]
    return packed(pictures, labels, images, [each.given for each in kept])
