"""predict --bulk IN OUT."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

import typer
from tqdm import tqdm

from mnist_space.artifact import ArtifactError
from mnist_space.bulk.job import Done
from mnist_space.bulk.pictures import BulkError
from mnist_space.bulk.run import Engine, predict_bulk
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor

INTERRUPTED = 130  # what a shell gives a program that Ctrl-C has ended


def predict_all(
    files: list[Path],
    predictor: Predictor,
    pipeline: Pipeline | None,
    number: bool,
    engine: Engine,
    workers: int | None,
    as_json: bool,
) -> None:
    """Read all pictures of the first of two files into the second, with a bar of progress."""
    if len(files) != 2:
        raise typer.BadParameter("--bulk takes two names: where the pictures are, and OUT.")
    source, out = files
    try:
        with tqdm(unit=" pictures", file=sys.stderr, disable=None) as bar:
            said = predict_bulk(
                source,
                out,
                predictor,
                pipeline,
                number=number,
                engine=engine,
                workers=workers,
                progress=partial(_show, bar),
            )
    except KeyboardInterrupt:
        typer.echo("Stopped: the same command goes on from here.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except (ArtifactError, BulkError) as error:
        raise typer.BadParameter(str(error)) from error
    except OSError as error:
        raise typer.BadParameter(f"{error.filename or out}: {error.strerror or error}.") from error
    _tell(said, out, as_json)


def _show(bar: tqdm[NoReturn], done: int, total: int) -> None:
    if bar.total is None:
        bar.reset(total)
        bar.initial = bar.n = done  # read before: no part of this run's speed
        bar.refresh()
    bar.update(done - bar.n)


def _tell(said: Done, out: Path, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"out": str(out), "pictures": said.pictures, "failed": said.failed}))
    else:
        typer.echo(f"{out}: {said.pictures:,} pictures, {said.failed:,} that cannot be read")
    for answer in said.first_failed:
        typer.echo(f"{answer['file']}: {answer['error']}", err=True)
    if said.failed > len(said.first_failed):
        more = said.failed - len(said.first_failed)
        typer.echo(f"... and {more:,} more, each with its reason in {out}", err=True)
    if said.failed:
        raise typer.Exit(1)
