"""How many pictures of all visitors together are worked at: in the function, on every way in.

Gradio's own limits hold in its queue alone, and POST /gradio_api/run/NAME goes past it.
"""

from __future__ import annotations

import asyncio
import contextvars
import ctypes
import functools
import os
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

import gradio as gr

from mnist_space.limits import Limits
from mnist_space.ui.errors import BusyError

Given = ParamSpec("Given")
Result = TypeVar("Result")

# Of quiet, before memory is given back: it takes a few milliseconds, but the next picture would
# ask for it again.
QUIET_SECONDS = 2.0


class Turns:
    """A few workers, and a line in front of them; belongs to the app's event loop."""

    def __init__(self, held: Limits) -> None:
        """Start `at_once` workers, for which `queue` others may wait."""
        self._workers = ThreadPoolExecutor(held.at_once, thread_name_prefix="picture")
        self._places = held.at_once + held.queue
        self._taken = 0
        self._quiet: asyncio.TimerHandle | None = None

    def taking(self, function: Callable[Given, Result]) -> Callable[Given, Awaitable[Result]]:
        """Return `function` as a coroutine that waits for a worker.

        Raises:
            BusyError: it is called while the line is full.
        """

        @functools.wraps(function)
        async def wait(*args: Given.args, **kwargs: Given.kwargs) -> Result:
            with self._place():
                return await self._run(functools.partial(function, *args, **kwargs))

        return wait

    def taking_in_order(self, function: Callable[..., Result]) -> Callable[..., Awaitable[Result]]:
        """Return the same, which takes a request first; calls from one page end as they began.

        A page's script starts an event again while one is under way, if both begin within the few
        milliseconds in which it gathers their values. A late answer to what lay there before would
        then stand for what lies there now.
        """
        locks: WeakValueDictionary[str | None, asyncio.Lock] = WeakValueDictionary()

        async def wait(request: gr.Request, *args: object) -> Result:
            lock = locks.setdefault(request.session_hash, asyncio.Lock())
            with self._place():
                async with lock:  # the first to come is the first to have it
                    return await self._run(functools.partial(function, *args))

        return wait

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._taken >= self._places:
            raise BusyError(f"{self._places} pictures are being read already: try again soon.")
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1
            self._give_back_when_quiet()

    async def _run(self, call: Callable[[], Result]) -> Result:
        run = functools.partial(contextvars.copy_context().run, call)
        return await asyncio.get_running_loop().run_in_executor(self._workers, run)

    def _give_back_when_quiet(self) -> None:
        if self._quiet:
            self._quiet.cancel()
        if not self._taken:
            loop = asyncio.get_running_loop()
            self._quiet = loop.call_later(QUIET_SECONDS, self._workers.submit, give_back_memory)


def give_back_memory() -> None:
    """Give what is free back to the system; glibc keeps it, hundreds of MB after large pictures.

    Does nothing where the C library is another one.
    """
    trim = None if os.name == "nt" else getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
