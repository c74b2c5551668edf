"""What is on labelled pictures: labels.csv and metadata.jsonl, as what a stranger sends."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from mnist_space.data import NOT_A_DIGIT
from mnist_space.limits import echo

TABLE = "labels.csv"
COLUMNS = ["file", "label"]
# A data set of pictures on the Hub has this beside them: a JSON object a line.
LINES = "metadata.jsonl"
LINES_FILE, LINES_LABEL = "file_name", "label"
NO_DIGIT = "none"
Row = tuple[str, int]


class LabelledError(ValueError):
    """What was given is no folder or zip of labelled pictures."""


def label_of(text: str) -> int:
    """Return the label that a text says.

    >>> label_of("7"), label_of("none")
    (7, 10)

    Raises:
        LabelledError: it says none.
    """
    if text == NO_DIGIT:
        return NOT_A_DIGIT
    if len(text) != 1 or text not in "0123456789":
        raise LabelledError(f'A label is 0 to 9, or "{NO_DIGIT}", not {echo(text)}.')
    return int(text)


def rows_of(table: str, data: bytes) -> Iterator[Row]:
    """Give the pictures of one table, each by its path from the outermost folder.

    Args:
        table: its path from there; its name says what it is.
        data: its bytes.

    Raises:
        LabelledError: a sentence says what is wrong, and in which line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelledError(f"{echo(table)} is no text in UTF-8.") from error
    path = PurePosixPath(table)
    pairs = _csv_pairs(text) if path.name == TABLE else _json_pairs(table, text)
    for name, label in pairs:
        yield (path.parent / inside(name)).as_posix(), label_of(label)


def _csv_pairs(text: str) -> Iterator[tuple[str, str]]:
    try:
        table = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise LabelledError(f"{TABLE} is no table: {error}.") from error
    rows = [row for row in table if row]
    if not rows or [cell.strip() for cell in rows[0]] != COLUMNS:
        raise LabelledError(f"The first line of {TABLE} must be: {','.join(COLUMNS)}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(COLUMNS):
            raise LabelledError(f"Line {number} of {TABLE} has not two columns.")
        yield row[0].strip(), row[1].strip()


def _json_pairs(table: str, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name, label = row[LINES_FILE], row[LINES_LABEL]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise LabelledError(
                f'Line {number} of {echo(table)} is no JSON object with "{LINES_FILE}" and '
                f'"{LINES_LABEL}".'
            ) from error
        yield str(name), str(label)


def inside(name: str) -> str:
    """Return `name` where it is a path that stays inside a folder.

    Raises:
        LabelledError: it is none.
    """
    path = PurePosixPath(name)
    if not name or "\\" in name or "\0" in name or path.is_absolute() or ".." in path.parts:
        raise LabelledError(f"{echo(name)} is no path inside the folder.")
    return name
