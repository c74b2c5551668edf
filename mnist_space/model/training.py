"""Training: mixed batches, AdamW, warm-up and cosine, averaged weights; a killed run goes on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import h5py  # type: ignore[import-untyped]
import keras
import numpy as np
import tensorflow as tf

from mnist_space.data import Split, to_unit
from mnist_space.files import replacing
from mnist_space.model.batches import Batches, Pool
from mnist_space.model.losses import accuracy, digit_loss, hard_targets
from mnist_space.model.recipes import Recipe

HISTORY = "history.csv"
BACKUP, BACKUP_SUFFIX = "backup", ".weights.h5"
WARM_UP = 0.05
EVALUATION_BATCH = 500
# What Keras does in one go: the arithmetic is the same, a quarter less time goes by beside it.
TUTORIAL_STEPS = 16
SECONDS_BETWEEN = 0.3  # of what is told of a training


class WarmUpCosine(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """Linear warm-up over the first twentieth of the steps, then a cosine down to zero."""

    def __init__(self, peak: float, steps: int) -> None:
        self.peak = peak
        self.steps = steps

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        """Return the learning rate of a step."""
        done = tf.cast(step, tf.float32) / self.steps
        fall = tf.clip_by_value((done - WARM_UP) / (1 - WARM_UP), 0.0, 1.0)
        cosine = 0.5 * (1 + tf.cos(np.pi * fall))
        return self.peak * tf.minimum(done / WARM_UP + 0.01, cosine)

    def get_config(self) -> dict[str, float]:
        """Return the arguments."""
        return {"peak": self.peak, "steps": self.steps}


def fit(
    model: keras.Model,
    pools: Sequence[Pool],
    validation: Split,
    recipe: Recipe,
    *,
    seed: int,
    folder: Path,
    verbose: int = 2,
    following: Sequence[keras.callbacks.Callback] = (),
) -> None:
    """Train `model` in place; afterwards it holds the averaged weights.

    The curves are appended to history.csv in `folder`, where a backup of each epoch lies until the
    end: the same call goes on after the last finished epoch of a killed run.

    Args:
        model: gives logits (N, members, 10) for float32 (N, 28, 28).
        pools: what the batches are made of.
        validation: digits to follow the run with.
        recipe: epochs, rates, smoothing.
        seed: of batches and their redrawing.
        folder: an existing folder.
        verbose: 1 for a progress bar, 2 for a line an epoch, 0 for silence.
        following: callbacks besides those that write.
    """
    batches = Batches(
        pools, recipe.batch_size, seed, first_epoch=epochs_done(folder),
        epochs=recipe.epochs, smoothing=recipe.label_smoothing,
    )  # fmt: skip
    model.compile(_optimizer(recipe, len(batches)), digit_loss, metrics=[accuracy])
    if done := epochs_done(folder):
        model.optimizer.build(model.trainable_variables)
        model.load_weights(_backup(folder, done))
    model.fit(
        batches,
        epochs=recipe.epochs,
        initial_epoch=done,
        validation_data=(to_unit(validation.images), hard_targets(validation.labels)),
        validation_batch_size=EVALUATION_BATCH,
        shuffle=False,  # they are mixed; Keras' own order would differ after a resumed start
        callbacks=[*_callbacks(folder), *following],
        verbose=verbose,
    )


def _callbacks(folder: Path) -> list[keras.callbacks.Callback]:
    # The backup comes first: SwapEMAWeights then has not yet exchanged any weights.
    return [
        Backup(folder),
        keras.callbacks.SwapEMAWeights(),
        keras.callbacks.CSVLogger(folder / HISTORY, append=True),
    ]


def fit_tutorial(
    model: keras.Model,
    train: Split,
    validation: Split,
    recipe: Recipe,
    *,
    folder: Path,
    verbose: int = 2,
    following: Sequence[keras.callbacks.Callback] = (),
) -> None:
    """Train `model`, which ends in ten sigmoids, in place: exactly what the tutorial does."""
    model.compile(
        optimizer=keras.optimizers.Adam(recipe.peak_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=TUTORIAL_STEPS,
    )
    held_out = (to_unit(validation.images), validation.labels) if len(validation) else None
    model.fit(
        to_unit(train.images),
        train.labels,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        validation_data=held_out,
        validation_batch_size=EVALUATION_BATCH,
        callbacks=[keras.callbacks.CSVLogger(folder / HISTORY), *following],
        verbose=verbose,
    )


class Following(keras.callbacks.Callback):  # type: ignore[misc]
    """Tells how training goes: after each epoch, and between a few times a second.

    `tell` is called with `epochs` (how many are done, 2.5 in the middle of the third), `of`, and
    what Keras has measured: loss and accuracy, after an epoch val_loss and val_accuracy too.
    """

    def __init__(self, tell: Callable[..., object], epochs: int) -> None:
        super().__init__()
        self._tell, self._of, self._epoch, self._told = tell, epochs, 0, 0.0

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Remember the epoch, counted from 0."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Mapping[str, float] | None = None) -> None:
        """Tell what holds so far, unless it was told just now."""
        if time.monotonic() - self._told >= SECONDS_BETWEEN:
            # Of several batches in one go, the last counts, even beyond the epoch's end.
            done = min(1.0, (batch + 1) / (self.params["steps"] or 1))
            self._say(self._epoch + done, logs)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Tell what the epoch came to."""
        self._say(epoch + 1, logs)

    def _say(self, epochs: float, logs: Mapping[str, float] | None) -> None:
        self._told = time.monotonic()
        figures = {name: float(value) for name, value in (logs or {}).items()}
        self._tell(epochs=epochs, of=self._of, **figures)


class Backup(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps the weights and the optimizer's state after each epoch, until the run has ended.

    Not Keras' BackupAndRestore: a kill while it writes leaves half a file, with which no later run
    starts. Here the epoch stands in the name, so that both change at once.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Write the new backup whole, then remove the others."""
        path = _backup(self._folder, epoch + 1)
        path.parent.mkdir(exist_ok=True)
        with replacing(path) as part:
            self.model.save_weights(part)
        for other in path.parent.glob(f"*{BACKUP_SUFFIX}"):
            if other != path:
                other.unlink()

    def on_train_end(self, logs: object = None) -> None:
        """Remove the backup."""
        shutil.rmtree(self._folder / BACKUP, ignore_errors=True)


def _backup(folder: Path, epochs: int) -> Path:
    return folder / BACKUP / f"{epochs:04}{BACKUP_SUFFIX}"


def epochs_done(folder: Path) -> int:
    """Return after how many epochs the run in a folder was killed, 0 where there is no backup.

    A backup that is damaged is said to be so and removed.
    """
    done = 0
    for path in sorted((folder / BACKUP).glob(f"[0-9]*{BACKUP_SUFFIX}")):
        try:
            h5py.File(path, "r").close()
            done = int(path.name.removesuffix(BACKUP_SUFFIX))
        except (OSError, ValueError):
            print(f"The backup {path} is damaged: it is passed over.")
            path.unlink()
    return done


def _optimizer(recipe: Recipe, steps_an_epoch: int) -> keras.optimizers.Optimizer:
    optimizer = keras.optimizers.AdamW(
        WarmUpCosine(recipe.peak_rate, steps_an_epoch * recipe.epochs),
        weight_decay=recipe.weight_decay,
        use_ema=True,
        ema_momentum=recipe.ema,
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer
