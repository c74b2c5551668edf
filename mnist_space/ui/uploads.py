"""The upload folder: what a request may bring, how much may lie there, and for how long."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from gradio.processing_utils import hash_bytes
from gradio.utils import get_upload_folder

from mnist_space.files import megabytes, write_whole
from mnist_space.limits import limits

SWEEP_SECONDS = 60.0
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


def to_uploads(data: bytes, name: str) -> str:
    """Write a file that gradio serves, whole, and return its path; the same bytes are one file.

    What lies elsewhere gradio would copy here. Not by its `save_bytes_to_cache`, which writes anew
    what somebody may be downloading.
    """
    path = Path(get_upload_folder()) / hash_bytes(data) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.utime(path)  # it is there, and as good as new
    except FileNotFoundError:
        write_whole(path, data)
    return str(path.resolve())


def sweep(folder: Path, seconds: float, most: int) -> None:
    """Remove files older than `seconds`, then the oldest until at most `most` bytes are left.

    Gradio itself forgets an upload that was broken off. Those that go on are the youngest.
    """
    now = time.time()
    # A copy keeps the time at which its content was made, not that at which it came here.
    states = {path: path.stat() for path in folder.rglob("*") if path.is_file()}
    ages = {path: now - max(state.st_mtime, state.st_ctime) for path, state in states.items()}
    left = sum(state.st_size for state in states.values())
    for path in sorted(ages, key=lambda path: -ages[path]):
        if ages[path] > seconds or left > most:
            path.unlink(missing_ok=True)
            left -= states[path].st_size
    for path in sorted(folder.rglob("*"), reverse=True):
        with suppress(OSError):  # it is not empty, or gone
            if path.is_dir() and now - path.stat().st_mtime > seconds:
                path.rmdir()


@asynccontextmanager
async def sweeping(_: object) -> AsyncIterator[None]:
    """Sweep the upload folder once a minute, while the app runs."""

    async def sweep_often() -> None:
        while True:
            await asyncio.to_thread(_sweep_now)
            await asyncio.sleep(SWEEP_SECONDS)

    task = asyncio.ensure_future(sweep_often())
    try:
        yield
    finally:
        task.cancel()


def _sweep_now() -> None:
    held = limits()
    with suppress(OSError):  # a file has gone meanwhile: the next sweep sees the rest
        sweep(Path(get_upload_folder()), held.upload_seconds, held.upload_bytes)


class LimitedBodies:
    """An ASGI application that ends a request whose body is too large, before it is stored.

    All bodies that are on their way take no more than the upload folder may hold.
    """

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self._app = app
        self._on_the_way = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with status 413 or 503."""
        if scope["type"] != "http" or scope["method"] not in ("POST", "PUT", "PATCH"):
            return await self._app(scope, receive, send)
        held = limits()
        length = _length(scope)
        most = held.request_bytes
        announced = most if length is None else length
        if announced > most:
            return await _refuse(send, 413, f"Send at most {megabytes(most)} at once.")
        if self._on_the_way + announced > held.upload_bytes:
            return await _refuse(send, 503, "Too much is being sent: try again soon.")
        self._on_the_way += announced
        try:
            await self._app(scope, _counted(receive, announced), send)
        finally:
            self._on_the_way -= announced


def _length(scope: Message) -> int | None:
    text = dict(scope["headers"]).get(b"content-length", b"")
    return int(text) if text.isdigit() and len(text) < 16 else None


def _counted(receive: Receive, most: int) -> Receive:
    """Receive at most `most` bytes of a body, then as if the sender had hung up."""
    left = most

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        return message if left >= 0 else {"type": "http.disconnect"}

    return counted


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = json.dumps({"error": sentence}).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
