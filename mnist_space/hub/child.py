"""Pull and push for the app, in a process of their own that can be ended at any moment."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from mnist_space.child import (
    Allowed,
    Ended,
    TooLongError,
    child_environment,
    lacked_memory,
    run_child,
)
from mnist_space.hub.source import HubError
from mnist_space.limits import limits

CHILD = "mnist_space.cli.hub_child"
LAST_WORDS = 1 << 14


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
    held, said = limits(), b""
    command = (CHILD, arguments[0], "--json", *arguments[1:])
    allowed = Allowed(held.hub_seconds, held.hub_bytes)
    try:
        async with aclosing(run_child(command, _environment(token), allowed, "stderr")) as events:
            async for event in events:
                if isinstance(event, Ended):
                    yield _answer(event.rest, event.status, said)
                    return
                said = (said + event)[-LAST_WORDS:]
                text = event.decode("utf-8", "replace").strip()
                if text.endswith("..."):
                    yield text
    except TooLongError as error:
        raise HubError(f"The Hub did not finish within {held.hub_seconds} seconds.") from error
    except HubError:
        raise
    except (OSError, ValueError) as error:  # an argument of megabytes, or with a null in it
        raise HubError("The Hub cannot be asked for that.") from error


def _answer(output: bytes, status: int | None, said: bytes) -> Mapping[str, Any]:
    try:
        answer: Mapping[str, Any] = json.loads(output)
    except ValueError as error:
        if lacked_memory(status, said):
            raise HubError("This could not be done within the memory it may take.") from error
        raise HubError(f"The Hub's work ended without an answer (status {status}).") from error
    if "error" in answer:
        raise HubError(str(answer["error"]))
    return answer


def _environment(token: str | None) -> dict[str, str]:
    # A thread of OpenBLAS takes 8 MB of the memory that a child may have.
    kept = child_environment() | {"OPENBLAS_NUM_THREADS": "1"}
    return kept | ({"HF_TOKEN": token} if token else {})
