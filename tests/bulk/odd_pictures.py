"""Pictures for tests: who reads them is told, or dies of one."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_space.bulk.pictures import Named, Pictures


class Deadly(np.ndarray):
    """An array that ends the process that decodes it, as a crash in a decoder would."""

    @property
    def dtype(self):
        os._exit(9)


@dataclass(frozen=True)
class OddPictures:
    """Other pictures, of which one may be deadly; who reads which part is written down.

    Attributes:
        pids: a file with a part and a process a line.
        deadly: the part and the place in it; None: no picture is.
        killed: a part whose first reader is killed in the middle of it; None: nobody is.
    """

    pictures: Pictures
    pids: Path
    deadly: tuple[int, int] | None = None
    killed: int | None = None

    @property
    def sizes(self) -> Sequence[int]:
        return self.pictures.sizes

    def part(self, number: int) -> list[Named]:
        is_first = number not in self.read()
        with self.pids.open("a") as file:
            file.write(f"{number} {os.getpid()}\n")
        if is_first and number == self.killed:
            os.kill(os.getpid(), signal.SIGKILL)
        named = self.pictures.part(number)
        if self.deadly and self.deadly[0] == number:
            place = self.deadly[1]
            named[place] = (named[place][0], np.zeros((28, 28), np.uint8).view(Deadly))
        return named

    def read(self) -> dict[int, list[int]]:
        """Of each part that was read, the ids of the processes that did."""
        if not self.pids.exists():
            return {}
        readers: dict[int, list[int]] = {}
        for line in self.pids.read_text().splitlines():
            number, pid = map(int, line.split())
            readers.setdefault(number, []).append(pid)
        return readers
