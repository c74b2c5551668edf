"""The command check-step, for who writes a step."""

from __future__ import annotations

import inspect
import os
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer

from mnist_space.preprocessing.checks import StepCheckError, step_checks
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.registry import Step


def check_step(
    name: Annotated[str, typer.Argument(help="A registered step, installed ones included.")],
) -> None:
    """Check one step against the contract; exit status 1 if it breaks it."""
    step = load_steps()[name]
    failed = False
    for check in step_checks():
        try:
            check(step)
        except StepCheckError as error:
            failed = True
            typer.echo(f"{check.__name__}: FAILED: {error}\n    {_place(step, error)}")
        else:
            typer.echo(f"{check.__name__}: ok")
    if failed:
        raise typer.Exit(1)


def _place(step: Step, error: StepCheckError) -> str:
    """The line of the step's file that raised, else where the step begins."""
    function: Any = inspect.unwrap(step.function)
    file, line = inspect.getfile(function), function.__code__.co_firstlineno
    raised = traceback.extract_tb(error.__cause__.__traceback__ if error.__cause__ else None)
    for frame in raised:
        if frame.filename == file:
            line = frame.lineno
    return f"{_short(Path(file))}:{line}"


def _short(file: Path) -> str:
    """The path from here, where the file lies below."""
    here = Path.cwd()
    return os.fspath(file.relative_to(here) if file.is_relative_to(here) else file)
