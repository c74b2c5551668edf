"""Read a folder or a zip with pictures and what is on each, as what a stranger sends."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from mnist_space.files import FileError, megabytes, read_bounded
from mnist_space.labelled.tables import LINES, TABLE, LabelledError, Row, inside, rows_of
from mnist_space.limits import echo, limits

__all__ = ["Labelled", "LabelledError", "is_labelled", "read_labelled", "read_picture"]

MOST_PICTURES = 10_000
MOST_TABLE = 2 << 20
MOST_TABLES = 4 * MOST_TABLE  # of all tables together
MOST_BYTES = 1 << 28
# Of what a zip holds: macOS adds a file to each. To list them takes a second where none is large.
MOST_ENTRIES = 4 * MOST_PICTURES
Fetch = Callable[[str, int], bytes]


@dataclass(frozen=True)
class Labelled:
    """A picture and what is on it.

    Attributes:
        name: of its file, from the outermost folder.
        picture: the bytes of the file, which nobody has decoded yet.
        label: 0 to 9; 10 = no digit.
    """

    name: str
    picture: bytes
    label: int


def read_labelled(
    source: Path, most: int = MOST_PICTURES, most_bytes: int = MOST_BYTES
) -> list[Labelled]:
    """Read all pictures that the table names, in its order.

    labels.csv has the columns `file`, a path from where it lies, and `label`: 0 to 9, or "none"
    where there is no digit. In a zip it may lie in the one folder that was zipped. Where there is
    none, each metadata.jsonl in the folders inside counts: a JSON object a line, with `file_name`
    and `label`. Other files are passed over.

    Args:
        source: a folder or a zip.
        most: how many pictures may be named.
        most_bytes: of all pictures together, unpacked.

    Raises:
        LabelledError: a sentence says what is wrong: no table, an unknown label, a file that is
            missing, outside or too large, two labels for one picture, too much of anything.
    """
    read: list[Labelled] = []
    with _opened(source) as opened:
        left = most_bytes
        for name, label in _all_rows(opened, most):
            picture = opened.fetch(name, limits().file_bytes)
            left -= len(picture)
            if left < 0:
                raise LabelledError(
                    f"The pictures have more than {megabytes(most_bytes)} together, unpacked."
                )
            read.append(Labelled(name, picture, label))
    if not read:
        raise LabelledError("The table names no picture.")
    _check_labels(read)
    return read


def is_labelled(folder: Path) -> bool:
    """Return whether a folder has a table that `read_labelled` reads."""
    return (folder / TABLE).is_file() or any(folder.glob(f"*/{LINES}"))


def read_picture(source: Path, name: str) -> bytes:
    """Read one file by the name that a `Labelled` has.

    Raises:
        LabelledError: there is no such folder or zip any more, or no such file in it.
    """
    with _opened(source) as opened:
        return opened.fetch(inside(name), limits().file_bytes)


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
        packed = ZipFile(source)
    # A newer kind of zip, and names that are no text, are no BadZipFile.
    except (OSError, BadZipFile, NotImplementedError, ValueError) as error:
        raise LabelledError(f"{echo(source.name)} is neither a folder nor a whole zip.") from error
    with packed:
        tables = _zipped_tables(packed.namelist())
        yield _Opened(tables, lambda name, most: _from_zip(packed, name, most))


def _zipped_tables(names: list[str]) -> list[str]:
    if len(names) > MOST_ENTRIES:
        raise LabelledError(f"The zip holds more than {MOST_ENTRIES:,} files.")
    inside = [name for name in names if name.endswith(f"/{TABLE}")]
    if inside and TABLE not in names:
        if len(inside) > 1:
            raise LabelledError(f"The zip holds {TABLE} more than once: zip one of the folders.")
        return inside
    found = [name for name in names if name.endswith(f"/{LINES}") and name.count("/") == 1]
    return _tables(TABLE in names, found)


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


def _all_rows(opened: _Opened, most: int) -> list[Row]:
    rows: list[Row] = []
    left = MOST_TABLES
    for table in opened.tables:
        data = opened.fetch(table, MOST_TABLE)
        left -= len(data)
        if left < 0:
            raise LabelledError(f"The tables have more than {megabytes(MOST_TABLES)} together.")
        rows += rows_of(table, data)
        if len(rows) > most:
            raise LabelledError(f"There are more than {most:,} pictures.")
    return rows


def _check_labels(read: list[Labelled]) -> None:
    """Refuse a picture that two lines call differently, by whatever names."""
    seen: dict[bytes, Labelled] = {}
    for each in read:
        first = seen.setdefault(hashlib.sha256(each.picture).digest(), each)
        if first.label != each.label:
            raise LabelledError(
                f"{echo(first.name)} and {echo(each.name)} are the same picture with two labels."
            )
