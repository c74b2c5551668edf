"""Read small pictures, each one kind of failure: python benchmarks/cases.py FOLDER.

FOLDER holds the pictures and labels.csv: file, kind, label, what. A digit is predicted; a number is
read whole, its text must be the label; of a table, whose rows a bar parts and whose empty cells are
dots, the digits must stand row by row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from common import (
    COLUMNS,
    Contender,
    JsonOption,
    ModelOption,
    PipelineOption,
    contenders,
    report,
    table,
)

Row = dict[str, Any]
KINDS = ("digit", "number", "table")
TITLES = ("file", "kind", "label", "read", *COLUMNS.values(), "wrong and accepted")


def main(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The cases.")],
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print for each case what was read, whether it is right, and whether it is accepted."""
    _, ours = contenders(model, pipeline)
    rows = [answer(case, folder, ours) for case in find_cases(folder)]
    facts = {"model": ours.name, "sha256": ours.digest, "cases": len(rows)}
    report(facts, rows, lines(rows), as_json)


def find_cases(folder: Path) -> list[dict[str, str]]:
    """The lines of labels.csv.

    Raises:
        typer.BadParameter: there is none, or one of its cases is of no known kind.
    """
    file = folder / "labels.csv"
    if not file.is_file():
        raise typer.BadParameter(f"{folder} has no labels.csv.")
    cases = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    if not cases or {case.get("kind") for case in cases} - set(KINDS):
        raise typer.BadParameter(f"labels.csv lists cases of the kinds {', '.join(KINDS)}.")
    return cases


def answer(case: dict[str, str], folder: Path, ours: Contender) -> Row:
    """What was read of one case."""
    path, expected = folder / case["file"], case["label"]
    if case["kind"] == "digit":
        one = ours.predictor.predict(path, ours.pipeline)
        text, accepted = "" if one.label is None else str(one.label), one.accepted
    else:
        several = ours.predictor.read_number(path, ours.pipeline)
        text, accepted = several.text.replace("\n", "|"), several.accepted
    if case["kind"] == "table":
        right = digit_rows(text) == digit_rows(expected)
    else:
        right = text == expected
    return case | {"read": text, "right": right, "accepted": accepted}


def digit_rows(text: str) -> list[str]:
    """The digits of each row that has some: "3..1|....|.2" -> ["31", "2"]."""
    return [digits for row in text.split("|") if (digits := re.sub(r"\D", "", row))]


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """The table, and under it how many cases of each kind there are in each column."""
    body = []
    for row in rows:
        marks = verdicts(row)
        cells = [str(row[key]) for key in ("file", "kind", "label", "read")]
        body.append(cells + ["yes" if mark else "no" for mark in marks])
    for kind in KINDS:
        members = [verdicts(row) for row in rows if row["kind"] == kind]
        if members:
            counts = [f"{sum(column)}/{len(members)}" for column in zip(*members, strict=True)]
            body.append([f"all of kind {kind}", kind, "", "", *counts])
    return table(TITLES, [[cell.replace("|", "/") for cell in cells] for cells in body])


def verdicts(row: Row) -> tuple[bool, bool, bool, bool]:
    """Right, accepted, both, wrong and accepted."""
    right, accepted = row["right"], row["accepted"]
    return right, accepted, right and accepted, accepted and not right


if __name__ == "__main__":
    typer.run(main)
