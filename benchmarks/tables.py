"""Read drawn tables, by kind: python benchmarks/tables.py.

Ruled tables with empty and merged cells, ledgers, photos, sudokus, rows of boxes, and tables
without any line. By default the digits are those train digits that no model has been shown, for
choosing; `--split test` is for the final figures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import typer
from common import (
    SEED,
    JsonOption,
    ModelOption,
    PipelineOption,
    SeedOption,
    contenders,
    percent,
    report,
    table,
)
from pages import (
    DataOption,
    KindsOption,
    ShowOption,
    SplitOption,
    TurnedOption,
    checked,
    supply_of,
    write_page,
)

from mnist_space.reading.table_reading import TableReading
from mnist_space.synthesis.page_truth import Page
from mnist_space.synthesis.tables import TABLES, draw_table

ALL = ",".join(TABLES)


@dataclass(frozen=True)
class TableScore:
    """Counts of one table.

    Attributes:
        cells: of the table, the empty ones with them.
        right: cells with what is written there, in their row and column.
        filled: cells with a number.
        filled_right: those of them that are right.
        taken: cells that are wrong and accepted.
        whole: whether rows, columns and all cells are right.
        accepted: whether the table is.
        cpu: milliseconds of all threads.
    """

    cells: int
    right: int
    filled: int
    filled_right: int
    taken: int
    whole: bool
    accepted: bool
    cpu: float


def main(
    pages: Annotated[int, typer.Option(min=1, help="Tables of each kind.")] = 30,
    kinds: KindsOption = ALL,
    turned: TurnedOption = 0,
    split: SplitOption = "train",
    data: DataOption = None,
    show: ShowOption = None,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print for each kind what is right in its row and column, and what is wrong and accepted."""
    start = time.perf_counter()
    chosen, supply = checked(kinds, TABLES, turned), supply_of(split, data)
    ours = contenders(model, pipeline)[1]
    if show:
        show.mkdir(parents=True, exist_ok=True)
    rows = []
    for kind in chosen:
        scores = []
        for index in range(pages):
            page = draw_table(kind, supply, index, seed, turned)
            before = time.process_time()
            reading = ours.predictor.read_table(page.picture, ours.pipeline)
            scores.append(score_table(page, reading, 1000 * (time.process_time() - before)))
            if show and not scores[-1].whole:
                said = "\n".join(" ".join(text or "_" for text in row) for row in reading.rows)
                write_page(show, (kind, index), page, said, reading.accepted)
        rows.append({"kind": kind} | summed(scores))
    facts: dict[str, Any] = {"model": ours.name, "sha256": ours.digest, "seed": seed}
    facts |= {"split": split, "turned": turned, "seconds": round(time.perf_counter() - start, 1)}
    report(facts, rows, lines(rows), as_json)


def score_table(page: Page, reading: TableReading, cpu: float) -> TableScore:
    """Compare a reading with the truth, place by place."""
    assert page.shape
    written = {n.cell: n.text for line in page.lines for n in line.numbers if n.cell}
    cells = [cell for row in reading.cells for cell in row]
    read = {(cell.row, cell.column): cell for cell in cells if cell.text}
    places = {(row, column) for row in range(page.shape[0]) for column in range(page.shape[1])}
    right = {
        place
        for place in places
        if written.get(place, "") == (read[place].text if place in read else "")
    }
    shape = (len(reading.cells), len(reading.cells[0]) if reading.cells else 0)
    wrong = (places | set(read)) - right
    return TableScore(
        cells=len(places),
        right=len(right),
        filled=len(written),
        filled_right=len(right & set(written)),
        taken=sum(cell.accepted for cell in cells if (cell.row, cell.column) in wrong),
        whole=not wrong and shape == page.shape,
        accepted=reading.accepted,
        cpu=cpu,
    )


def summed(scores: Sequence[TableScore]) -> dict[str, Any]:
    """Shares over the tables of one kind."""

    def share(part: str, whole: str) -> float:
        return float(
            sum(getattr(score, part) for score in scores)
            / max(1, sum(getattr(score, whole) for score in scores))
        )

    return {
        "tables": len(scores),
        "cells": share("right", "cells"),
        "filled": share("filled_right", "filled"),
        "whole": float(np.mean([score.whole for score in scores])),
        "cells_taken": share("taken", "cells"),
        "wrong_accepted": float(np.mean([not s.whole and s.accepted for s in scores])),
        "not_accepted": float(np.mean([not score.accepted for score in scores])),
        "cpu_ms": float(np.median([score.cpu for score in scores])),
    }


def lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The rows as a table."""
    head = ["kind", "tables", "cells right", "cells with a number", "whole tables right"]
    head += ["cells wrong and accepted", "tables wrong and accepted", "not accepted", "CPU ms"]
    shares = ("cells", "filled", "whole", "cells_taken", "wrong_accepted", "not_accepted")
    body = [
        [row["kind"], str(row["tables"])]
        + [percent(row[name]) for name in shares]
        + [f"{row['cpu_ms']:.0f}"]
        for row in rows
    ]
    return table(head, body)


if __name__ == "__main__":
    typer.run(main)
