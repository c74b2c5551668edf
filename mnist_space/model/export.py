"""From a trained Keras network to the two model files of an artifact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from mnist_space.artifact import LITERT, WEIGHTS
from mnist_space.files import replacing
from mnist_space.model.architectures import build_model, ends_in_sigmoids, logits_model

# A quarter of the size of 32 bits, and faster; tests/model/test_export.py says how near the logits
# stay. Rounding to 16 bits moves those of `convnet` by 0.01 at most, and to 8 bits by 0.11, of a
# range of 23: neither changed the answer to one of the 2,500 digits that it held out.
EIGHT_BITS: dict[str, Any] = {"optimizations": [tf.lite.Optimize.DEFAULT]}


def export_model(model: keras.Model, architecture: str, folder: Path) -> None:
    """Write model.weights.h5, and model.tflite, which gives the logits of any number of digits.

    Weights are stored in 16 bits; LiteRT's have 8 bits, and each layer rounds what comes in to 8
    bits of its range (dynamic range quantization). A network that ends in sigmoids is the
    tutorial's, and stays as the tutorial has it.

    Args:
        model: a network that `build_model(architecture)` made.
        architecture: its name.
        folder: made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    small = not ends_in_sigmoids(model)
    # Fresh copies have no optimizer, whose state would triple the file.
    stored = build_model(architecture, "float16" if small else "float32")
    stored.set_weights(model.get_weights())
    with replacing(folder / WEIGHTS) as part:
        stored.save_weights(part)
    # What is served is what can be trained further: the rounded weights.
    copy = build_model(architecture)
    copy.set_weights(stored.get_weights())
    size = EIGHT_BITS if small else {}
    with replacing(folder / LITERT) as part:
        logits_model(copy).export(part, format="litert", verbose=False, **size)
