"""Ends what takes too long in its own thread, by an exception that another thread puts there."""

from __future__ import annotations

import ctypes
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Result = TypeVar("Result")
# How often the other thread looks; so much later at most the work is ended.
INTERVAL = 0.25
_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc


class OutOfTime(BaseException):
    """Raised inside the work. Not an Exception, which the work may catch and go on."""


class _Watch:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[int, float] = {}
        self._thread: threading.Thread | None = None

    def begin(self, seconds: float) -> None:
        with self._lock:
            self._ends[threading.get_ident()] = time.monotonic() + seconds
            if not (self._thread and self._thread.is_alive()):
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()

    def end(self) -> None:
        me = threading.get_ident()
        with self._lock:
            if self._ends.pop(me, None) is None:
                # It came too late, and may not have been raised yet: take it back.
                _raise_in(ctypes.c_ulong(me), None)

    def _look(self) -> None:
        while True:
            time.sleep(INTERVAL)
            with self._lock:
                now = time.monotonic()
                for thread in [thread for thread, end in self._ends.items() if end < now]:
                    del self._ends[thread]
                    _raise_in(ctypes.c_ulong(thread), ctypes.py_object(OutOfTime))


_watch = _Watch()


def _new_watch() -> None:
    global _watch
    _watch = _Watch()


# A forked process has a copy of the lock, perhaps taken, and none of the other threads.
if hasattr(os, "register_at_fork"):  # Windows forks none
    os.register_at_fork(after_in_child=_new_watch)


_picture_end: ContextVar[float | None] = ContextVar("picture_end", default=None)


@contextmanager
def one_picture(seconds: float) -> Iterator[None]:
    """All steps that run inside are on one picture, and together take no longer.

    Inside another such block the earlier end holds.
    """
    end, outer = time.monotonic() + seconds, _picture_end.get()
    token = _picture_end.set(end if outer is None else min(end, outer))
    try:
        yield
    finally:
        _picture_end.reset(token)


def seconds_left() -> float:
    """Return what is left to the picture that is worked on; infinite where there is no limit."""
    end = _picture_end.get()
    return math.inf if end is None else end - time.monotonic()


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """Return what `work` returns, or end it after `seconds`.

    Work that is inside one call of a C library is ended when that call returns.

    Raises:
        OutOfTime: it took longer.
    """
    _watch.begin(seconds)
    try:
        return work()
    finally:
        _watch.end()
