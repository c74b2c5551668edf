"""Read other people's digits, letters and numbers: python benchmarks/wild.py DIR.

DIR holds one folder a set, named as in GROUPS and in wild_numbers.py, each with labels.csv (file,
label, and the column kind or repo that GROUPS reads) and images/; and semeion/data.npz with X,
uint8 (N, 16, 16), and y.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from common import (
    COLUMNS,
    Contender,
    JsonOption,
    ModelOption,
    PipelineOption,
    Verdicts,
    columns,
    contenders,
    read,
    report,
    score,
    table,
    three_cells,
)
from numpy.typing import NDArray
from wild_numbers import find_numbers, number_rows

Row = dict[str, str]
NOT_A_DIGIT = -1


@dataclass(frozen=True)
class Case:
    """One picture: a file, or the number of a picture in Semeion's array; -1 is no digit."""

    group: str
    label: int
    source: Path | tuple[Path, int]


GROUPS: dict[str, Callable[[Row], str]] = {
    "sudoku_cells": lambda row: row["kind"],
    "digit_photos": lambda row: "scan" if "scan" in row["kind"] else "photo",
    "digit_drawings": lambda row: "Polish style" if "bhmsds" in row["repo"] else "canvas",
    "odbl_scans": lambda row: "",
    "letters": lambda row: "can read as a digit" if "can read" in row["kind"] else "",
    "omniglot": lambda row: "",
}
REJECTED = ("letters", "omniglot")


def main(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The wild sets.")],
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print for each set the share that is right, accepted, and both; or that is rejected."""
    start = time.perf_counter()
    both = contenders(model, pipeline)
    cases, numbers = list(find_cases(folder)), find_numbers(folder)
    if not cases and not numbers:
        raise typer.BadParameter(f"{folder} has none of the sets {', '.join(GROUPS)}, semeion.")
    rows: list[dict[str, Any]] = []
    if cases:
        answers = read(open_case, [case.source for case in cases], both)
        rows += [row(group, cases, answers) for group in dict.fromkeys(c.group for c in cases)]
    rows += number_rows(numbers, both)
    seconds = round(time.perf_counter() - start, 1)
    facts = {"model": both[1].name, "sha256": both[1].digest, "seconds": seconds}
    report(facts, rows, lines(rows, both), as_json)


def find_cases(folder: Path) -> Iterator[Case]:
    """Every single digit and every picture of no digit in the sets that are there."""
    for name, group in GROUPS.items():
        file = folder / name / "labels.csv"
        if file.is_file():
            for line in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
                label = NOT_A_DIGIT if name in REJECTED else int(line["label"])
                title = ": ".join(filter(None, (name, group(line))))
                yield Case(title, label, folder / name / "images" / line["file"])
    semeion = folder / "semeion" / "data.npz"
    if semeion.is_file():
        labels = np.load(semeion)["y"]
        yield from (Case("semeion", int(y), (semeion, i)) for i, y in enumerate(labels))


def open_case(source: Path | tuple[Path, int]) -> Path | NDArray[np.uint8]:
    """The picture of one case: a path, or uint8 (16, 16)."""
    if isinstance(source, Path):
        return source
    file, index = source
    if file not in _ARRAYS:
        _ARRAYS[file] = np.load(file)["X"]
    picture: NDArray[np.uint8] = _ARRAYS[file][index]
    return picture


_ARRAYS: dict[Path, NDArray[np.uint8]] = {}


def row(group: str, cases: list[Case], answers: Mapping[str, Verdicts]) -> dict[str, Any]:
    """What each contender made of one group: right (or rejected), interval, accepted share."""
    member = np.array([case.group == group for case in cases])
    labels = np.array([case.label for case in cases])[member]
    result: dict[str, Any] = {"set": group, "n": len(labels)}
    result["counts"] = "rejected" if labels[0] == NOT_A_DIGIT else "right"
    for name, given in answers.items():
        accepted = given.accepted[member]
        good = ~accepted if labels[0] == NOT_A_DIGIT else given.labels[member] == labels
        result[name] = score(good, accepted)
    return result


def lines(rows: list[dict[str, Any]], both: tuple[Contender, ...]) -> Iterator[str]:
    """The table."""
    names = [contender.name for contender in both]
    heads = list(columns(names))
    heads[::3] = [f"{name}: {COLUMNS['share']} or rejected" for name in names]
    body = []
    for entry in rows:
        cells = list(three_cells(entry, names))
        if entry["counts"] == "rejected":
            cells[2::3] = ["" for _ in names]
        body.append([entry["set"], str(entry["n"]), entry["counts"], *cells])
    return table(["set", "n", "counts", *heads], body)


if __name__ == "__main__":
    typer.run(main)
