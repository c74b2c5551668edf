"""Pull and push for the app, in a process of their own that can be ended at any moment."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from mnist_space.hub.source import HubError
from mnist_space.limits import limits

CHILD = "mnist_space.cli.hub_child"
# An answer takes less than a kilobyte.
MAX_OUTPUT = 1 << 16
LAST_WORDS = 1 << 14
# As Python, C++, the loader of libraries and OpenBLAS say it; the system says it by killing.
OUT_OF_MEMORY = re.compile(
    rb"MemoryError|bad_alloc|annot allocate|ory allocation|failed to map segment"
)
KILLED = -9


async def hub_child(
    arguments: Sequence[str], token: str | None = None
) -> AsyncIterator[str | Mapping[str, Any]]:
    """Run CHILD with pull or push and --json, and end it when the caller goes.

    The process waits for the Hub, so no thread of the app does. A token travels in the
    environment, never among the arguments, which every process on the machine can read.

    Yields:
        A text each time something begins, then the JSON object of the command.

    Raises:
        HubError: the command failed, took too long, or took too much memory.
    """
    process = await _started(arguments, token)
    output = asyncio.create_task(_whole(process.stdout))
    end = time.monotonic() + limits().hub_seconds
    try:
        _limit_memory(process.pid)
        said = b""
        while line := await _within(end, _line(process.stderr)):
            said = (said + line)[-LAST_WORDS:]
            text = line.decode("utf-8", "replace").strip()
            if text.endswith("..."):
                yield text
        answer = await _within(end, asyncio.shield(output))
        await _within(end, process.wait())
        yield _answer(answer, process.returncode, said)
    finally:
        if process.returncode is None:
            process.kill()
        # `wait` does not return while a pipe is full, not even for a process that is gone.
        await asyncio.gather(output, _whole(process.stderr))
        await process.wait()


async def _started(arguments: Sequence[str], token: str | None) -> Process:
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", CHILD, arguments[0], "--json", *arguments[1:]),
            env=_environment(token),
            stdout=PIPE,
            stderr=PIPE,
        )
    except (OSError, ValueError) as error:  # an argument of megabytes, or with a null in it
        raise HubError("The Hub cannot be asked for that.") from error


async def _line(stream: asyncio.StreamReader | None) -> bytes:
    """The next line, or b"" at the end."""
    assert stream is not None
    try:
        return await stream.readline()
    except ValueError:  # longer than asyncio keeps: it was dropped
        return b"\n"


async def _whole(stream: asyncio.StreamReader | None) -> bytes:
    """The beginning of a stream; it is read to its end, so that its writer never waits."""
    assert stream is not None
    kept = b""
    while piece := await stream.read(1 << 16):
        kept += piece[: MAX_OUTPUT - len(kept)]
    return kept


async def _within(end: float, reading: Any) -> Any:  # noqa: ANN401 - any awaitable and its result
    try:
        # Not `wait_for`: in Python 3.11 a cancel is lost that comes together with a line.
        async with asyncio.timeout(end - time.monotonic()):
            return await reading
    except TimeoutError as error:
        raise HubError(f"The Hub did not finish within {limits().hub_seconds} seconds.") from error


def _answer(output: bytes, status: int | None, said: bytes) -> Mapping[str, Any]:
    try:
        answer: Mapping[str, Any] = json.loads(output)
    except ValueError as error:
        if status == KILLED or OUT_OF_MEMORY.search(said):
            raise HubError("This could not be done within the memory it may take.") from error
        raise HubError(f"The Hub's work ended without an answer (status {status}).") from error
    if "error" in answer:
        raise HubError(str(answer["error"]))
    return answer


def _environment(token: str | None) -> dict[str, str]:
    """The app's environment without the owner's own secrets; modules are found as here."""
    kept = {key: value for key, value in os.environ.items() if not _secret(key)}
    kept["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, sys.path))
    # A thread of OpenBLAS takes 8 MB of the memory that a child may have.
    return kept | {"OPENBLAS_NUM_THREADS": "1"} | ({"HF_TOKEN": token} if token else {})


def _secret(key: str) -> bool:
    return any(word in key.upper() for word in ("TOKEN", "SECRET", "PASSWORD", "API_KEY"))


def _limit_memory(pid: int) -> None:
    try:
        from resource import RLIMIT_DATA, prlimit  # Linux has it
    except ImportError:
        return
    try:
        prlimit(pid, RLIMIT_DATA, (limits().hub_bytes,) * 2)
    except ProcessLookupError:
        return
