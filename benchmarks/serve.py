"""What serving costs beside Gradio and beside the tutorial: python benchmarks/serve.py [--quick].

Each figure is the ratio of two things that are measured in turn in this run, its median and its
spread (10th to 90th percentile of the turns). On a busy machine only the ratios mean something.
`--part NAME` runs one part alone; it may be given several times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated

import typer
from common import SEED, JsonOption, SeedOption, contenders, report
from in_turn import Row, lines
from serving_growth import growth_rows
from serving_parts import Sizes, evaluate_rows, predict_rows, request_rows, start_rows


class Part(StrEnum):
    """A part of this benchmark."""

    REQUEST = "request"
    START = "start"
    PREDICT = "predict"
    EVALUATE = "evaluate"
    GROWTH = "growth"


QUICK = Sizes(turns=10, rounds=2, each=1, starts=1, side=1000, batch=16, clients=16)
WHOLE = Sizes(turns=60, rounds=5, each=4, starts=5, side=4000, batch=1024, clients=128)


def main(
    part: Annotated[list[Part] | None, typer.Option(help="One part alone.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A tenth of the measurements.")] = False,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print what serving costs, as ratios."""
    sizes, rows = QUICK if quick else WHOLE, list[Row]()
    parts: dict[Part, Callable[[Sizes, int], Iterator[Row]]] = {
        Part.REQUEST: request_rows,
        Part.START: start_rows,
        Part.PREDICT: predict_rows,
        Part.EVALUATE: evaluate_rows,
        Part.GROWTH: growth_rows,
    }
    for name in part or parts:
        rows += parts[Part(name)](sizes, seed)
    ours = contenders()[1]
    facts = {"model": ours.name, "sha256": ours.digest, "seed": seed}
    report(facts, rows, lines(rows), as_json)


if __name__ == "__main__":
    typer.run(main)
