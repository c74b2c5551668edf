"""Read MNIST test digits redrawn as drawings and photos: python benchmarks/redrawn.py."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import numpy as np
import typer
from common import (
    SEED,
    Contender,
    JsonOption,
    ModelOption,
    PipelineOption,
    SeedOption,
    contenders,
    percent,
    read,
    report,
    scores,
    share_cells,
    spread,
    table,
    whole_test,
)
from numpy.typing import NDArray

from mnist_space.synthesis import FORMS, NINE, redraw

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
        rows.append({"form": form, "nine": form in NINE, "n": digits} | own)
    facts: dict[str, Any] = {"model": both[1].name, "sha256": both[1].digest, "seed": seed}
    facts |= {f"{c.name} {key}": value for c in both for key, value in summary(rows, c).items()}
    facts["seconds"] = round(time.perf_counter() - start, 1)
    report(facts, rows, lines(rows, both), as_json)


def picture(job: Drawn) -> NDArray[np.uint8]:
    """One test digit in one form."""
    form, index, seed = job
    return redraw(form, whole_test().images[index], index, seed)


def summary(rows: Sequence[dict[str, Any]], contender: Contender) -> dict[str, float]:
    """Mean and worst accuracy over the nine forms and over all, as fractions."""
    every = [row[contender.name]["share"] for row in rows]
    nine = [row[contender.name]["share"] for row in rows if row["nine"]]
    return {
        "mean of nine": round(float(np.mean(nine)), 5),
        "worst of nine": min(nine),
        "mean of all": round(float(np.mean(every)), 5),
        "worst of all": min(every),
    }


def lines(rows: list[dict[str, Any]], both: tuple[Contender, ...]) -> Iterator[str]:
    """The table; the nine forms come first."""
    head = ["form", *(name for c in both for name in (c.name, "95%"))]
    body = [[row["form"], *share_cells(row, both)] for row in rows]
    for key in ("mean of nine", "worst of nine", "mean of all", "worst of all"):
        cells = [(percent(summary(rows, c)[key]), "") for c in both]
        body.append([key, *(cell for pair in cells for cell in pair)])
    return table(head, body)


if __name__ == "__main__":
    typer.run(main)
