"""One training run, from the digits to a sealed model folder."""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_space.artifact import ACCEPT_ALL, WEIGHTS, Artifact, read_artifact, write_artifact
from mnist_space.data import Split, load_test
from mnist_space.model.architectures import build_model
from mnist_space.model.calibration import fit_temperature, fit_threshold, through_pipeline
from mnist_space.model.curves import CURVES, draw_curves
from mnist_space.model.export import export_model
from mnist_space.model.pools import ExtraFile, build_pools, hold_out, read_extra
from mnist_space.model.recipes import RECIPES, Recipe
from mnist_space.model.teachers import Teachers
from mnist_space.model.training import (
    EVALUATION_BATCH,
    HISTORY,
    epochs_done,
    fit,
    fit_tutorial,
    tensors,
)
from mnist_space.predictor import Predictor
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.preprocessing.pipelines import load_pipeline

RUN = "run.json"
PIPELINES = {"convnet": "robust", "notebook_mlp": "notebook"}
# Of the validation digits, those that are put through the pipeline: about 15 ms each.
THROUGH_PIPELINE = 2000


class RunError(ValueError):
    """The run cannot start where it was told to."""


@dataclass(frozen=True)
class Run:
    """What was asked for on the command line."""

    architecture: str
    recipe_name: str
    seed: int
    epochs: int | None
    extra: tuple[Path, ...]
    teachers: tuple[Path, ...]
    folder: Path
    start: Path | None = None

    @property
    def recipe(self) -> Recipe:
        """The named recipe, with the number of epochs that was asked for."""
        recipe = RECIPES[self.architecture][self.recipe_name]
        return replace(recipe, epochs=self.epochs) if self.epochs else recipe


def train_model(run: Run, digits: Split) -> Artifact:
    """Train on `digits`, export, calibrate, seal and measure; progress goes to stdout.

    Raises:
        DataError: a file of extra pictures is none.
        ArtifactError: a teacher, or what the run starts from, is no model.
        RunError: the folder holds an unfinished run of another recipe or seed, the weights to
            start from are those of another network or have seen the validation digits, or the
            tutorial's network is to learn from more than its digits.
    """
    load_steps()
    if run.recipe.shares is None and (run.extra or run.teachers):
        raise RunError(
            f"{run.architecture} learns from MNIST's digits alone, as the tutorial does."
        )
    extra, teachers = [read_extra(path) for path in run.extra], Teachers(run.teachers)
    start = _read_start(run, run.start) if run.start else None
    train, validation = hold_out(digits, run.recipe.validation, run.seed)
    keras.utils.set_random_seed(run.seed)
    model = build_model(run.architecture, run.recipe.precision)
    if start:
        _load_weights(model, start)
    described = _describe(run, extra, teachers, start)
    _claim(run.folder, described | {"seed": run.seed})
    print(f"{run.architecture}: {model.count_params():,} parameters, {len(train):,} digits")
    _fit(model, run, train, validation, extra, teachers)
    draw_curves(run.folder / HISTORY, run.folder / CURVES)
    artifact = _seal(model, run, validation, described)
    (run.folder / RUN).unlink()
    _print_test_accuracy(artifact)
    return artifact


def _fit(
    model: keras.Model,
    run: Run,
    train: Split,
    validation: Split,
    extra: list[ExtraFile],
    teachers: Teachers,
) -> None:
    recipe, verbose = run.recipe, 1 if sys.stdout.isatty() else 2
    if recipe.shares is None:
        fit_tutorial(model, train, recipe, folder=run.folder, verbose=verbose)
        return
    if done := epochs_done(run.folder):
        print(f"Going on after epoch {done}.")
    pools = build_pools(train, extra, recipe, recipe.shares, run.seed)
    teach = teachers if teachers.models else None
    fit(
        model, pools, validation, recipe,
        seed=run.seed, folder=run.folder, teach=teach, verbose=verbose,
    )  # fmt: skip


def _read_start(run: Run, folder: Path) -> Artifact:
    """The model whose training goes on; its own run held out the same digits, or more."""
    start = read_artifact(folder)
    seed, held_out = start.config.seed, start.config.recipe.get("validation", 0)
    if seed != run.seed or held_out < run.recipe.validation:
        raise RunError(
            f"{str(folder)!r} was trained on digits that this run would validate on: it has "
            f"seed {seed} and held out {held_out} digits."
        )
    return start


def _load_weights(model: keras.Model, start: Artifact) -> None:
    try:
        with warnings.catch_warnings():
            # Keras only warns where a layer of the network has no weights in the file.
            warnings.simplefilter("error", UserWarning)
            model.load_weights(start.folder / WEIGHTS)
    except (OSError, ValueError, KeyError, UserWarning) as error:
        raise RunError(f"{str(start.folder)!r} has no weights for this network.") from error


def _describe(
    run: Run, extra: list[ExtraFile], teachers: Teachers, start: Artifact | None
) -> dict[str, Any]:
    """Everything that is needed to do the run again."""
    files = [file.to_json() for file in extra]
    sources: dict[str, Any] = {
        "name": run.recipe_name,
        "extra": files,
        "teachers": teachers.to_json(),
    }
    if start:
        sources["start"] = {"sha256": start.config.sha256[WEIGHTS], "recipe": start.config.recipe}
    return sources | asdict(run.recipe)


def _claim(folder: Path, described: dict[str, Any]) -> None:
    """Mark the folder as this run's; an unfinished run in it must be the same one."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(described, indent=2)
    path = folder / RUN
    if path.exists() and path.read_text() != text:
        raise RunError(
            f"{str(folder)!r} holds an unfinished run of another recipe or seed: remove it."
        )
    path.write_text(text)


def _seal(model: keras.Model, run: Run, validation: Split, described: dict[str, Any]) -> Artifact:
    pipeline = load_pipeline(PIPELINES[run.architecture])
    served = export_model(model, run.architecture, run.folder)
    temperature, threshold = 1.0, ACCEPT_ALL
    if len(validation):
        temperature, threshold = _calibrate(served, validation, pipeline)
    print(f"Temperature {temperature:.3f}, accepted from a score of {threshold:.2f}.")
    return write_artifact(
        run.folder,
        name=run.architecture,
        architecture=run.architecture,
        pipeline=pipeline,
        temperature=temperature,
        reject_threshold=threshold,
        versions=_versions(),
        recipe=described,
        seed=run.seed,
    )


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
