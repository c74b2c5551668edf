"""From a trained Keras network to the two model files of an artifact."""

from __future__ import annotations

from pathlib import Path

import keras

from mnist_space.artifact import LITERT, WEIGHTS
from mnist_space.model.architectures import build_model, logits_model


def export_model(model: keras.Model, architecture: str, folder: Path) -> None:
    """Write model.weights.h5, and model.tflite, which gives the logits of any number of digits.

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
    logits_model(copy).export(folder / LITERT, format="litert", verbose=False)
