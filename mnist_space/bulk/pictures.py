"""What is to be read: the pictures of a folder, a list, an IDX file or a Parquet file, in parts."""

from __future__ import annotations

import csv
import gzip
import json
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np

from mnist_space.data import DataError, idx_layout
from mnist_space.files import replacing
from mnist_space.preprocessing.images import ImageSource

# Pictures of one part: what a killed run may have to read again, some seconds of work.
PART = 50
# SVG cannot be read, and its owner should hear of it.
PICTURE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".webp", ".bmp", ".gif", ".tif", ".tiff"}
    | {".heic", ".heif", ".avif", ".svg"}
)
LISTS = (".txt", ".csv")
CSV_COLUMNS = ("file", "file_name", "filename", "path")
MOST_AXES = 3

Named: TypeAlias = tuple[str, ImageSource]


class BulkError(ValueError):
    """Pictures that cannot be found, or answers that cannot be written; a sentence says why."""


class Pictures(Protocol):
    """Pictures in parts, each of which any process can read by its number; may be pickled."""

    @property
    def sizes(self) -> Sequence[int]:
        """How many pictures each part has."""
        ...

    def part(self, number: int) -> list[Named]:
        """Return the pictures of a part: what the answers call each, and the picture."""
        ...


@dataclass(frozen=True)
class ListedPictures:
    """Files that stand in a file, a line each: [the name as it was given, the whole path].

    As JSON, for a name may hold a line break.
    """

    file: Path
    sizes: Sequence[int]
    starts: Sequence[int]

    @classmethod
    def open(cls, file: Path) -> ListedPictures:
        """Find where each part begins in the file, in bytes."""
        sizes, starts, place = list[int](), list[int](), 0
        with file.open("rb") as lines:
            while lengths := [len(line) for line in islice(lines, PART)]:
                sizes.append(len(lengths))
                starts.append(place)
                place += sum(lengths)
        return cls(file, sizes, starts)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self).open, (self.file,)  # of a million pictures 0.3 MB, found again as soon

    def part(self, number: int) -> list[Named]:
        """Return the paths of a part; nothing is opened."""
        with self.file.open("rb") as lines:
            lines.seek(self.starts[number])
            pairs = [json.loads(line) for line in islice(lines, self.sizes[number])]
        return [(name, Path(path)) for name, path in pairs]


@dataclass(frozen=True)
class IdxPictures:
    """The pictures of an IDX file, the form of MNIST: uint8 (N, H, W), which is not compressed."""

    file: Path
    name: str

    @property
    def sizes(self) -> Sequence[int]:
        """How many pictures each part has."""
        count = self.layout[1][0]
        return [min(PART, count - first) for first in range(0, count, PART)]

    @property
    def layout(self) -> tuple[int, tuple[int, ...]]:
        """Where the pixels begin in the file, in bytes, and the shape (N, H, W)."""
        with self.file.open("rb") as file:
            return idx_layout(file.read(4 + 4 * MOST_AXES), self.name)

    def part(self, number: int) -> list[Named]:
        """Return arrays uint8 (H, W)."""
        start, shape = self.layout
        images = np.memmap(self.file, np.uint8, "r", start, shape)
        first, last = PART * number, PART * number + PART
        return [(f"{self.name}#{first + i}", image) for i, image in enumerate(images[first:last])]


def folder_pictures(folder: Path) -> Iterator[Path]:
    """Give the pictures in a folder and all folders inside, each folder's in order of name.

    Hidden files and folders are left out, and links to folders are not followed.

    Raises:
        OSError: a folder cannot be read.
    """
    with os.scandir(folder) as entries:
        inside = sorted((e.name, e.is_dir(follow_symlinks=False)) for e in entries)
    for name, is_folder in inside:
        if name.startswith("."):
            continue
        if is_folder:
            yield from folder_pictures(folder / name)
        elif is_picture(name):
            yield folder / name


def is_picture(name: str) -> bool:
    """Tell by the ending of a file's name whether it is a picture.

    >>> is_picture("seven.JPG"), is_picture("notes.txt")
    (True, False)
    """
    return os.path.splitext(name)[1].lower() in PICTURE_SUFFIXES


def list_pictures(source: Path, listed: Path) -> None:
    """Write the paths of a folder or of a list into a file for `ListedPictures`.

    Args:
        source: a folder, a .txt with a path a line, or a .csv with one in its column `file`,
            `file_name`, `filename` or `path`. Paths are as the command line takes them.
        listed: written whole or not at all.

    Raises:
        BulkError: there is none, or the list is not one.
        OSError: the folder or the list cannot be read, or `listed` cannot be written.
    """
    paths = map(str, folder_pictures(source)) if source.is_dir() else _list_lines(source)
    with replacing(listed) as part, part.open("w", encoding="ascii") as file:
        try:
            file.writelines(json.dumps([path, os.path.abspath(path)]) + "\n" for path in paths)
        except csv.Error as error:
            raise BulkError(f"{source.name!r} is no CSV file.") from error
        if not file.tell():
            raise BulkError(f"There is no picture in {str(source)!r}.")


def _list_lines(source: Path) -> Iterator[str]:
    # A file's name may be no UTF-8.
    with source.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        if source.suffix.lower() != ".csv":
            yield from filter(None, (line.rstrip("\r\n") for line in file))
            return
        rows = csv.DictReader(file)
        names = [name for name in rows.fieldnames or () if name in CSV_COLUMNS]
        if not names:
            wanted = ", ".join(CSV_COLUMNS)
            raise BulkError(f"{source.name!r} needs a column with one of these names: {wanted}.")
        yield from filter(None, (row[names[0]] for row in rows))


def open_idx(source: Path, unpacked: Path) -> IdxPictures:
    """Open an IDX file; a .gz is unpacked first, as far as its head says.

    Args:
        source: the images' file of a data set such as MNIST, plain or as .gz.
        unpacked: where to unpack it, unless that is done.

    Raises:
        BulkError: it is no IDX file of pictures, or is damaged.
        OSError: it cannot be read or unpacked.
    """
    is_packed = source.suffix.lower() == ".gz"
    try:
        if is_packed:
            _unpack(source, unpacked)
        pictures = IdxPictures(unpacked if is_packed else source.absolute(), str(source))
        start, shape = pictures.layout
    except (DataError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BulkError(f"{source.name!r} is damaged or is no IDX file of bytes.") from error
    if len(shape) != MOST_AXES or not all(shape):
        raise BulkError(f"{source.name!r} holds no pictures: name the file of the images.")
    if pictures.file.stat().st_size != start + int(np.prod(shape, dtype=object)):
        raise BulkError(f"{source.name!r} is cut short, or too long.")
    return pictures


def _unpack(source: Path, unpacked: Path) -> None:
    if unpacked.exists():
        return
    with gzip.open(source) as packed, replacing(unpacked) as part, part.open("wb") as file:
        head = packed.read(4 + 4 * MOST_AXES)
        start, shape = idx_layout(head, source.name)
        file.write(head)
        left = start + int(np.prod(shape, dtype=object)) - len(head) + 1
        while data := packed.read(min(1 << 20, max(left, 0))):
            file.write(data)
            left -= len(data)
