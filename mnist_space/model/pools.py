"""The pools that a batch is filled from: MNIST, no digits, other styles, and files."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from mnist_space.data import NOT_A_DIGIT, DataError, Split
from mnist_space.model.batches import Pool
from mnist_space.model.recipes import Recipe, Shares
from mnist_space.synthesis.negatives import negatives
from mnist_space.synthesis.styles import styled_digits

# In the first epoch and in the last. Files hold photos put through the pipeline, and drawings that
# are bent already: about half stays as it is.
UNTOUCHED_EXTRA = (0.4, 0.6)
UNTOUCHED_NEGATIVES = (0.4, 0.4)
UNTOUCHED_STYLES = (0.2, 0.2)


@dataclass(frozen=True)
class ExtraFile:
    """A pool from a .npz file, and what the artifact's recipe says about it."""

    name: str
    sha256: str
    recipe: str
    split: Split

    def to_json(self) -> dict[str, Any]:
        """Return everything but the pictures."""
        count = {"images": len(self.split)}
        return {"file": self.name, "sha256": self.sha256, "recipe": self.recipe} | count


def read_extra(path: Path) -> ExtraFile:
    """Read pictures of digits and of no digit from a .npz file.

    Its arrays: `images` uint8 (N, 28, 28), `labels` uint8 (N,) with 10 = not a digit, and, where
    the maker says how they were made, `recipe`, a text.

    Raises:
        DataError: the file is missing, damaged or has other arrays.
    """
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            images, labels = arrays["images"], arrays["labels"]
            recipe = str(arrays["recipe"]) if "recipe" in arrays else ""
    except (OSError, ValueError, TypeError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise DataError(f"{path.name} is no .npz file with images and labels.") from error
    fits = images.ndim == 3 and images.shape[1:] == (28, 28) and labels.shape == images.shape[:1]
    if not fits or not len(images) or images.dtype != np.uint8 or labels.dtype != np.uint8:
        raise DataError(f"{path.name}: uint8 images (N, 28, 28) and labels (N,) are needed.")
    if labels.max() > NOT_A_DIGIT:
        raise DataError(f"{path.name}: labels are 0 to 9, or 10 for no digit.")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return ExtraFile(path.name, sha256, recipe, Split(images, labels))


def build_pools(
    train: Split, extra: Sequence[ExtraFile], recipe: Recipe, shares: Shares, seed: int
) -> list[Pool]:
    """Return the pools of a run, MNIST's digits first; drawing them takes a minute or two."""
    rng = np.random.default_rng(seed)
    drawn = negatives(recipe.negatives, rng, train.images, train.labels)
    none = np.full(len(drawn), NOT_A_DIGIT, np.uint8)
    pools = [
        Pool(drawn, none, shares.negatives, UNTOUCHED_NEGATIVES),
        Pool(*styled_digits(recipe.styles, rng), shares.styles, UNTOUCHED_STYLES),
    ]
    if extra:
        images = np.concatenate([file.split.images for file in extra])
        labels = np.concatenate([file.split.labels for file in extra])
        pools.append(Pool(images, labels, shares.extra, UNTOUCHED_EXTRA))
    rest = 1 - sum(pool.share for pool in pools)
    digits = Pool(train.images, train.labels, rest, recipe.untouched, recipe.nudge)
    return [digits, *pools]
