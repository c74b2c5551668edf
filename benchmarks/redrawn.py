"""Read MNIST test digits redrawn as drawings and photos: python benchmarks/redrawn.py."""

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
    mean_row,
    read,
    report,
    scores,
    spread,
    table,
    three_cells,
    whole_test,
    worst_row,
)
from numpy.typing import NDArray

from mnist_space.synthesis import FORMS, HELD_OUT, NINE, redraw

Drawn = tuple[str, int, int]


def main(
    digits: Annotated[int, typer.Option(min=1, max=10_000, help="Digits of each form.")] = 1000,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print the share of redrawn test digits that is read right, for each form."""
    start = time.perf_counter()
    both = contenders(model, pipeline)
    chosen = spread(digits)
    jobs = [(form, int(index), seed) for form in FORMS for index in chosen]
    labels = np.tile(whole_test().labels[chosen], len(FORMS))
    answers = read(picture, jobs, both)
    rows = []
    for i, form in enumerate(FORMS):
        own = scores(answers, labels, slice(i * digits, (i + 1) * digits))
        about = {"form": form, "nine": form in NINE, "held_out": form in HELD_OUT, "n": digits}
        rows.append(about | own)
    facts = {"model": both[1].name, "sha256": both[1].digest, "seed": seed}
    facts |= {"digits": digits, "seconds": round(time.perf_counter() - start, 1)}
    report(facts, rows, lines(rows, [c.name for c in both]), as_json)


def picture(job: Drawn) -> NDArray[np.uint8]:
    """One test digit in one form."""
    form, index, seed = job
    return redraw(form, whole_test().images[index], index, seed)


def lines(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[str]:
    """The table; the nine forms come first, and means and worst values last."""
    body = [[row["form"] + " *" * row["held_out"], *three_cells(row, names)] for row in rows]
    parts = {
        "nine": [row for row in rows if row["nine"]],
        "all": rows,
        "those never drawn for training": [row for row in rows if row["held_out"]],
    }
    for part, members in parts.items():
        body.append([f"mean of {part}", *three_cells(mean_row(members, names), names)])
        body.append([f"worst of {part}", *three_cells(worst_row(members, names), names)])
    yield from table(["form", *columns(names)], body)
    yield "\n* never drawn for training"


if __name__ == "__main__":
    typer.run(main)
