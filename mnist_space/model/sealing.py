"""From trained weights to a sealed model folder: export, calibration, test accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_space.artifact import ACCEPT_ALL, Artifact, write_artifact
from mnist_space.data import Split, load_test
from mnist_space.model.calibration import fit_temperature, fit_threshold, through_pipeline
from mnist_space.model.export import export_model
from mnist_space.model.training import EVALUATION_BATCH, tensors
from mnist_space.predictor import Predictor
from mnist_space.preprocessing.pipeline import Pipeline

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
    """Write the model folder of a trained network and print its test accuracy.

    Args:
        model: a network that `build_model(architecture)` made.
        architecture: its name.
        folder: made where it is missing.
        name: of the model.
        pipeline: what the network's pictures come out of.
        validation: digits that it has not seen; temperature and threshold are fitted on them.
        recipe: everything that is needed to train it again.
        seed: of the run.
    """
    served = export_model(model, architecture, folder)
    temperature, threshold = 1.0, ACCEPT_ALL
    if len(validation):
        temperature, threshold = _calibrate(served, validation, pipeline)
    print(f"Temperature {temperature:.3f}, accepted from a score of {threshold:.2f}.")
    artifact = write_artifact(
        folder,
        name=name,
        architecture=architecture,
        pipeline=pipeline,
        temperature=temperature,
        reject_threshold=threshold,
        versions=_versions(),
        recipe=recipe,
        seed=seed,
    )
    _print_test_accuracy(artifact)
    return artifact


def _versions() -> dict[str, str]:
    """What the run was computed with; TensorFlow and OpenCV have packages of several names."""
    modules = {"keras": keras, "numpy": np, "opencv": cv2, "tensorflow": tf}
    return {name: module.__version__ for name, module in modules.items()}


def _calibrate(model: keras.Model, validation: Split, pipeline: Pipeline) -> tuple[float, float]:
    logits = _logits(model, tensors(validation))
    drawn = through_pipeline(validation.images[:THROUGH_PIPELINE], pipeline)
    return fit_temperature(logits, validation.labels), fit_threshold(logits, _logits(model, drawn))


def _logits(model: keras.Model, images: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(model.predict(images, batch_size=EVALUATION_BATCH, verbose=0))


def _print_test_accuracy(artifact: Artifact) -> None:
    test = load_test()
    right = int((Predictor(artifact).logits(tensors(test)).argmax(1) == test.labels).sum())
    print(f"Test accuracy {right / len(test):.2%} ({len(test) - right} of {len(test):,} wrong).")
    print(f"Written to {artifact.folder}.")
