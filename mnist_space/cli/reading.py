"""The commands predict and steps."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from mnist_space.artifact import ArtifactError
from mnist_space.cli.options import JsonOption, ModelOption, PipelineOption
from mnist_space.limits import limits
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import StepError
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.predictor import Predictor

STANDARD_INPUT = Path("-")
# HEIC, AVIF and SVG cannot be read, and their owner should hear of it.
PICTURE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".webp", ".bmp", ".gif", ".tif", ".tiff"}
    | {".heic", ".heif", ".avif", ".svg"}
)


def predict(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Pictures, one digit each; - is standard input, a folder all its pictures."
        ),
    ],
    model: ModelOption = None,
    pipeline: PipelineOption = None,
    number: Annotated[
        bool, typer.Option("--number", help="Read all digits in each picture.")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="No second look at doubtful pictures.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read the digit in each picture; exit status 1 if any could not be read."""
    predictor, chain = loaded(model, pipeline)
    if once:
        chain = replace(chain or predictor.artifact.pipeline, second_look=())
    read = predictor.read_number if number else predictor.predict
    failed = False
    for file in itertools.chain.from_iterable(map(_pictures, files)):
        answer = _answer(read, file, chain)
        failed |= "error" in answer
        typer.echo(json.dumps(answer) if as_json else _sentence(answer))
    if failed:
        raise typer.Exit(1)


def steps(as_json: JsonOption = False) -> None:
    """List the preprocessing steps with their parameters."""
    for step in load_steps():
        if as_json:
            typer.echo(json.dumps(step.to_json()))
        else:
            typer.echo(f"{step.name}: {step.label} ({step.takes.name} -> {step.gives.name})")


def loaded(model: str | None, pipeline: str | None) -> tuple[Predictor, Pipeline | None]:
    """Load a model and a pipeline by the names that options give; None: the model's own.

    Raises:
        typer.BadParameter: there is no such model or pipeline, or it is damaged.
    """
    try:
        return load_predictor(model), load_pipeline(pipeline) if pipeline else None
    except (ArtifactError, PipelineError, StepError) as error:
        raise typer.BadParameter(str(error)) from error


def picture_in(file: Path) -> Path | bytes:
    """Return a file's path, or for `-` what comes in, no further than a picture may be large.

    Raises:
        ImageError: it is a folder.
    """
    if os.path.isdir(file):
        raise ImageError(f"There is no picture in the folder {str(file)!r}.")
    most = limits().file_bytes + 1
    return sys.stdin.buffer.read(most) if file == STANDARD_INPUT else file


def _pictures(file: Path) -> list[Path]:
    """The pictures in a folder that has some, in order of name; anything else as it is."""
    try:
        # Not `is_dir` of Path, which raises where the system refuses the name.
        inside = sorted(file.iterdir()) if os.path.isdir(file) else []
    except OSError:
        inside = []
    pictures = [path for path in inside if path.suffix.lower() in PICTURE_SUFFIXES]
    return [path for path in pictures if not path.name.startswith(".")] or [file]


def _answer(
    read: Callable[[Path | bytes, Pipeline | None], Prediction | NumberReading],
    file: Path,
    pipeline: Pipeline | None,
) -> dict[str, Any]:
    try:
        return {"file": str(file)} | read(picture_in(file), pipeline).to_json()
    except (ImageError, PipelineError) as error:
        return {"file": str(file), "error": str(error)}


def _sentence(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['file']}: {answer['error']}"
    text = answer.get("text") or answer.get("label")
    parts = [] if text is None else [str(text)]
    if "confidence" in answer and text is not None:
        parts.append(f"({answer['confidence']:.1%})")
    return f"{answer['file']}: {'  '.join([' '.join(parts), answer['reason'] or '']).strip()}"
