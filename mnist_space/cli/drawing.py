"""python -m mnist_space render | mine | characters | ink-map: what draws pictures to train with."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mnist_space.artifact import BUNDLED, ArtifactError, read_artifact
from mnist_space.cli.options import DataOption, NpzArgument, ProcessesOption, train_digits
from mnist_space.data import DataError, hold_out
from mnist_space.extras import require
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline


def mine(
    out: NpzArgument,
    model: Annotated[
        Path, typer.Option("--model", exists=True, file_okay=False, help="Folder of the model.")
    ] = BUNDLED / "convnet",
    data: DataOption = None,
    count: Annotated[int, typer.Option(min=1, help="Pictures to draw.")] = 20_000,
    pages: Annotated[int, typer.Option(min=0, help="Pages of numbers to draw.")] = 0,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    processes: ProcessesOption = 2,
) -> None:
    """Draw digits, pages of them and what is none, and keep what a model makes of them."""
    require("train", "scipy", "tensorflow")
    from mnist_space.model.mining import mine as run
    from mnist_space.model.mining import write_mined
    from mnist_space.model.page_mining import mine_pages
    from mnist_space.model.trained import held_out
    from mnist_space.synthesis.mixture import mixture
    from mnist_space.synthesis.supplies import train_supply

    load_steps()
    try:
        artifact = replace(read_artifact(model), pipeline=load_pipeline("robust"))
        digits, unseen = train_digits(data), held_out(artifact)
        train, _ = hold_out(digits, unseen)
        parts = [run(artifact, list(mixture(train, count, seed)), processes)]
        if pages:
            supply = train_supply(digits, unseen)
            parts.append(mine_pages(artifact, supply, pages, seed, processes))
        write_mined(out, parts, f"mine --count {count} --pages {pages} --seed {seed}")
    except (ArtifactError, OSError) as error:
        raise typer.BadParameter(str(error)) from error


def render(
    out: NpzArgument,
    data: DataOption = None,
    count: Annotated[int, typer.Option(min=1, help="Pictures to draw.")] = 60_000,
    plain: Annotated[
        int, typer.Option(min=1, help="Digits on disturbed ground, not put through the pipeline.")
    ] = 20_000,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    processes: ProcessesOption = 2,
) -> None:
    """Draw and photograph digits, and keep what the robust pipeline makes of them."""
    from mnist_space.model.recipes import FULL
    from mnist_space.synthesis.renderings import render_pictures

    train, _ = hold_out(train_digits(data), FULL.validation)
    try:
        render_pictures(out, train, count, plain, seed, processes)
    except OSError as error:
        raise typer.BadParameter(str(error)) from error


def characters(
    out: NpzArgument,
    fonts: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Font files.")],
    count: Annotated[int, typer.Option(min=1, help="Pictures to draw.")] = 60_000,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    processes: ProcessesOption = 2,
) -> None:
    """Draw digits, and letters of all alphabets as what is no digit, from the glyphs of fonts."""
    require("train", "matplotlib")
    from mnist_space.synthesis.characters import render_characters

    try:
        render_characters(out, fonts, count, seed, processes)
    except (DataError, OSError) as error:
        raise typer.BadParameter(str(error)) from error


def ink_map(
    out: Annotated[Path, typer.Argument(file_okay=False, help="Folder to write it into.")],
    data: DataOption = None,
    count: Annotated[int, typer.Option(min=200, help="Pictures to draw.")] = 20_000,
    epochs: Annotated[int, typer.Option(min=1, help="Times that each is seen.")] = 8,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    processes: ProcessesOption = 2,
) -> None:
    """Draw pages under all kinds of shade, and train the small network that finds ink on them."""
    require("train", "tensorflow")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    from mnist_space.model.ink_map import InkMapRun, train_ink_map
    from mnist_space.model.recipes import FULL

    train, _ = hold_out(train_digits(data), FULL.validation)
    try:
        found = train_ink_map(InkMapRun(count, epochs, seed), train, out, processes)
    except OSError as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"Of ink and what is taken for it, {found:.1%} is both, on pages not trained on.")
