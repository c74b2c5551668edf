"""A process of its own for work that must be able to end at any moment, within time and memory."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# Of what is kept of a stream; an answer takes less than a kilobyte.
MOST = 1 << 16
# Two medians of 100 readings beside a training: 217 and 229 ms with 5, 220 and 162 with 10, 193
# beside none. But on full cores a training with 10 had not begun after 90 seconds.
NICE = 5
# As Python, C++, the loader of libraries, OpenBLAS and TensorFlow say it; the system says it by
# killing.
_OUT_OF_MEMORY = re.compile(
    rb"MemoryError|bad_alloc|annot allocate|ory allocation|out of memory|failed to map segment"
)
_KILLED = -9


class TooLongError(TimeoutError):
    """The process did not end in its time; it has been ended."""


@dataclass(frozen=True)
class Ended:
    """How a process ended by itself: its status, and the end of the stream that is not followed."""

    status: int | None
    rest: bytes


@dataclass(frozen=True)
class Allowed:
    """What a process may take: seconds, and on Linux bytes of memory; whether others go first."""

    seconds: int
    memory: int
    behind: bool = False


async def run_child(
    arguments: Sequence[str],
    environment: dict[str, str],
    allowed: Allowed,
    followed: Literal["stdout", "stderr"],
) -> AsyncGenerator[bytes | Ended, None]:
    """Run `python -P -m ARGUMENTS`; it is ended when the caller leaves: use `aclosing`.

    Yields:
        Each line of the stream that is followed, and how it ended.

    Raises:
        OSError, ValueError: an argument has megabytes, or a null in it.
        TooLongError: its time is up.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", *arguments), env=environment, stdout=PIPE, stderr=PIPE
    )
    streams = {"stdout": process.stdout, "stderr": process.stderr}
    lines = streams.pop(followed)
    (other,) = streams.values()
    rest = asyncio.create_task(_end_of(other))
    end = time.monotonic() + allowed.seconds
    try:
        _limit(process, allowed)
        while line := await _within(end, _line(lines)):
            yield line
        said = await _within(end, asyncio.shield(rest))
        await _within(end, process.wait())
        yield Ended(process.returncode, said)
    finally:
        if process.returncode is None:
            process.kill()
        # `wait` does not return while a pipe is full, not even for a process that is gone.
        await asyncio.gather(rest, _end_of(lines))
        await process.wait()


def lacked_memory(status: int | None, said: bytes) -> bool:
    """Tell whether a process ended for want of memory, by its status and its last words."""
    return status == _KILLED or bool(_OUT_OF_MEMORY.search(said))


def child_environment() -> dict[str, str]:
    """Return this environment without the owner's own secrets; modules are found as here."""
    kept = {key: value for key, value in os.environ.items() if not _secret(key)}
    return kept | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}


def _secret(key: str) -> bool:
    return any(word in key.upper() for word in ("TOKEN", "SECRET", "PASSWORD", "API_KEY"))


async def _line(stream: asyncio.StreamReader | None) -> bytes:
    """The next line, or b"" at the end."""
    assert stream is not None
    try:
        return await stream.readline()
    except ValueError:  # longer than asyncio keeps: it was dropped
        return b"\n"


async def _end_of(stream: asyncio.StreamReader | None) -> bytes:
    """The last of a stream; it is read to its end, so that its writer never waits."""
    assert stream is not None
    kept = b""
    while piece := await stream.read(1 << 16):
        kept = (kept + piece)[-MOST:]
    return kept


async def _within(end: float, reading: Any) -> Any:  # noqa: ANN401 - any awaitable and its result
    try:
        # Not `wait_for`: in Python 3.11 a cancel is lost that comes together with a line.
        async with asyncio.timeout(end - time.monotonic()):
            return await reading
    except TimeoutError as error:
        raise TooLongError from error


def _limit(process: Process, allowed: Allowed) -> None:
    try:
        from resource import RLIMIT_DATA, prlimit  # Linux has it
    except ImportError:
        return
    try:
        prlimit(process.pid, RLIMIT_DATA, (allowed.memory,) * 2)
        if allowed.behind:
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
    except ProcessLookupError:
        return
