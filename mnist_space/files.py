"""Files read no further than a limit, and written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class FileError(OSError):
    """A file that is not read: it is too large, or none with an end. A sentence says which."""


def read_bounded(path: Path, most: int) -> bytes:
    """Read a regular file of at most `most` bytes.

    Raises:
        FileError: it has more, or it is a pipe or a device, which may never end.
        OSError: it cannot be opened or read.
        ValueError: the path holds a null character.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # opening a folder says what it is
        raise FileError(f"{path.name!r} is a pipe or a device, not a file.")
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise FileError(f"{path.name!r} has more than {megabytes(most)}.")
    return data


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; it becomes `path` once it is on the disk.

    Whatever happens meanwhile (an error, a full disk, a killed process), `path` is as it was. The
    name has the endings of `path`, which libraries go by.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        yield part
        # Else a machine that loses its power may keep the new name of a file without its bytes.
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: see `replacing`."""
    with replacing(path) as part:
        part.write_bytes(data)


def save_arrays(path: Path, **arrays: NDArray[Any]) -> None:
    """Write arrays to a packed .npz file, whole or not at all: see `replacing`."""
    with replacing(path) as part:
        np.savez_compressed(part, allow_pickle=False, **arrays)


def megabytes(count: int) -> str:
    """Write a number of bytes for people.

    >>> megabytes(20 << 20)
    '20 MB'
    """
    return f"{count / (1 << 20):.3g} MB"
