"""The commands explain and neighbours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from mnist_space.artifact import ArtifactError
from mnist_space.cli.options import (
    DataOption,
    JsonOption,
    ModelOption,
    PipelineOption,
    train_digits,
)
from mnist_space.cli.reading import loaded, picture_in
from mnist_space.data import hold_out
from mnist_space.explaining.explanation import Explanation
from mnist_space.explaining.explanation import explain as explained
from mnist_space.explaining.neighbours import EACH, build_neighbours
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import PipelineError


def explain(
    file: Annotated[Path, typer.Argument(help="A picture of one digit; - is standard input.")],
    model: ModelOption = None,
    pipeline: PipelineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a picture is read as it is; exit status 1 if it could not be read."""
    predictor, chain = loaded(model, pipeline)
    try:
        explanation = explained(predictor, picture_in(file), chain)
    except (ImageError, PipelineError, ArtifactError) as error:
        answer: dict[str, Any] = {"file": str(file), "error": str(error)}
        typer.echo(json.dumps(answer) if as_json else f"{file}: {error}")
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps({"file": str(file)} | explanation.to_json()))
        return
    for line in _told(explanation):
        typer.echo(line)


def _told(explanation: Explanation) -> list[str]:
    answer = explanation.prediction
    what = f"{answer.text} ({answer.confidence:.1%})" if answer.label is not None else "No digit"
    told = [what if answer.accepted else f"{what}, refused: {answer.reason}"]
    told += [finding.sentence for finding in explanation.findings]
    if explanation.neighbours:
        near = ", ".join(f"{n.label} ({n.distance:.2f})" for n in explanation.neighbours)
        told.append(f"Nearest digits of MNIST (0 = the same, 1 = nothing in common): {near}.")
    if len(explanation.members) > 1:
        said = ", ".join(f"{m.label} ({max(m.probabilities):.1%})" for m in explanation.members)
        told.append(f"Its networks say: {said}.")
    return told


def neighbours(
    out: Annotated[Path, typer.Argument(file_okay=False, help="Folder to write it into.")],
    data: DataOption = None,
    each: Annotated[int, typer.Option(min=1, max=4000, help="Digits of each kind.")] = EACH,
    seed: Annotated[int, typer.Option(help="Of the choice.")] = 0,
) -> None:
    """Choose the train digits that an explanation shows the nearest of."""
    from mnist_space.model.recipes import FULL

    train, _ = hold_out(train_digits(data), FULL.validation)
    try:
        build_neighbours(train, out, each, seed)
    except (ValueError, OSError) as error:
        raise typer.BadParameter(str(error)) from error
