"""A run over many pictures, on the disk: what it is, what is done, and the file that it makes."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from mnist_space.bulk.pictures import (
    LISTS,
    BulkError,
    ListedPictures,
    Pictures,
    list_pictures,
    open_idx,
)
from mnist_space.extras import require
from mnist_space.files import replacing, write_whole

SETTINGS, LISTED, UNPACKED = "job.json", "pictures.txt", "pictures.idx"
PART_SUFFIX = ".jsonl"
JSON_LINES, PARQUET = (".jsonl", ".ndjson"), ".parquet"
TOLD = 10  # of the pictures that could not be read


@dataclass
class Done:
    """What a finished run says: how many pictures, how many failed, and the first of those."""

    pictures: int = 0
    failed: int = 0
    first_failed: list[dict[str, Any]] = field(default_factory=list)

    def count(self, line: bytes) -> None:
        """Count an answer, a JSON object."""
        self.pictures += 1
        if b'"error": ' in line and "error" in (answer := json.loads(line)):
            self.failed += 1
            if self.failed <= TOLD:
                self.first_failed.append(answer)


@dataclass(frozen=True)
class Job:
    """Answers on their way to `out`: a folder beside it holds each part that is done, as a file.

    A part is written whole or not at all, so that whatever ends the run, a picture is in the
    answers once: the parts that are there are not read again, and the others are.
    """

    source: Path
    out: Path

    @property
    def folder(self) -> Path:
        """Where the parts lie: `out` with `.parts` at its end."""
        return self.out.with_name(f"{self.out.name}.parts")

    @contextmanager
    def begun(self, settings: dict[str, Any]) -> Iterator[None]:
        """Begin the run or go on with it, alone.

        Args:
            settings: what the answers depend on, as JSON.

        Raises:
            BulkError: `out` is there already, names no kind of file, or was begun with other
                settings; there is no picture; another process is at it.
            MissingExtraError: Parquet is asked for without its package.
            OSError: something cannot be read or written.
        """
        self._check()
        text = json.dumps(self._identity() | settings, indent=2)
        is_new = not self.folder.exists()
        self.folder.mkdir(exist_ok=True)
        with _alone(self.folder):
            file = self.folder / SETTINGS
            if not file.exists():
                self._prepare(is_new)
                write_whole(file, text.encode())
            elif file.read_text() != text:
                raise BulkError(
                    f"{str(self.out)!r} was begun with other pictures, another model or other "
                    f"options: name another file, or remove {str(self.folder)!r}."
                )
            yield

    def _check(self) -> None:
        kinds = (*JSON_LINES, PARQUET)
        if self.out.suffix.lower() not in kinds:
            raise BulkError(f"Name a file for the answers that ends in {', '.join(kinds)}.")
        if PARQUET in (self.out.suffix.lower(), self.source.suffix.lower()):
            require("parquet", "pyarrow")
        if not self.out.parent.is_dir():
            raise BulkError(f"There is no folder {str(self.out.parent)!r}.")
        if self.out.exists():
            raise BulkError(f"{str(self.out)!r} is there already: name another file, or remove it.")

    def _identity(self) -> dict[str, Any]:
        state = self.source.stat()
        changed = None if self.source.is_dir() else [state.st_size, state.st_mtime_ns]
        return {"pictures": os.path.abspath(self.source), "changed": changed}

    def _prepare(self, is_new: bool) -> None:
        """Write down what is to be read: what changes in a folder later is not for this run."""
        try:
            for old in (self.folder / UNPACKED, *map(self._part, self._there())):
                old.unlink(missing_ok=True)
            if self._is_listed:
                list_pictures(self.source, self.folder / LISTED)
            _ = self.pictures  # says what is wrong with it
        except BaseException:
            if is_new:
                shutil.rmtree(self.folder)
            raise

    @property
    def _is_listed(self) -> bool:
        return self.source.is_dir() or self.source.suffix.lower() in LISTS

    @cached_property
    def pictures(self) -> Pictures:
        """The pictures, in parts, in the order of the answers."""
        folder = self.folder.absolute()  # a worker elsewhere has another folder to start from
        if self._is_listed:
            return ListedPictures.open(folder / LISTED)
        if self.source.suffix.lower() == PARQUET:
            from mnist_space.bulk.parquet import ParquetPictures  # needs an extra

            return ParquetPictures.open(self.source.absolute(), str(self.source))
        return open_idx(self.source, folder / UNPACKED)

    def missing(self) -> list[int]:
        """Return the numbers of the parts that are not done."""
        there = self._there()
        return [number for number in range(len(self.pictures.sizes)) if number not in there]

    def write(self, number: int, lines: bytes) -> None:
        """Write the answers to a part, whole or not at all."""
        write_whole(self._part(number), lines)

    def finish(self, number: bool) -> Done:
        """Join the parts to `out`, which is there whole or not at all, and remove them.

        Args:
            number: whether the answers are those of `--number`.

        Raises:
            OSError: `out` cannot be written.
        """
        done = Done()
        with replacing(self.out) as part:
            if self.out.suffix.lower() == PARQUET:
                from mnist_space.bulk.parquet import write_parquet  # needs an extra

                write_parquet(part, self._lines(done), number)
            else:
                with part.open("wb") as file:
                    file.writelines(self._lines(done))
        self._clear()
        return done

    def _lines(self, done: Done) -> Iterator[bytes]:
        for number in range(len(self.pictures.sizes)):
            with self._part(number).open("rb") as lines:
                for line in lines:
                    done.count(line)
                    yield line

    def _part(self, number: int) -> Path:
        return self.folder / f"{number:07}{PART_SUFFIX}"

    def _there(self) -> set[int]:
        return {
            int(file.stem) for file in self.folder.glob(f"*{PART_SUFFIX}") if file.stem.isdecimal()
        }

    def _clear(self) -> None:
        (self.folder / SETTINGS).unlink()  # first: what is left is no run to go on with
        shutil.rmtree(self.folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from the same run; the system lets go when this one ends.

    Raises:
        BulkError: another process is at it.
    """
    with (folder / "lock").open("w") as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BulkError(f"Another process is at {str(folder)!r} already.") from error
        yield
