"""Several processes on this machine: one that dies costs no answer."""

from __future__ import annotations

import functools
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

from mnist_space.bulk.pictures import BulkError
from mnist_space.bulk.reader import Part, Parts, Reader, settle_in

ENDED = "The process that read this picture was ended: it may need more memory than there is."
AHEAD = 2  # parts that wait for each worker, so that none waits for a part


def read_locally(reader: Reader, parts: Sequence[int], workers: int | None) -> Parts:
    """Read parts in `workers` processes.

    Where one dies (the system has no more memory, a decoder crashes), the parts under way are read
    again, picture by picture; the one that it dies of gets an error for its answer.

    Args:
        reader: what reads a part.
        parts: their numbers.
        workers: how many processes; None: one for each core that this process may use.

    Yields:
        A part's number and its answers, in the order in which they are ready.

    Raises:
        BulkError: a process dies before it reads anything.
    """
    left, count = deque(parts), workers or cores()
    while left:
        for number in (yield from _read_in_pool(reader, left, count)):
            yield number, _read_alone(reader, number)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux has it
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read_in_pool(
    reader: Reader, left: deque[int], workers: int
) -> Generator[Part, None, list[int]]:
    """Take parts from `left` until none is there or a process dies; gives those under way then."""
    under_way: dict[Future[bytes], int] = {}
    with _pool(reader, workers) as pool:
        try:
            while left or under_way:
                while left and len(under_way) < AHEAD * workers:
                    under_way[pool.submit(_part, left[0])] = left[0]
                    left.popleft()
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    lines = future.result()
                    yield under_way.pop(future), lines
        except BrokenProcessPool:
            return list(under_way.values())
    return []


def _read_alone(reader: Reader, number: int) -> bytes:
    lines, count = list[bytes](), reader.pictures.sizes[number]
    while len(lines) < count:
        with _pool(reader, 1) as pool:
            try:
                pool.submit(_loaded).result()
            except BrokenProcessPool as error:
                raise BulkError("A process dies before it reads a picture.") from error
            try:
                while len(lines) < count:
                    lines.append(pool.submit(_one, number, len(lines)).result())
            except BrokenProcessPool:
                lines.append(reader.failed(number, len(lines), ENDED))
    return b"".join(lines)


@contextmanager
def _pool(reader: Reader, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with this one, however it ends, and with the block."""
    # Fresh processes, not forks: LiteRT's threads would not survive a fork.
    context = get_context("spawn")
    watched, held = context.Pipe(duplex=False)
    setup = (pickle.dumps(reader), watched)
    with ProcessPoolExecutor(workers, context, _start, setup) as pool, watched, held:
        yield pool


_GIVEN: list[bytes] = []


def _start(reader: bytes, watched: Connection) -> None:
    """Loads nothing: what a process raises here is not told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the process that has started this one
    threading.Thread(target=_end_with, args=(watched,), daemon=True).start()
    _GIVEN[:] = [reader]


def _end_with(watched: Connection) -> None:
    watched.poll(None)  # nothing is ever sent: this is the end of the other side
    os._exit(1)


@functools.cache
def _reader() -> Reader:
    settle_in()
    reader: Reader = pickle.loads(_GIVEN[0])
    return reader


def _loaded() -> None:
    _reader()


def _part(number: int) -> bytes:
    return _reader().part(number)


def _one(number: int, place: int) -> bytes:
    return _reader().one(number, place)
