"""Read a folder or a zip with pictures and what is on each, as what a stranger sends."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from mnist_space.data import NOT_A_DIGIT
from mnist_space.files import FileError, megabytes, read_bounded
from mnist_space.limits import echo, limits

TABLE = "labels.csv"
COLUMNS = ["file", "label"]
# A data set of pictures on the Hub has this beside them: a JSON object a line.
LINES = "metadata.jsonl"
LINES_FILE, LINES_LABEL = "file_name", "label"
NO_DIGIT = "none"
MOST_PICTURES = 10_000
MOST_TABLE = 2 << 20
MOST_BYTES = 1 << 28
Fetch = Callable[[str, int], bytes]
Row = tuple[str, int]


class LabelledError(ValueError):
    """What was given is no folder or zip of labelled pictures."""


@dataclass(frozen=True)
class Labelled:
    """A picture and what is on it.

    Attributes:
        name: of its file, as labels.csv has it.
        picture: the bytes of the file, which nobody has decoded yet.
        label: 0 to 9; 10 = no digit.
    """

    name: str
    picture: bytes
    label: int


def read_labelled(source: Path) -> list[Labelled]:
    """Read all pictures that the table names, in its order.

    labels.csv has the columns `file`, a path from where it lies, and `label`: 0 to 9, or "none"
    where there is no digit. Where there is none, each metadata.jsonl in the folders inside counts:
    a JSON object a line, with `file_name` and `label`. Other files are passed over.

    Raises:
        LabelledError: a sentence says what is wrong: no table, an unknown label, a file that is
            missing, outside or too large, two labels for one picture, more than 10,000 pictures
            or 256 MB.
    """
    read: list[Labelled] = []
    with _opened(source) as opened:
        left = MOST_BYTES
        for name, label in _all_rows(opened):
            picture = opened.fetch(name, min(left, limits().file_bytes))
            left -= len(picture)
            read.append(Labelled(name, picture, label))
    if not read:
        raise LabelledError("The table names no picture.")
    _check_labels(read)
    return read


def is_labelled(folder: Path) -> bool:
    """Return whether a folder has a table that `read_labelled` reads."""
    return (folder / TABLE).is_file() or any(folder.glob(f"*/{LINES}"))


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


@dataclass(frozen=True)
class _Opened:
    """A folder or a zip: its tables, and a function that reads a file up to a number of bytes."""

    tables: list[str]
    fetch: Fetch


@contextmanager
def _opened(source: Path) -> Iterator[_Opened]:
    if source.is_dir():
        found = [path.relative_to(source).as_posix() for path in source.glob(f"*/{LINES}")]
        tables = _tables((source / TABLE).exists(), found)
        yield _Opened(tables, lambda name, most: _from_folder(source, name, most))
        return
    try:
        with ZipFile(source) as packed:
            names = packed.namelist()
            found = [name for name in names if name.endswith(f"/{LINES}") and name.count("/") == 1]
            tables = _tables(TABLE in names, found)
            yield _Opened(tables, lambda name, most: _from_zip(packed, name, most))
    except (OSError, BadZipFile) as error:
        raise LabelledError(f"{source.name!r} is neither a folder nor a whole zip.") from error


def _tables(one: bool, many: list[str]) -> list[str]:
    return sorted(many) if many and not one else [TABLE]


def _from_folder(folder: Path, name: str, most: int) -> bytes:
    path = folder / name
    # A link may lead outside.
    if not any(path.resolve().is_relative_to(home) for home in _homes(folder.resolve())):
        raise LabelledError(f"{echo(name)} lies outside the folder.")
    try:
        return read_bounded(path, most)
    except FileError as error:
        raise LabelledError(str(error)) from error
    except (OSError, ValueError) as error:
        raise LabelledError(f"There is no file {echo(name)} that can be read.") from error


def _homes(folder: Path) -> list[Path]:
    """Where the files of a folder may be: in the Hub's cache, a snapshot has links to blobs."""
    cached = folder.parent.name == "snapshots"
    return [folder, folder.parents[1] / "blobs"] if cached else [folder]


def _from_zip(packed: ZipFile, name: str, most: int) -> bytes:
    try:
        with packed.open(name) as file:
            # What the zip says of its size may be anything.
            data = file.read(most + 1)
    except KeyError as error:
        raise LabelledError(f"There is no file {echo(name)} that can be read.") from error
    except (OSError, EOFError, BadZipFile, RuntimeError, ValueError, zlib.error) as error:
        raise LabelledError(f"{echo(name)} in the zip is damaged or locked.") from error
    if len(data) > most:
        raise LabelledError(f"{echo(name)} has more than {megabytes(most)}.")
    return data


def _all_rows(opened: _Opened) -> list[Row]:
    rows: list[Row] = []
    for table in opened.tables:
        rows += _rows(table, opened.fetch(table, MOST_TABLE))
        if len(rows) > MOST_PICTURES:
            raise LabelledError(f"There are more than {MOST_PICTURES:,} pictures.")
    return rows


def _rows(table: str, data: bytes) -> Iterator[Row]:
    """Give the pictures of one table, each by its path from the outermost folder."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelledError(f"{table} is no text in UTF-8.") from error
    beside = PurePosixPath(table).parent
    pairs = _csv_pairs(text) if table == TABLE else _json_pairs(table, text)
    for name, label in pairs:
        yield (beside / _inside(name)).as_posix(), label_of(label)


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


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if not name or "\\" in name or "\0" in name or path.is_absolute() or ".." in path.parts:
        raise LabelledError(f"{echo(name)} is no path inside the folder.")
    return name


def _check_labels(read: list[Labelled]) -> None:
    """Refuse a picture that two lines call differently, by whatever names."""
    seen: dict[bytes, Labelled] = {}
    for each in read:
        first = seen.setdefault(hashlib.sha256(each.picture).digest(), each)
        if first.label != each.label:
            raise LabelledError(
                f"{echo(first.name)} and {echo(each.name)} are the same picture with two labels."
            )
