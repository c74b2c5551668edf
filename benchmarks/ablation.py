"""What each step of the pipeline is worth: python benchmarks/ablation.py.

Test digits are shown as they are, 28x28; redrawn ones in all forms by turns. "(x instead)" names
a step that stands in where the chain would not fit.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Annotated

import numpy as np
import typer
from common import (
    SEED,
    JsonOption,
    ModelOption,
    PipelineOption,
    SeedOption,
    chosen_digits,
    contenders,
    percent,
    report,
    spread,
    table,
)
from numpy.typing import NDArray

from mnist_space.evaluation.ablation import AblationRow, ablate
from mnist_space.preprocessing.images import decode
from mnist_space.synthesis import FORMS, redraw


def main(
    digits: Annotated[int, typer.Option(min=1, max=10_000, help="Of each set.")] = 560,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print the change in accuracy, in points, where one step is off."""
    start = time.perf_counter()
    _, ours = contenders(model, pipeline)
    chosen = chosen_digits(digits)
    sets = {
        "test digits": (map(decode, chosen.images), chosen.labels),
        "redrawn": (redrawn(chosen.images, seed), chosen.labels),
    }
    rows = ablate(ours.predictor, sets, ours.pipeline)
    facts = {"model": ours.name, "sha256": ours.digest, "seed": seed, "digits": digits}
    facts["seconds"] = round(time.perf_counter() - start, 1)
    report(facts, [row.to_json() for row in rows], lines(rows, list(sets)), as_json)


def redrawn(images: NDArray[np.uint8], seed: int) -> Iterator[NDArray[np.uint8]]:
    """The digits in all forms by turns."""
    forms = cycle(FORMS)
    for form, image, number in zip(forms, images, spread(len(images)), strict=False):
        yield decode(redraw(form, image, int(number), seed))


def lines(rows: Sequence[AblationRow], sets: list[str]) -> Iterator[str]:
    """The table."""
    body = []
    for row in rows:
        title = row.step or "whole pipeline"
        if row.stand_in:
            title += f" ({row.stand_in} instead)"
        if row.needed:
            body.append([title, *("needed" for _ in sets)])
        elif row.step is None:
            body.append([title, *(percent(row.accuracy[name]) for name in sets)])
        else:
            body.append([title, *(f"{row.change[name]:+.2f}" for name in sets)])
    return table(["off", *sets], body)


if __name__ == "__main__":
    typer.run(main)
