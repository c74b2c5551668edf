"""The commands predict and steps."""

from __future__ import annotations

import itertools
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mnist_space.artifact import ArtifactError
from mnist_space.bulk.pictures import is_picture
from mnist_space.bulk.reader import Answer, Read, answer
from mnist_space.bulk.run import Engine
from mnist_space.cli.bulk import predict_all
from mnist_space.cli.options import (
    BulkOption,
    DigitOption,
    EngineOption,
    JsonOption,
    ModelOption,
    NumberOption,
    OnceOption,
    PipelineOption,
    TableOption,
    WorkersOption,
)
from mnist_space.limits import limits
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.images import ImageError, ImageSource
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import StepError
from mnist_space.reading.answers import answer_json
from mnist_space.reading.predictor import Predictor

STANDARD_INPUT = Path("-")


def predict(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Pictures of a digit or a number; - is standard input, a folder all its pictures. "
            "With --bulk: IN and OUT."
        ),
    ],
    model: ModelOption = None,
    pipeline: PipelineOption = None,
    digit: DigitOption = False,
    number: NumberOption = False,
    table: TableOption = False,
    once: OnceOption = False,
    bulk: BulkOption = False,
    engine: EngineOption = Engine.LOCAL,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the digit or number in each picture; exit status 1 if any could not be read."""
    if digit + number + table > 1:
        raise typer.BadParameter("Give one of --digit, --number and --table.")
    if table and bulk:
        raise typer.BadParameter("--bulk reads no tables.")
    if not bulk and (workers or engine != Engine.LOCAL):
        raise typer.BadParameter("--engine and --workers are for --bulk.")
    predictor, chain = loaded(model, pipeline)
    if once:
        chain = replace(chain or predictor.artifact.pipeline, second_look=())
    if bulk:
        predict_all(files, predictor, chain, number, engine, workers, as_json)
        return

    read = _way_of_reading(predictor, digit, number, table)
    failed = False
    for file in itertools.chain.from_iterable(map(_pictures, files)):
        given = _answer(read, file, chain)
        failed |= "error" in given
        typer.echo(json.dumps(given) if as_json else _sentence(given))
    if failed:
        raise typer.Exit(1)


def _way_of_reading(predictor: Predictor, digit: bool, number: bool, table: bool) -> Read:
    def read(source: ImageSource, pipeline: Pipeline | None) -> Answer:
        if table:
            return predictor.read_table(source, pipeline).to_json()
        if number:
            return predictor.read_number(source, pipeline).to_json()
        return answer_json((predictor.predict if digit else predictor.read)(source, pipeline))

    return read


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
    pictures = [path for path in inside if is_picture(path.name)]
    return [path for path in pictures if not path.name.startswith(".")] or [file]


def _answer(read: Read, file: Path, pipeline: Pipeline | None) -> Answer:
    # What is wrong with a name is said as what is wrong with a picture.
    return answer(lambda _, chain: read(picture_in(file), chain), str(file), file, pipeline)


def _sentence(given: Answer) -> str:
    """What is printed of an answer without --json; a table's reason goes beside its CSV."""
    if "error" in given:
        return f"{given['file']}: {given['error']}"
    if "csv" in given:
        if given["reason"]:
            typer.echo(f"{given['file']}: {given['reason']}", err=True)
        return str(given["csv"]).removesuffix("\n")
    text = given.get("text") or given.get("label")
    parts = [] if text is None else [str(text)]
    if "confidence" in given and text is not None:
        parts.append(f"({given['confidence']:.1%})")
    return f"{given['file']}: {'  '.join([' '.join(parts), given['reason'] or '']).strip()}"
