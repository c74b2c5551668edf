"""The options that several commands have, each in one place."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from mnist_space.bulk.run import Engine
from mnist_space.data import DataError, Split, load_train

ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", help="A bundled name, a model folder, or user/repo[@revision].", metavar="SOURCE"
    ),
]
PipelineOption = Annotated[
    str | None,
    typer.Option(
        "--pipeline", help="notebook, robust or FILE.json instead of the model's own pipeline."
    ),
]
DigitOption = Annotated[
    bool, typer.Option("--digit", help="Read one digit in each picture, whatever is on it.")
]
NumberOption = Annotated[
    bool, typer.Option("--number", help="Read all digits in each picture, with their boxes.")
]
TableOption = Annotated[
    bool, typer.Option("--table", help="Read each picture as a table; prints CSV.")
]
OnceOption = Annotated[bool, typer.Option("--once", help="No second look at doubtful pictures.")]
BulkOption = Annotated[
    bool,
    typer.Option(
        "--bulk",
        help="Read one digit a picture, with --number all, of a folder and all inside, a .txt or "
        ".csv of paths, an IDX or a Parquet file into OUT.jsonl or OUT.parquet, in several "
        "processes; goes on where it was stopped.",
    ),
]
EngineOption = Annotated[Engine, typer.Option(help="What --bulk runs on: processes here, or Ray.")]
WorkersOption = Annotated[
    int | None, typer.Option(min=1, help="How many processes for --bulk; one for each core.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def _npz(path: Path) -> Path:
    if path.suffix != ".npz":  # numpy would add it to the name
        raise typer.BadParameter("Name a file that ends in .npz.")
    return path


NpzArgument = Annotated[
    Path, typer.Argument(callback=_npz, help="The .npz file to write, for train --extra.")
]

DataOption = Annotated[
    Path | None, typer.Option(help="Folder with MNIST's train files; else downloaded.")
]
ProcessesOption = Annotated[int, typer.Option(min=1, help="That draw at the same time.")]


def train_digits(data: Path | None) -> Split:
    """MNIST's train digits, from a folder or downloaded; without them the command ends."""
    try:
        # Keras prints that it downloads them, also where JSON alone is to be printed.
        with contextlib.redirect_stdout(sys.stderr):
            return load_train(data)
    except DataError as error:
        raise typer.BadParameter(str(error)) from error
