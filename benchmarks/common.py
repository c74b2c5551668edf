"""What the benchmarks share: the two contenders, a pool that prepares pictures, tables.

Import it before `mnist_space`: the project runs from a checkout, so its folder is put on the path.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np
import typer
from numpy.typing import NDArray

from mnist_space.artifact import ArtifactError
from mnist_space.data import Split, load_test
from mnist_space.evaluation.metrics import wilson_interval
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import StepError
from mnist_space.reading.predictor import Predictor

Floats = NDArray[np.float32]
Picture = Callable[[Any], ImageSource]

WORKERS = 2
FEW = 100  # jobs: a second process costs a second to start
SEED = 28
DRAWING = 280  # pixels

ModelOption = Annotated[str, typer.Option("--model", metavar="SOURCE", help="Bundled or folder.")]
PipelineOption = Annotated[
    str | None, typer.Option("--pipeline", help="notebook, robust or FILE.json, for SOURCE.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, no table.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Of everything random.")]


@dataclass(frozen=True)
class Contender:
    """A model with the pipeline it is measured with."""

    name: str
    predictor: Predictor
    pipeline: Pipeline

    @property
    def digest(self) -> str:
        """The first eight digits of the SHA-256 of model.tflite."""
        return hashlib.sha256(self.predictor.artifact.model_bytes).hexdigest()[:8]


@dataclass(frozen=True)
class Verdicts:
    """What a contender says to N pictures.

    Attributes:
        labels: int (N,), -1 where nothing is drawn.
        accepted: bool (N,).
    """

    labels: NDArray[np.int64]
    accepted: NDArray[np.bool_]


def contenders(model: str = "convnet", pipeline: str | None = None) -> tuple[Contender, Contender]:
    """Return the tutorial's network with the tutorial's pipeline, and `model` with its own.

    Raises:
        typer.BadParameter: there is no such model or pipeline.
    """
    try:
        tutorial, ours = load_predictor("notebook_mlp"), load_predictor(model)
        chain = load_pipeline(pipeline) if pipeline else ours.artifact.pipeline
    except (ArtifactError, PipelineError, StepError) as error:
        raise typer.BadParameter(str(error)) from error
    name = ours.artifact.config.name
    return (
        Contender("notebook", tutorial, tutorial.artifact.pipeline),
        Contender(name, ours, chain),
    )


def chosen_digits(count: int) -> Split:
    """Test digits, evenly spread over the split: its first half is the easier one."""
    whole = whole_test()
    chosen = spread(count)
    return Split(whole.images[chosen], whole.labels[chosen])


def spread(count: int) -> NDArray[np.int64]:
    """Numbers of `count` test digits, evenly spread."""
    return np.arange(count) * len(whole_test().labels) // count


@cache
def whole_test() -> Split:
    """The bundled test split, read once a process."""
    return load_test()


def read(picture: Picture, jobs: Sequence[Any], both: Sequence[Contender]) -> dict[str, Verdicts]:
    """Make pictures and let each contender predict every one of them, in one process or in two.

    Args:
        picture: a function of a module, which makes the picture of one job.
        jobs: what it is called with; any values that can be pickled.
        both: each gets the same decoded pictures.

    Returns:
        The answers to all jobs, in order, by the name of the contender.
    """
    work = partial(_predictions, picture)
    setup = ([(c.predictor.artifact.folder, c.pipeline.to_json()) for c in both],)
    workers = WORKERS if len(jobs) > FEW else 1
    # Fresh processes, not forks: LiteRT's threads would not survive a fork.
    with ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, setup) as pool:
        made = np.array(list(pool.map(work, jobs, chunksize=max(1, min(32, len(jobs) // 8)))))
    return {c.name: Verdicts(made[:, i, 0], made[:, i, 1] == 1) for i, c in enumerate(both)}


_LOADED: list[tuple[Predictor, Pipeline]] = []


def _start_worker(sources: Sequence[tuple[Path, dict[str, Any]]]) -> None:
    cv2.setNumThreads(1)
    _LOADED[:] = [
        (load_predictor(folder), Pipeline.from_json(pipeline)) for folder, pipeline in sources
    ]


def _predictions(picture: Picture, job: object) -> NDArray[np.int64]:
    """Label (-1 where nothing is drawn) and accepted, for each contender: int64 (C, 2)."""
    image = decode(picture(job))
    said = [predictor.predict(image, pipeline) for predictor, pipeline in _LOADED]
    return np.array([(-1 if p.label is None else p.label, p.accepted) for p in said], np.int64)


def drawing(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink, uint8 (S, S), as a drawing in black on white: uint8 (280, 280)."""
    large = cv2.resize(ink, (DRAWING, DRAWING), interpolation=cv2.INTER_CUBIC)
    return 255 - np.asarray(large, np.uint8)


def score(right: NDArray[np.bool_], accepted: NDArray[np.bool_]) -> dict[str, Any]:
    """The share that is right with its 95% interval, that is accepted, and that is both."""
    return {
        "share": float(right.mean()),
        "interval": wilson_interval(int(right.sum()), len(right)),
        "accepted": float(accepted.mean()),
        "both": float((right & accepted).mean()),
    }


def scores(
    answers: Mapping[str, Verdicts], labels: NDArray[Any], part: slice = slice(None)
) -> dict[str, Any]:
    """`score` of each contender on a part of the pictures, by the contender's name."""
    return {
        name: score(given.labels[part] == labels[part], given.accepted[part])
        for name, given in answers.items()
    }


def percent(share: float) -> str:
    """A fraction as a table shows it: 0.98765 -> "98.77"."""
    return f"{100 * share:.2f}"


def span(interval: Sequence[float]) -> str:
    """An interval of fractions as a table shows it: "97.1 to 98.9"."""
    return " to ".join(f"{100 * end:.1f}" for end in interval)


def share_cells(row: Mapping[str, Any], both: Sequence[Contender]) -> Iterator[str]:
    """Two cells a contender: the share of its `score` in `row`, and the interval."""
    for contender in both:
        value = row[contender.name]
        yield from (percent(value["share"]), span(value["interval"]))


COLUMNS = {"share": "right", "accepted": "accepted", "both": "right and accepted"}
"""What a `score` has for every table, and how the table calls it."""


def columns(names: Sequence[str]) -> Iterator[str]:
    """Heads of the columns of `three_cells`."""
    for name in names:
        yield from (f"{name}: {COLUMNS['share']}", COLUMNS["accepted"], COLUMNS["both"])


def three_cells(row: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    """Three cells for each name in `row`: right, accepted, both."""
    for name in names:
        yield from (percent(row[name][key]) for key in COLUMNS)


def mean_row(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """The mean of the columns of several rows."""
    return {
        name: {key: float(np.mean([row[name][key] for row in rows])) for key in COLUMNS}
        for name in names
    }


def worst_row(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """The lowest value of each column of several rows."""
    return {name: {key: min(row[name][key] for row in rows) for key in COLUMNS} for name in names}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a Markdown table; all columns but the first are aligned to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    for row in (head, rule, *rows):
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        yield "| " + " | ".join(cells) + " |"


def report(
    facts: dict[str, Any], rows: Sequence[dict[str, Any]], lines: Iterator[str], as_json: bool
) -> None:
    """Print one JSON object, or the table and under it the facts of the run."""
    if as_json:
        typer.echo(json.dumps(facts | {"rows": list(rows)}))
        return
    for line in lines:
        typer.echo(line)
    typer.echo("\n" + ", ".join(f"{name} {value}" for name, value in facts.items()))
