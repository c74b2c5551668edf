"""Read a folder or a zip with pictures and labels.csv, as what a stranger sends."""

from __future__ import annotations

import csv
import hashlib
import io
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
NO_DIGIT = "none"
MOST_PICTURES = 10_000
MOST_TABLE = 2 << 20
MOST_BYTES = 1 << 28
Fetch = Callable[[str, int], bytes]


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
    """Read all pictures that labels.csv names, in its order.

    labels.csv has the columns `file`, a path from where it lies, and `label`: 0 to 9, or "none"
    where there is no digit. Other files are passed over.

    Raises:
        LabelledError: a sentence says what is wrong: no table, an unknown label, a file that is
            missing, outside or too large, two labels for one picture, more than 10,000 pictures
            or 256 MB.
    """
    with _opened(source) as fetch:
        rows = list(_rows(_text(fetch)))
        read: list[Labelled] = []
        left = MOST_BYTES
        for name, label in rows:
            picture = fetch(name, min(left, limits().file_bytes))
            left -= len(picture)
            read.append(Labelled(name, picture, label))
    if not read:
        raise LabelledError(f"{TABLE} names no picture.")
    _check_labels(read)
    return read


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


@contextmanager
def _opened(source: Path) -> Iterator[Fetch]:
    """Give a function that reads a file inside by its name, up to a number of bytes."""
    if source.is_dir():
        yield lambda name, most: _from_folder(source, name, most)
        return
    try:
        with ZipFile(source) as packed:
            yield lambda name, most: _from_zip(packed, name, most)
    except (OSError, BadZipFile) as error:
        raise LabelledError(f"{source.name!r} is neither a folder nor a whole zip.") from error


def _from_folder(folder: Path, name: str, most: int) -> bytes:
    path = folder / name
    # A link may lead outside.
    if not path.resolve().is_relative_to(folder.resolve()):
        raise LabelledError(f"{echo(name)} lies outside the folder.")
    try:
        return read_bounded(path, most)
    except FileError as error:
        raise LabelledError(str(error)) from error
    except (OSError, ValueError) as error:
        raise LabelledError(f"There is no file {echo(name)} that can be read.") from error


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


def _text(fetch: Fetch) -> str:
    try:
        return fetch(TABLE, MOST_TABLE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelledError(f"{TABLE} is no text in UTF-8.") from error


def _rows(text: str) -> Iterator[tuple[str, int]]:
    try:
        table = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise LabelledError(f"{TABLE} is no table: {error}.") from error
    rows = [row for row in table if row]
    if not rows or [cell.strip() for cell in rows[0]] != COLUMNS:
        raise LabelledError(f"The first line of {TABLE} must be: {','.join(COLUMNS)}")
    if len(rows) - 1 > MOST_PICTURES:
        raise LabelledError(f"{TABLE} names more than {MOST_PICTURES:,} pictures.")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(COLUMNS):
            raise LabelledError(f"Line {number} of {TABLE} has not two columns.")
        yield _inside(row[0].strip()), label_of(row[1].strip())


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
