"""python -m mnist_space train | join | calibrate."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zipfile import BadZipFile, ZipFile

import typer

from mnist_space.artifact import (
    BUNDLED,
    BUNDLED_MODELS,
    CONFIG,
    ArtifactError,
    read_artifact,
)
from mnist_space.cli.adapting import ADD_ALONE, add_pictures
from mnist_space.cli.options import DataOption, JsonOption, ProcessesOption, train_digits
from mnist_space.data import DataError, Split
from mnist_space.extras import require
from mnist_space.files import megabytes
from mnist_space.labelled.tables import TABLE
from mnist_space.model.sizes import size_of
from mnist_space.preprocessing.discovery import load_steps

if TYPE_CHECKING:
    from mnist_space.model.run import Run

# Of one --extra when it is unpacked: a million pictures. Zip packs zeros to a thousandth.
MAX_UNPACKED = 1 << 30


def _unpacked(paths: list[Path] | None) -> list[Path] | None:
    for path in paths or ():
        try:
            with ZipFile(path) as packed:
                size = sum(entry.file_size for entry in packed.infolist())
        except (OSError, BadZipFile):
            continue  # said where it is read
        if size > MAX_UNPACKED:
            raise typer.BadParameter(f"{path.name} unpacks to more than {megabytes(MAX_UNPACKED)}.")
    return paths


ExtraOption = Annotated[
    list[Path] | None,
    typer.Option(
        callback=_unpacked,
        help="Ready pictures: .npz with images, labels (10 = none). Repeatable.",
    ),
]


def _started(path: Path | None) -> Path | None:
    if path is None or path.is_dir():
        return path
    if str(path) in BUNDLED_MODELS:
        return BUNDLED / path
    raise typer.BadParameter(f"There is no model folder {str(path)!r}.")


StartOption = Annotated[
    Path | None,
    typer.Option(
        callback=_started, help="Model folder, or a bundled name, that is trained further."
    ),
]
AddOption = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        help=f"Folder or zip of pictures with {TABLE}, for --start to read better: a minute.",
    ),
]
FolderArgument = Annotated[
    Path, typer.Argument(exists=True, file_okay=False, help="Folder of a trained convnet.")
]
NetworkArgument = Annotated[
    str | None,
    typer.Argument(
        help="The network to train: convnet; quicknet with --recipe quick; LAYERSxWIDTH such "
        "as mlp_2x128 or conv_3x24 with --recipe small."
    ),
]
RecipeOption = Annotated[
    Literal["full", "finish", "tune", "fast", "quick", "small"],
    typer.Option(
        help="full: 1-2 hours; finish, tune: with --start; fast: 5 minutes; quick, small: 1"
    ),
]
RateOption = Annotated[
    float | None, typer.Option(min=1e-5, max=1.0, help="Learning rate instead of the recipe's.")
]
UsedOption = Annotated[
    float, typer.Option(min=0.01, max=1.0, help="Share of the train digits to learn from.")
]
# Recipes that go on from a trained network, and which one.
FURTHER = {"finish": "convnet", "tune": "convnet_pair"}


NETWORKS = ("convnet", "convnet_pair", "notebook_mlp", "quicknet")


def _network(architecture: str | None, recipe: str, start: Path | None) -> str:
    """The network to train; a recipe that does not go with it is refused."""
    chosen = architecture or ("quicknet" if recipe == "quick" else "convnet")
    small = size_of(chosen) is not None
    if not small and chosen not in NETWORKS:
        raise typer.BadParameter(
            f"There is no network {chosen!r}: {', '.join(NETWORKS)}, mlp_2x128, conv_3x24 ..."
        )
    if (recipe == "small") != small:
        raise typer.BadParameter("--recipe small goes with mlp_2x128, conv_3x24 and their like.")
    needed = FURTHER.get(recipe)
    if needed and (chosen != needed or start is None):
        raise typer.BadParameter(f"--recipe {recipe} goes with {needed} and --start.")
    if (recipe == "quick") != (chosen == "quicknet"):
        raise typer.BadParameter("--recipe quick goes with quicknet, and quicknet with no other.")
    return chosen


def train(
    architecture: NetworkArgument = None,
    recipe: RecipeOption = "full",
    data: DataOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Model folder to write; models/ARCHITECTURE by default.")
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Of everything random but the choice of validation digits.")
    ] = 0,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    rate: RateOption = None,
    used: UsedOption = 1.0,
    extra: ExtraOption = None,
    start: StartOption = None,
    add: AddOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train a network and write its model folder; a killed run goes on when called again."""
    require("train", "tensorflow", "matplotlib")
    if add is not None:
        if architecture or extra or rate or used != 1 or recipe != "full":
            raise typer.BadParameter(ADD_ALONE)
        add_pictures(start, add, data, out, seed=seed, epochs=epochs, as_json=as_json)
        return
    network = _network(architecture, recipe, start)
    folder = out or Path("models") / network
    if (folder / CONFIG).exists():
        raise typer.BadParameter(
            f"There is a model in {str(folder)!r} already: name another --out."
        )
    digits = train_digits(data)
    # Halves the time of a convolution; read when tensorflow is imported, in the next lines.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    from mnist_space.model.run import Run, RunError

    run = Run(network, recipe, seed, epochs, tuple(extra or ()), folder, start, rate, used)
    try:
        _train(run, digits, as_json)
    except (DataError, RunError, ArtifactError) as error:
        raise typer.BadParameter(str(error)) from error


def _train(run: Run, digits: Split, as_json: bool) -> None:
    """Train; as JSON, a line each time that something is known, and one with what came out."""
    from mnist_space.model.run import train_model
    from mnist_space.model.validated import validated

    if not as_json:
        train_model(run, digits)
        return
    out = sys.stdout

    def tell(**values: object) -> None:
        print(json.dumps(values), file=out, flush=True)

    tell(epochs=0, of=run.recipe.epochs)
    with contextlib.redirect_stdout(sys.stderr):
        artifact = train_model(run, digits, tell)
        matrix = validated(artifact, digits)
    tell(folder=str(artifact.folder), confusion_matrix=matrix)


def join(
    first: FolderArgument,
    second: FolderArgument,
    out: Annotated[Path, typer.Option(file_okay=False, help="Model folder to write.")],
    data: DataOption = None,
) -> None:
    """Put two trained convnets into one model that serves the mean of their answers."""
    require("train", "tensorflow", "matplotlib")
    digits = train_digits(data)
    from mnist_space.model.join import JoinError, join_models

    try:
        join_models(first, second, out, digits)
    except (DataError, JoinError, ArtifactError, OSError) as error:
        raise typer.BadParameter(str(error)) from error


def calibrate(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Folder of a trained convnet.")
    ],
    data: DataOption = None,
    count: Annotated[int, typer.Option(min=100, help="Pictures to draw and read.")] = 4000,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    processes: ProcessesOption = 2,
) -> None:
    """Fit when a model looks again and what it accepts: to digits redrawn, and to what is none."""
    require("train", "scipy", "tensorflow")
    from mnist_space.model.acceptance import AcceptanceError, fit_acceptance

    load_steps()
    try:
        artifact = read_artifact(folder)
        fitted = fit_acceptance(
            artifact, train_digits(data), count=count, seed=seed, processes=processes
        ).config
    except (AcceptanceError, ArtifactError, OSError) as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"Accepted from log-odds of {fitted.reject_threshold:.2f}. {fitted.odds!r}")
