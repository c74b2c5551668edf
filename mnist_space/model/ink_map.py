"""python -m mnist_space ink-map: draw pages and train the network of the step `ink_map`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray
from tqdm import tqdm

from mnist_space.data import Split
from mnist_space.preprocessing.toolbox.ink_map import MODEL, RECIPE, SIDE
from mnist_space.synthesis.ink_scenes import drawn, ink_scenes

HELD_OUT = 500  # of the pictures, on which the network is measured
BATCH = 32
PEAK_RATE = 3e-3
EDGES = 4.0  # weight of the cross-entropy beside the Dice loss
SMOOTH = 8.0  # pixels, so that a picture without ink has a Dice loss


@dataclass(frozen=True)
class InkMapRun:
    """What a run depends on beside the digits: pictures drawn, epochs, the seed of all chance."""

    count: int
    epochs: int
    seed: int


def train_ink_map(run: InkMapRun, train: Split, out: Path, processes: int) -> float:
    """Draw pages, train the network and write it with its recipe into a folder.

    Args:
        run: what it depends on.
        train: digits to write on the pages, without those held out for validation.
        out: folder; ink_map.tflite has weights of 16 bits.
        processes: that draw at the same time.

    Returns:
        The intersection over union of what is found and what is ink on pages not trained on.
    """
    # Before minutes of work, not after them.
    out.mkdir(parents=True, exist_ok=True)
    with get_context("spawn").Pool(processes, cv2.setNumThreads, (1,)) as pool:
        made = pool.imap(drawn, ink_scenes(train, run.count, run.seed), chunksize=32)
        pairs = list(tqdm(made, total=run.count, mininterval=10))
    pictures, inks = (np.stack(part) for part in zip(*pairs, strict=True))
    keras.utils.set_random_seed(run.seed)
    held = min(HELD_OUT, run.count // 4)
    network = build_ink_map()
    _fit(network, pictures[held:], inks[held:], run)
    found = _overlap(network.predict(pictures[:held], verbose=0)[..., 0] > 0, inks[:held] > 127)
    model = _exported(network)
    (out / MODEL).write_bytes(model)
    facts: dict[str, Any] = asdict(run) | {"held_out": held, "overlap": found}
    facts |= {"versions": {name: version(name) for name in ("keras", "numpy")}}
    facts |= {"sha256": sha256(model).hexdigest()}
    (out / RECIPE).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return found


def build_ink_map() -> keras.Model:
    """Return the network, from (N, 96, 96, 3) in 0 to 255 to logits (N, 96, 96, 1).

    A U-Net (Ronneberger et al. 2015, 1505.04597) that works at a half, a quarter and an eighth of
    the size and adds what it joins.
    """
    picture = layers.Input((SIDE, SIDE, 3))
    half = _block(_block(layers.Rescaling(1 / 127.5, -1)(picture), 16, strides=2), 16)
    quarter = _block(_block(half, 32, strides=2), 32)
    eighth = _block(_block(quarter, 48, strides=2), 40)
    eighth = _block(eighth, 40, dilation_rate=2)
    quarter = _block(layers.Add()([quarter, _enlarged(eighth, 32)]), 32)
    half = _block(layers.Add()([half, _enlarged(quarter, 16)]), 16)
    logits = layers.Conv2DTranspose(1, 4, strides=2, padding="same")(half)
    return keras.Model(picture, logits)


def _block(values: Any, channels: int, **options: int) -> Any:  # noqa: ANN401 - Keras' tensors
    convolve = layers.Conv2D(channels, 3, padding="same", use_bias=False, **options)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.95)(convolve(values)))


def _enlarged(values: Any, channels: int) -> Any:  # noqa: ANN401
    return layers.UpSampling2D(2, interpolation="bilinear")(layers.Conv2D(channels, 1)(values))


def _fit(
    network: keras.Model, pictures: NDArray[np.uint8], inks: NDArray[np.uint8], run: InkMapRun
) -> None:
    steps = run.epochs * (len(pictures) // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(PEAK_RATE, steps)
    network.compile(keras.optimizers.Adam(rate), loss=_loss)
    rng = np.random.default_rng(run.seed)
    for _ in tqdm(range(run.epochs), desc="epochs"):
        for pair in _batches(pictures, inks, rng):
            network.train_on_batch(*pair)


def _batches(
    pictures: NDArray[np.uint8], inks: NDArray[np.uint8], rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """All pictures once, mirrored and turned, in other light and at times other colours."""
    order = rng.permutation(len(pictures))
    for chosen in np.split(order[: len(order) // BATCH * BATCH], len(order) // BATCH):
        turn, mirror = int(rng.integers(4)), int(rng.choice((-1, 1)))
        x, y = (
            np.rot90(part[chosen], turn, axes=(1, 2))[:, :, ::mirror] for part in (pictures, inks)
        )
        if rng.random() < 0.3:
            x = x[..., rng.permutation(3)]
        dimmed = x * rng.uniform(0.5, 1, (BATCH, 1, 1, 1))
        yield dimmed.astype(np.float32), y[..., np.newaxis].astype(np.float32) / np.float32(255)


def _loss(truth: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Cross-entropy of each pixel, and the Dice loss of each picture (Milletari et al. 2016)."""
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(truth, logits)
    shares, axes = tf.sigmoid(logits), (1, 2, 3)
    both = tf.reduce_sum(shares * truth, axes)
    either = tf.reduce_sum(shares, axes) + tf.reduce_sum(truth, axes)
    dice = 1 - (2 * both + SMOOTH) / (either + SMOOTH)
    return EDGES * tf.reduce_mean(entropy, axes) + dice


def _overlap(found: NDArray[np.bool_], ink: NDArray[np.bool_]) -> float:
    return float((found & ink).sum() / max((found | ink).sum(), 1))


def _exported(network: keras.Model) -> bytes:
    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return bytes(converter.convert())
