"""python -m mnist_space train | render."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from mnist_space.artifact import CONFIG, ArtifactError
from mnist_space.data import DataError, load_train

DataOption = Annotated[
    Path | None, typer.Option(help="Folder with MNIST's train files; else downloaded.")
]
ExtraOption = Annotated[
    list[Path] | None,
    typer.Option(help="Ready pictures: .npz with images, labels (10 = none). Repeatable."),
]
TeacherOption = Annotated[
    list[Path] | None,
    typer.Option(help="Model folder whose answers are half of what is learnt. Repeatable."),
]


def train(
    architecture: Annotated[
        Literal["convnet", "notebook_mlp"], typer.Argument(help="The network to train.")
    ] = "convnet",
    recipe: Annotated[
        Literal["full", "fast"],
        typer.Option(help="full: the bundled network's, an hour; fast: five minutes."),
    ] = "full",
    data: DataOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Model folder to write; models/ARCHITECTURE by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    extra: ExtraOption = None,
    teacher: TeacherOption = None,
) -> None:
    """Train a network and write its model folder; a killed run goes on when called again."""
    folder = out or Path("models") / architecture
    if (folder / CONFIG).exists():
        raise typer.BadParameter(
            f"There is a model in {str(folder)!r} already: name another --out."
        )
    try:
        digits = load_train(data)
    except DataError as error:
        raise typer.BadParameter(str(error)) from error
    # Halves the time of a convolution; read when tensorflow is imported, in the next lines.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    from mnist_space.model.run import Run, RunError, train_model

    run = Run(architecture, recipe, seed, epochs, tuple(extra or ()), tuple(teacher or ()), folder)
    try:
        train_model(run, digits)
    except (DataError, RunError, ArtifactError) as error:
        raise typer.BadParameter(str(error)) from error


def render(
    out: Annotated[Path, typer.Argument(help="The .npz file to write, for train --extra.")],
    data: DataOption = None,
    count: Annotated[int, typer.Option(min=1, help="Pictures to draw.")] = 60_000,
    plain: Annotated[
        int, typer.Option(min=1, help="Digits on disturbed ground, not put through the pipeline.")
    ] = 20_000,
    seed: Annotated[int, typer.Option(help="Of everything random; the training run's.")] = 0,
    processes: Annotated[int, typer.Option(min=1, help="That draw at the same time.")] = 2,
) -> None:
    """Draw and photograph digits, and keep what the robust pipeline makes of them."""
    from mnist_space.model.renderings import render_pictures

    try:
        render_pictures(out, data, count, plain, seed, processes)
    except (DataError, OSError) as error:
        raise typer.BadParameter(str(error)) from error
