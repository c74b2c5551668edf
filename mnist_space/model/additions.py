"""Labelled pictures as a network sees them, some of them held out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Split
from mnist_space.labelled.reading import Labelled, LabelledError
from mnist_space.preprocessing.images import ImageError
from mnist_space.reading.predictor import Predictor

# Every fifth, label by label; fewer to learn from than this teach nothing.
EVERY, FEWEST = 5, 10


@dataclass(frozen=True)
class Additions:
    """Pictures to learn from, and those that a network is judged by.

    Attributes:
        learnt: what the network sees, uint8 (N, 28, 28), and what it is; 10 = no digit.
        held_out: pictures that are not among them.
        unread: names of the pictures on which nothing was found to learn from.
        sha256: of the images and labels to learn from.
    """

    learnt: Split
    held_out: tuple[Labelled, ...]
    unread: tuple[str, ...]
    sha256: str


def learnt_from(count: int) -> int:
    """Return how many of `count` pictures are not held out.

    >>> learnt_from(30)
    24
    """
    return count - count // EVERY


def see_additions(predictor: Predictor, pictures: Sequence[Labelled], seed: int) -> Additions:
    """Hold out every fifth picture, evenly over the labels, and let a model see the others.

    Raises:
        LabelledError: a picture cannot be read, or there are fewer than ten to learn from.
    """
    order = np.random.default_rng(seed).permutation(len(pictures)).tolist()
    order.sort(key=lambda place: pictures[place].label)
    held_out = tuple(pictures[place] for place in order[EVERY - 1 :: EVERY])
    learnt = [pictures[place] for i, place in enumerate(order, 1) if i % EVERY]
    seen = [(each, _seen(predictor, each)) for each in learnt]
    found = [(image, each.label) for each, image in seen if image is not None]
    if len(found) < FEWEST:
        raise LabelledError(
            f"At least {FEWEST} pictures to learn from are needed; here are {len(found)}."
        )
    images = np.stack([image for image, _ in found])
    labels = np.array([label for _, label in found], np.uint8)
    digest = hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest()
    unread = tuple(each.name for each, image in seen if image is None)
    return Additions(Split(images, labels), held_out, unread, digest)


def _seen(predictor: Predictor, each: Labelled) -> NDArray[np.uint8] | None:
    """What the network was shown in the reading that counted; None: nothing."""
    try:
        read = predictor.predict(each.picture)
    except ImageError as error:
        raise LabelledError(f"{each.name}: {error}") from error
    if read.label is None:
        return None
    return np.asarray(np.rint(np.clip(read.trace[-1].image, 0, 1) * 255), np.uint8)
