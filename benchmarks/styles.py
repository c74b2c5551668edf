"""Read digits in ways of writing that MNIST lacks, as drawings: python benchmarks/styles.py.

Most styles are those that the network was trained on, drawn anew with all that varies: the figures
say what it has learnt of them. Those marked with a star are never drawn for training.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import numpy as np
import typer
from common import (
    SEED,
    JsonOption,
    ModelOption,
    PipelineOption,
    SeedOption,
    columns,
    contenders,
    drawing,
    mean_row,
    read,
    report,
    scores,
    table,
    three_cells,
    worst_row,
)
from numpy.typing import NDArray

from mnist_space.synthesis.curves import written
from mnist_space.synthesis.held_out_hands import HELD_OUT_STYLES
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.styles import STYLES

Drawn = tuple[int, int, int]
EVERY = STYLES + HELD_OUT_STYLES


def main(
    drawings: Annotated[int, typer.Option(min=1, help="Drawings of each style.")] = 100,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print the share of drawings that is read right, accepted, and both, for each style."""
    start = time.perf_counter()
    both = contenders(model, pipeline)
    jobs = [(style, number, seed) for style in range(len(EVERY)) for number in range(drawings)]
    labels = np.repeat([digit for digit, *_ in EVERY], drawings)
    answers = read(picture, jobs, both)
    rows = []
    for i, (digit, name, _) in enumerate(EVERY):
        own = scores(answers, labels, slice(i * drawings, (i + 1) * drawings))
        about = {"style": f"{digit}, {name}", "held_out": i >= len(STYLES), "n": drawings}
        rows.append(about | own)
    facts: dict[str, Any] = {"model": both[1].name, "sha256": both[1].digest, "seed": seed}
    facts["seconds"] = round(time.perf_counter() - start, 1)
    report(facts, rows, lines(rows, [c.name for c in both]), as_json)


def picture(job: Drawn) -> NDArray[np.uint8]:
    """One drawing, black on white, uint8 (280, 280)."""
    style, number, seed = job
    rng = stream(seed, style, number)
    return drawing(written(EVERY[style][2](rng), rng))


def lines(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[str]:
    """The table, and means and worst values under it."""
    body = [[row["style"] + " *" * row["held_out"], *three_cells(row, names)] for row in rows]
    for part, is_held_out in (("shown in training", False), ("never drawn for training", True)):
        members = [row for row in rows if row["held_out"] == is_held_out]
        body.append([f"mean of those {part}", *three_cells(mean_row(members, names), names)])
        body.append([f"worst of those {part}", *three_cells(worst_row(members, names), names)])
    yield from table(["style", *columns(names)], body)
    yield "\n* never drawn for training"


if __name__ == "__main__":
    typer.run(main)
