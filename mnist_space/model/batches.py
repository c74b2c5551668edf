"""Mixed batches for training: some digits untouched, most redrawn, some pictures of no digit."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Digits, Labels, Tensors, to_unit
from mnist_space.model.augmentation import augment, nudge
from mnist_space.model.losses import Targets, hard_targets


@dataclass(frozen=True)
class Pool:
    """Pictures that fill a fixed share of every batch.

    Attributes:
        images: uint8 (N, 28, 28).
        labels: uint8 (N,), 0..9, 10 = not a digit.
        share: fraction of each batch that comes from here.
        untouched: fraction of these that is not redrawn, in the first epoch and in the last; in
            even steps between.
        nudge: how far those are moved all the same, as a share of what redrawing moves.
    """

    images: Digits
    labels: Labels
    share: float
    untouched: tuple[float, float]
    nudge: float = 0.0

    def __post_init__(self) -> None:
        if len(self.images) != len(self.labels) or not len(self.images):
            raise ValueError("A pool needs as many labels as images, and at least one.")


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # keras has no types
    """Batches of float32 (B, 28, 28) in [0, 1] and their targets, float32 (B, 11).

    An epoch has as many pictures as the first pool, drawn from all pools by their shares. Batch
    `i` of epoch `e` of `epochs` depends on `seed`, `e` and `i` alone, however many threads
    prepare them.
    """

    def __init__(
        self,
        pools: Sequence[Pool],
        batch_size: int,
        seed: int,
        *,
        epochs: int,
        first_epoch: int = 0,
        smoothing: float = 0.0,
    ) -> None:
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=32)
        self.pools = tuple(pools)
        self.batch_size = batch_size
        self.order_seed, self.batch_seed = np.random.SeedSequence(seed).spawn(2)
        self.epochs = epochs
        self.epoch = first_epoch
        self.smoothing = smoothing
        self.counts = [round(batch_size * pool.share) for pool in self.pools]
        self.orders = self._shuffled()

    def __len__(self) -> int:
        return max(1, len(self.pools[0].images) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[Tensors, Targets]:
        rng = _stream(self.batch_seed, self.epoch, index)
        images, labels = [], []
        for pool, count, order in zip(self.pools, self.counts, self.orders, strict=True):
            chosen = order[np.arange(index * count, (index + 1) * count) % len(order)]
            images.append(_redraw(pool.images[chosen], self._untouched(pool), pool.nudge, rng))
            labels.append(pool.labels[chosen])
        pictures, truth = np.concatenate(images), np.concatenate(labels)
        return pictures, hard_targets(truth, self.smoothing)

    def on_epoch_end(self) -> None:
        """Take another order for the next epoch."""
        self.epoch += 1
        self.orders = self._shuffled()

    def _untouched(self, pool: Pool) -> float:
        """The fraction that is not redrawn in this epoch."""
        return float(np.interp(self.epoch, (0, self.epochs - 1), pool.untouched))

    def _shuffled(self) -> list[NDArray[np.int64]]:
        rng = _stream(self.order_seed, self.epoch)
        return [rng.permutation(len(pool.images)) for pool in self.pools]


def _stream(seed: np.random.SeedSequence, *path: int) -> np.random.Generator:
    """The stream of the descendant of `seed` that `spawn` would give at these places, from 0."""
    key = (*seed.spawn_key, *path)
    return np.random.default_rng(np.random.SeedSequence(seed.entropy, spawn_key=key))


def _redraw(images: Digits, untouched: float, amount: float, rng: np.random.Generator) -> Tensors:
    """The first `untouched` of the images as they are, or nudged, the others redrawn."""
    keep = round(len(images) * untouched)
    kept = nudge(images[:keep], rng, amount) if amount and keep else to_unit(images[:keep])
    if keep == len(images):
        return kept
    return np.concatenate([kept, augment(images[keep:], rng)])
