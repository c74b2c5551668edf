"""From trained weights to a sealed model folder: export, calibration, test accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import tensorflow as tf

from mnist_space.artifact import ACCEPT_ALL, LITERT, Artifact, write_artifact
from mnist_space.data import Split, load_test, to_unit
from mnist_space.model.calibration import fit_temperature, fit_threshold, through_pipeline
from mnist_space.model.export import export_model
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.network import Network
from mnist_space.reading.predictor import Predictor

# Of the validation digits, those that are put through the pipeline: about 15 ms each.
THROUGH_PIPELINE = 2000


def seal(
    model: keras.Model,
    architecture: str,
    folder: Path,
    *,
    name: str,
    pipeline: Pipeline,
    validation: Split,
    recipe: Mapping[str, Any],
    seed: int,
) -> Artifact:
    """Write the model folder of a trained network.

    Args:
        model: a network that `build_model(architecture)` made.
        architecture: its name.
        folder: made where it is missing.
        name: of the model.
        pipeline: what the network's pictures come out of.
        validation: digits that it has not seen; temperature and threshold are fitted on them, with
            what LiteRT answers. Without any, the one is 1 and everything is accepted.
        recipe: everything that is needed to train it again.
        seed: of the run.

    Raises:
        OSError: the folder cannot be written.
    """
    export_model(model, architecture, folder)
    served = Network((folder / LITERT).read_bytes(), name)
    temperature, threshold = _calibrate(served, validation, pipeline)
    print(f"Temperature {temperature:.3f}, accepted from a score of {threshold:.2f}.")
    return write_artifact(
        folder, name=name, architecture=architecture, pipeline=pipeline, temperature=temperature,
        reject_threshold=threshold, versions=_versions(), recipe=recipe, seed=seed,
    )  # fmt: skip


def print_test_accuracy(artifact: Artifact) -> None:
    """Print how many of MNIST's test digits a model gets right, straight to the network.

    Raises:
        DataError: the test digits cannot be had.
    """
    test = load_test()
    right = int((Predictor(artifact).logits(to_unit(test.images)).argmax(1) == test.labels).sum())
    print(f"Test accuracy {right / len(test):.2%} ({len(test) - right} of {len(test):,} wrong).")
    print(f"Written to {artifact.folder}.")


def _versions() -> dict[str, str]:
    """What the run was computed with; TensorFlow and OpenCV have packages of several names."""
    modules = {"keras": keras, "numpy": np, "opencv": cv2, "tensorflow": tf}
    return {name: module.__version__ for name, module in modules.items()}


def _calibrate(served: Network, validation: Split, pipeline: Pipeline) -> tuple[float, float]:
    if not len(validation):
        return 1.0, ACCEPT_ALL
    logits = served.logits(to_unit(validation.images))
    drawn = served.logits(through_pipeline(validation.images[:THROUGH_PIPELINE], pipeline))
    return fit_temperature(logits, validation.labels), fit_threshold(logits, drawn)
