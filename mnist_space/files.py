"""Files read no further than a limit."""

from __future__ import annotations

import stat
from pathlib import Path


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


def megabytes(count: int) -> str:
    """Write a number of bytes for people.

    >>> megabytes(20 << 20)
    '20 MB'
    """
    return f"{count / (1 << 20):.3g} MB"
