"""The command line: python -m mnist_space COMMAND."""

from __future__ import annotations

import typer

from mnist_space.cli.evaluation import evaluate
from mnist_space.cli.hub import deploy, pull, push
from mnist_space.cli.reading import predict, steps
from mnist_space.cli.training import characters, join, render, train

COMMANDS = (predict, steps, train, join, render, characters, evaluate, pull, push, deploy)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in COMMANDS:
    app.command()(command)


@app.callback()
def main() -> None:
    """Read handwritten digits."""
