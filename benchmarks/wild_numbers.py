"""Read numbers of several digits and whole pages: the rows of wild.py that need read_number."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from common import WORKERS, Contender, score
from numpy.typing import NDArray

from mnist_space.preprocessing.images import decode

Row = dict[str, str]


@dataclass(frozen=True)
class Number:
    """A picture with the digits on it; on a page each digit counts, else the whole number."""

    group: str
    digits: str
    file: Path
    quarter_turns: int = 0

    @property
    def page(self) -> bool:
        """Whether digits are counted, not whole numbers."""
        return "pages" in self.group


def find_numbers(folder: Path) -> list[Number]:
    """Every picture of more than one digit in the sets that are there."""
    found = []
    for group in ("number_photos", "number_pictures", "pages", "sudoku_pages"):
        file = folder / group / "labels.csv"
        if file.is_file():
            rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
            pictures = folder / group / "images"
            turns = "rotate_ccw_degrees_to_upright"
            found += [
                Number(group, _digits(row), pictures / row["file"], int(row.get(turns, 0)) // 90)
                for row in rows
            ]
    return found


def _digits(row: Row) -> str:
    text = row.get("label") or row["grid_rows"]
    if span := re.match(r"numbers (\d+) to (\d+)", text):
        return "".join(map(str, range(int(span[1]), int(span[2]) + 1)))
    return re.sub(r"\D", "", text.partition("(")[0])


def number_rows(numbers: list[Number], both: tuple[Contender, ...]) -> Iterator[dict[str, Any]]:
    """One row a set: whole numbers right, or digits of a page read in order."""
    texts = {c.name: _read(numbers, c) for c in both}
    for group in dict.fromkeys(number.group for number in numbers):
        member = [i for i, number in enumerate(numbers) if number.group == group]
        page = numbers[member[0]].page
        result: dict[str, Any] = {"set": group, "counts": "digits" if page else "whole numbers"}
        for name, read in texts.items():
            hits = [_hits(numbers[i], read[i][0]) for i in member]
            accepted = np.repeat([read[i][1] for i in member], [len(hit) for hit in hits])
            result[name] = score(np.concatenate(hits), accepted)
            result["n"] = sum(map(len, hits))
        yield result


def _read(numbers: list[Number], contender: Contender) -> list[tuple[str, bool]]:
    def read(number: Number) -> tuple[str, bool]:
        picture = np.rot90(decode(number.file), number.quarter_turns)
        reading = contender.predictor.read_number(picture, contender.pipeline)
        return re.sub(r"\D", "", reading.text), reading.accepted

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(read, numbers))


def _hits(number: Number, text: str) -> NDArray[np.bool_]:
    if not number.page:
        return np.array([text == number.digits])
    wrong = min(edit_distance(text, number.digits), len(number.digits))
    return np.arange(len(number.digits)) >= wrong


def edit_distance(first: str, second: str) -> int:
    """Insertions, deletions and replacements between two texts (Levenshtein 1966)."""
    above = list(range(len(second) + 1))
    for i, one in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (one != other)))
        above = row
    return above[-1]
