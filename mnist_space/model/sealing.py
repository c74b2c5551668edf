"""From trained weights to a sealed model folder: export, calibration, validation figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import tensorflow as tf

from mnist_space.artifact import ACCEPT_ALL, LITERT, Artifact, write_artifact
from mnist_space.data import Labels, Split, to_unit
from mnist_space.model.calibration import Logits, fit_temperature, fit_threshold, through_pipeline
from mnist_space.model.export import export_model
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.network import Network
from mnist_space.reading.scores import digit_score

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
    drawn: int | None = None,
) -> Artifact:
    """Write the model folder of a trained network, and print how it reads digits it has not seen.

    Args:
        model: a network that `build_model(architecture)` made.
        architecture: its name.
        folder: made where it is missing.
        name: of the model.
        pipeline: what the network's pictures come out of.
        validation: digits that were held out, by which it is calibrated and judged.
        recipe: everything that is needed to train it again.
        seed: of the run.
        drawn: how many validation digits are put through the pipeline, else THROUGH_PIPELINE.

    Raises:
        OSError: the folder cannot be written.
    """
    export_model(model, architecture, folder)
    served = Network((folder / LITERT).read_bytes(), name)
    temperature, threshold = _calibrate(served, validation, pipeline, drawn or THROUGH_PIPELINE)
    artifact = write_artifact(
        folder, name=name, architecture=architecture, pipeline=pipeline, temperature=temperature,
        reject_threshold=threshold, versions=versions(), recipe=recipe, seed=seed,
    )  # fmt: skip
    print(f"Written to {folder}.")
    return artifact


def versions() -> dict[str, str]:
    """What the run was computed with; TensorFlow and OpenCV have packages of several names."""
    modules = {"keras": keras, "numpy": np, "opencv": cv2, "tensorflow": tf}
    return {name: module.__version__ for name, module in modules.items()}


def _calibrate(
    served: Network, validation: Split, pipeline: Pipeline, count: int
) -> tuple[float, float]:
    """Temperature and threshold for what LiteRT answers; what comes of them is printed.

    Without validation digits the temperature is 1, and everything is accepted.
    """
    if not len(validation):
        print("No digits were held out: temperature 1, everything is accepted.")
        return 1.0, ACCEPT_ALL
    plain = served.logits(to_unit(validation.images))
    drawn = served.logits(through_pipeline(validation.images[:count], pipeline))
    temperature, threshold = fit_temperature(plain, validation.labels), fit_threshold(plain, drawn)
    print(f"Temperature {temperature:.3f}, accepted from a score of {threshold:.2f}.")
    for way, logits in (("straight to the network", plain), ("through the pipeline", drawn)):
        print(f"Validation, {way}: {_figures(logits, validation.labels, threshold)}.")
    return temperature, threshold


def _figures(logits: Logits, labels: Labels, threshold: float) -> str:
    """Accuracy and accepted share; `labels` may go on after the last of the logits."""
    n = len(logits)
    wrong = int((logits.argmax(axis=1) != labels[:n]).sum())
    accepted = float((digit_score(logits) >= threshold).mean())
    return f"accuracy {1 - wrong / n:.2%} ({wrong} of {n:,} wrong), {accepted:.2%} accepted"
