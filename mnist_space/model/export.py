"""From a trained Keras network to the two model files of an artifact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from mnist_space.artifact import LITERT, WEIGHTS
from mnist_space.model.architectures import build_model, ends_in_sigmoids, logits_model

# A quarter of the size of 32 bits, and faster; tests/model/test_export.py says how near the logits
# stay.
EIGHT_BITS: dict[str, Any] = {"optimizations": [tf.lite.Optimize.DEFAULT]}


def export_model(model: keras.Model, architecture: str, folder: Path) -> None:
    """Write model.weights.h5, and model.tflite, which gives the logits of any number of digits.

    LiteRT's weights have 8 bits, and each layer rounds what comes in to 8 bits of its range
    (dynamic range quantization). A network that ends in sigmoids is the tutorial's, and stays as
    the tutorial has it.

    Args:
        model: a network that `build_model(architecture)` made.
        architecture: its name.
        folder: made where it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # A fresh copy has no optimizer, whose state would triple the file.
    copy = build_model(architecture)
    copy.set_weights(model.get_weights())
    copy.save_weights(folder / WEIGHTS)
    served = logits_model(copy)
    size = {} if ends_in_sigmoids(copy) else EIGHT_BITS
    served.export(folder / LITERT, format="litert", verbose=False, **size)
