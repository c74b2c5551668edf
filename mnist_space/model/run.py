"""One training run, from the digits to a sealed model folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import keras

from mnist_space.artifact import Artifact, read_artifact
from mnist_space.data import Split, hold_out
from mnist_space.files import write_whole
from mnist_space.model.architectures import build_model
from mnist_space.model.curves import CURVES, draw_curves
from mnist_space.model.pools import ExtraFile, build_pools, read_extra
from mnist_space.model.recipes import RECIPES, Recipe
from mnist_space.model.sealing import seal
from mnist_space.model.sizes import family_of
from mnist_space.model.trained import described, held_out, load_weights
from mnist_space.model.training import HISTORY, Following, epochs_done, fit, fit_tutorial
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline

RUN = "run.json"
PIPELINES = {
    "conv": "robust",
    "convnet": "robust",
    "convnet_pair": "robust",
    "mlp": "robust",
    "notebook_mlp": "notebook",
    "quicknet": "robust",
}


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
    folder: Path
    start: Path | None = None
    rate: float | None = None
    used: float = 1.0

    @property
    def recipe(self) -> Recipe:
        """The named recipe, with the epochs, the rate and the share of digits asked for."""
        recipe = RECIPES[family_of(self.architecture)][self.recipe_name]
        return replace(
            recipe,
            epochs=self.epochs or recipe.epochs,
            peak_rate=self.rate or recipe.peak_rate,
            used=self.used,
        )


def train_model(run: Run, digits: Split, follow: Callable[..., object] | None = None) -> Artifact:
    """Train on `digits`, export, calibrate and seal; progress goes to stdout.

    Args:
        run: what was asked for.
        digits: MNIST's train digits.
        follow: told of how training goes, several times a second: see `Following`.

    Raises:
        DataError: a file of extra pictures is none.
        ArtifactError: what the run starts from is no model, or has other weights than it says.
        RunError: the folder holds an unfinished run of another recipe or seed, what to start from
            is another network or has seen every validation digit, or the tutorial's network is to
            learn from more than its digits.
    """
    load_steps()
    extra, start = _read_extra(run), read_artifact(run.start) if run.start else None
    recipe = _recipe(run, start)
    train, validation = hold_out(digits, recipe.validation)
    train = train[: round(len(train) * recipe.used)]
    keras.utils.set_random_seed(run.seed)
    model = build_model(run.architecture, recipe.precision)
    if start:
        load_weights(model, start)
    whole = _describe(run, recipe, extra, start)
    _claim(run.folder, whole | {"seed": run.seed})
    print(f"{run.architecture}: {model.count_params():,} parameters", end=", ")
    print(f"{len(train):,} digits to learn from, {len(validation):,} held out")
    _fit(model, run, recipe, train, validation, extra, follow)
    draw_curves(run.folder / HISTORY, run.folder / CURVES)
    artifact = seal(
        model, run.architecture, run.folder,
        name=start.config.name if start else run.architecture,
        pipeline=load_pipeline(PIPELINES[family_of(run.architecture)]),
        validation=validation,
        recipe=whole,
        seed=run.seed,
        drawn=recipe.drawn,
    )  # fmt: skip
    (run.folder / RUN).unlink()
    return artifact


def _fit(
    model: keras.Model,
    run: Run,
    recipe: Recipe,
    train: Split,
    validation: Split,
    extra: list[ExtraFile],
    follow: Callable[..., object] | None = None,
) -> None:
    verbose = 1 if sys.stdout.isatty() else 2
    following = [Following(follow, recipe.epochs)] if follow else []
    if recipe.shares is None:
        fit_tutorial(
            model, train, validation, recipe,
            folder=run.folder, verbose=verbose, following=following,
        )  # fmt: skip
        return
    if done := epochs_done(run.folder):
        print(f"Going on after epoch {done}.")
    pools = build_pools(train, extra, recipe, recipe.shares, run.seed)
    fit(
        model, pools, validation, recipe,
        seed=run.seed, folder=run.folder, verbose=verbose, following=following,
    )  # fmt: skip


def _read_extra(run: Run) -> list[ExtraFile]:
    if run.recipe.shares is None and run.extra:
        raise RunError(
            f"{run.architecture} learns from MNIST's digits alone, as the tutorial does."
        )
    return [read_extra(path) for path in run.extra]


def _recipe(run: Run, start: Artifact | None) -> Recipe:
    """What the run does: of a network that is trained further, only unseen digits are held out."""
    if start is None:
        return run.recipe
    if start.config.architecture != run.architecture:
        raise RunError(
            f"{str(run.start)!r} is a {start.config.architecture!r}; this run trains a "
            f"{run.architecture!r}."
        )
    unseen = min(run.recipe.validation, held_out(start))
    if run.recipe.validation and not unseen:
        raise RunError(
            f"{str(run.start)!r} was trained on digits that this run would validate on: it held "
            "out none."
        )
    return replace(run.recipe, validation=unseen)


def _describe(
    run: Run, recipe: Recipe, extra: list[ExtraFile], start: Artifact | None
) -> dict[str, Any]:
    """Everything that is needed to do the run again."""
    files = [file.to_json() for file in extra]
    sources: dict[str, Any] = {"name": run.recipe_name, "extra": files}
    if start:
        sources["start"] = described(start)
    return sources | asdict(recipe)


def _claim(folder: Path, recipe: dict[str, Any]) -> None:
    """Mark the folder as this run's; an unfinished run in it must be the same one."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(recipe, indent=2)
    path = folder / RUN
    if path.exists() and path.read_text() != text:
        raise RunError(
            f"{str(folder)!r} holds an unfinished run of another recipe or seed: remove it."
        )
    write_whole(path, text.encode())
