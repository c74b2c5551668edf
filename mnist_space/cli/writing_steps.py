"""The commands new-step and check-step, for who writes a step."""

from __future__ import annotations

import importlib.util
import inspect
import keyword
import os
import re
import tempfile
import traceback
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from mnist_space.files import replacing
from mnist_space.preprocessing.checks import StepCheckError, step_checks
from mnist_space.preprocessing.discovery import CHECKED_OUT, load_steps, plugins_package
from mnist_space.preprocessing.golden import freeze
from mnist_space.preprocessing.registry import STEPS, Step

LONGEST_NAME = 30  # so that no line of what is written is too long
STEP = '''from typing import Annotated

import numpy as np

from mnist_space.preprocessing import GrayImage, Range, register_step


@register_step
def NAME(
    image: GrayImage,
    *,
    faintest: Annotated[int, Range(0, 255)] = 32,
) -> GrayImage:
    """Turn faint ink into ground.

    Args:
        image: uint8 (H, W), ink on 0.
        faintest: gray level; what is below it becomes 0.

    Returns:
        uint8 (H, W).
    """
    return np.where(image < faintest, 0, image).astype(np.uint8)
'''
TEST = """import numpy as np

from plugins.NAME import NAME

INK = np.array([[0, 31, 32, 255]], np.uint8)


def test_faint_ink_becomes_ground_and_the_rest_stays():
    assert NAME(INK).tolist() == [[0, 0, 32, 255]]


def test_the_level_is_a_parameter():
    assert NAME(INK, faintest=33).tolist() == [[0, 0, 0, 255]]
"""


def new_step(
    name: Annotated[str, typer.Argument(help="Name of the step, its function and its file.")],
) -> None:
    """Write a step to start from, its tests and its frozen output into a copy of the repository."""
    here = _checkout()
    _refuse_name(name)
    targets = [
        here / "plugins" / f"{name}.py",
        here / "tests" / "plugins" / f"test_{name}.py",
        here / "tests" / "golden" / f"{name}.npz",
    ]
    for target in targets:
        if target.exists():
            raise typer.BadParameter(f"{_short(target)} is there already; choose another name.")
    source, test = STEP.replace("NAME", name), TEST.replace("NAME", name)
    try:
        frozen = _frozen(name, source)
        _write_all(dict(zip(targets, (source.encode(), test.encode(), frozen), strict=True)))
    except OSError as error:
        raise typer.BadParameter(f"Nothing was written: {error}") from error
    for target in targets:
        typer.echo(f"written: {_short(target)}")
    typer.echo(
        f"Try it: pytest tests/plugins -k {name}\n"
        f"When its output is what you want, delete {_short(targets[-1])} and freeze it anew: "
        "python -m mnist_space.preprocessing.golden tests/golden"
    )


def _checkout() -> Path:
    """The folder that this runs in, if the steps loaded here are those of its plugins/."""
    here = Path.cwd()
    package, folder = plugins_package()
    ours = package == CHECKED_OUT and folder.parent.samefile(here)
    if not (ours and all((here / "tests" / part).is_dir() for part in ("plugins", "golden"))):
        raise typer.BadParameter(
            "Run this in a copy of the repository, from which mnist-space is installed or started."
        )
    return here


def _refuse_name(name: str) -> None:
    fits = re.fullmatch("[a-z][a-z0-9_]*", name) and len(name) <= LONGEST_NAME
    # A function called test... would be taken for a test where a test imports it.
    if not fits or keyword.iskeyword(name) or name.startswith("test"):
        raise typer.BadParameter(
            "A step's name has small letters, digits and underscores, begins with a letter but not "
            f"with 'test', is no word of Python's, and has at most {LONGEST_NAME} characters."
        )
    if name in load_steps().steps:
        raise typer.BadParameter(f"There is a step {name!r} already; choose another name.")


def _frozen(name: str, source: str) -> bytes:
    """The bytes of the frozen output of the step, which keeps the contract under this name."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.py"
        file.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None
        assert spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        try:
            for check in step_checks():
                check(STEPS[name])
        except StepCheckError as error:  # such as a step called np
            raise typer.BadParameter(f"The name {name!r} is used in the file. {error}") from error
        freeze(STEPS[name], Path(folder))
        return (Path(folder) / f"{name}.npz").read_bytes()


def _write_all(files: dict[Path, bytes]) -> None:
    """Write new files, all or none: each gets its name once all are on the disk."""
    try:
        with ExitStack() as parts:
            for path, data in files.items():
                parts.enter_context(replacing(path)).write_bytes(data)
    except BaseException:
        for path in filter(Path.is_file, files):
            path.unlink()
        raise


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
