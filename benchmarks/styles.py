"""Read digits in ways of writing that MNIST lacks, as drawings: python benchmarks/styles.py.

The styles are those that the network was trained on, drawn anew: another pen, slant and hand. The
figures say what it has learnt of them, not how it reads hands that nobody thought of.
"""

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
    drawing,
    percent,
    read,
    report,
    scores,
    table,
)
from numpy.typing import NDArray

from mnist_space.synthesis.strokes import write_glyph
from mnist_space.synthesis.styles import STYLES

Drawn = tuple[int, int, int]


def main(
    drawings: Annotated[int, typer.Option(min=1, help="Drawings of each style.")] = 100,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print the share of drawings that is read right, and that is accepted, for each style."""
    start = time.perf_counter()
    both = contenders(model, pipeline)
    jobs = [(style, number, seed) for style in range(len(STYLES)) for number in range(drawings)]
    labels = np.repeat([digit for digit, *_ in STYLES], drawings)
    answers = read(picture, jobs, both)
    rows = []
    for i, (digit, name, _) in enumerate(STYLES):
        own = scores(answers, labels, slice(i * drawings, (i + 1) * drawings))
        rows.append({"style": f"{digit}, {name}", "n": drawings} | own)
    facts: dict[str, Any] = {"model": both[1].name, "sha256": both[1].digest, "seed": seed}
    facts["seconds"] = round(time.perf_counter() - start, 1)
    report(facts, rows, lines(rows, both), as_json)


def picture(job: Drawn) -> NDArray[np.uint8]:
    """One drawing, black on white, uint8 (280, 280)."""
    style, _, _ = job
    return drawing(write_glyph(STYLES[style][2], np.random.default_rng(job), shake=0.12))


def lines(rows: Sequence[dict[str, Any]], both: tuple[Contender, ...]) -> Iterator[str]:
    """The table, and the mean of each column under it."""
    columns = [(c.name, key) for c in both for key in ("share", "accepted")]
    names = {"share": "right", "accepted": "accepted"}
    head = ["style", *(f"{name}, {names[key]}" for name, key in columns)]
    body = [[row["style"], *(percent(row[name][key]) for name, key in columns)] for row in rows]
    means = [percent(float(np.mean([row[name][key] for row in rows]))) for name, key in columns]
    return table(head, [*body, ["mean", *means]])


if __name__ == "__main__":
    typer.run(main)
