"""The digits of MNIST's train split that look most like a digit, from a small bundled index."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.artifact import BUNDLED, ArtifactError
from mnist_space.data import Split, to_unit
from mnist_space.files import save_arrays, write_whole
from mnist_space.reading.network import CLASSES, Floats

FOLDER = BUNDLED / "neighbours"
INDEX, RECIPE = "neighbours.npz", "neighbours.json"
EACH = 250  # of every digit
BLUR = 1.0  # pixels: strokes that lie beside each other are alike too


@dataclass(frozen=True)
class Neighbour:
    """One digit of the index.

    Attributes:
        label: what it is, 0 to 9.
        distance: 0 for the same picture, 1 for one that has no ink in common.
        picture: uint8 (28, 28), ink 255.
    """

    label: int
    distance: float
    picture: NDArray[np.uint8]

    def to_json(self) -> dict[str, Any]:
        """Return the label and the distance as plain JSON values."""
        return {"label": self.label, "distance": self.distance}


def nearest(tensor: Floats, count: int = 5, folder: Path = FOLDER) -> tuple[Neighbour, ...]:
    """Return the digits of the index that are most like a digit, the nearest first.

    The distance is one less the cosine of the two pictures, each blurred by a pixel. Ties go by the
    order of the index: the answer is the same each time.

    Args:
        tensor: float32 (28, 28) in [0, 1], the last image of a prediction's trace; an empty one has
            no neighbours.
        count: how many.
        folder: of another index than the bundled one.

    Raises:
        ArtifactError: the index is missing or damaged.
    """
    if not tensor.any():
        return ()
    digits, features = _index(folder)
    distances = 1 - features @ _features(tensor[np.newaxis])[0]
    order = np.argsort(distances, kind="stable")[:count]
    return tuple(
        Neighbour(int(digits.labels[i]), max(0.0, float(distances[i])), digits.images[i])
        for i in order
    )


def build_neighbours(train: Split, out: Path, each: int = EACH, seed: int = 0) -> None:
    """Choose digits at random, as many of each kind, and write them as an index.

    Args:
        train: MNIST's train digits but those held out.
        out: the folder to write; made where it is missing.
        each: digits of each kind.
        seed: of the choice.

    Raises:
        OSError: it cannot be written.
        ValueError: there are fewer digits of a kind.
    """
    rng = np.random.default_rng(seed)
    kinds = [np.flatnonzero(train.labels == digit) for digit in range(CLASSES)]
    chosen = train[np.concatenate([np.sort(rng.choice(k, each, replace=False)) for k in kinds])]
    out.mkdir(parents=True, exist_ok=True)
    save_arrays(out / INDEX, images=chosen.images, labels=chosen.labels)
    digest = sha256((out / INDEX).read_bytes()).hexdigest()
    recipe = {"sha256": digest, "each": each, "seed": seed}
    write_whole(out / RECIPE, (json.dumps(recipe, indent=2) + "\n").encode())


@cache
def _index(folder: Path) -> tuple[Split, Floats]:
    damaged = f"The index of neighbours in {folder.name!r} is damaged."
    try:
        data = (folder / INDEX).read_bytes()
        digest = json.loads((folder / RECIPE).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(damaged) from error
    if sha256(data).hexdigest() != digest:
        raise ArtifactError(f"{INDEX} does not have the hash in {RECIPE}: it is not loaded.")
    try:
        with np.load(io.BytesIO(data)) as arrays:
            digits = Split(arrays["images"], arrays["labels"])
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ArtifactError(damaged) from error
    return digits, _features(to_unit(digits.images))


def _features(tensors: Floats) -> Floats:
    """Blurred pictures as rows of length one: float32 (N, 784)."""
    blurred = np.stack([cv2.GaussianBlur(tensor, (0, 0), BLUR) for tensor in tensors])
    rows: Floats = blurred.reshape(len(blurred), -1).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
