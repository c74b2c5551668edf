"""The command line: mnist-space COMMAND, or python -m mnist_space COMMAND."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mnist_space import __version__
from mnist_space.cli.drawing import characters, ink_map, mine, render
from mnist_space.cli.evaluation import evaluate
from mnist_space.cli.explaining import explain, neighbours
from mnist_space.cli.hub import deploy, pull, push
from mnist_space.cli.reading import predict, steps
from mnist_space.cli.serving import serve
from mnist_space.cli.training import calibrate, join, train
from mnist_space.cli.writing_steps import check_step, new_step
from mnist_space.extras import MissingExtraError
from mnist_space.limits import LimitError, limits
from mnist_space.preprocessing.registry import StepError

COMMANDS = (
    *(
        predict,
        explain,
        steps,
        check_step,
        new_step,
        serve,
        train,
        join,
        calibrate,
        render,
        mine,
        characters,
        ink_map,
        neighbours,
    ),
    *(evaluate, pull, push, deploy),
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in COMMANDS:
    app.command()(command)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Read handwritten digits."""


def run() -> None:
    """Run the command line; what keeps every command from its work is one sentence, status 1."""
    try:
        limits()
        app()
    except (LimitError, MissingExtraError, StepError) as error:
        sys.exit(str(error))
