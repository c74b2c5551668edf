"""Evaluations take the machine's cores: one runs at a time, in a thread; others wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from mnist_space.ui.long_work import Say

Result = TypeVar("Result")

WAIT = "Another evaluation is running. Yours starts when it ends."


class Turn:
    """Lets one piece of work run at a time, for all visitors together, first come first served."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._lock = asyncio.Lock()

    async def run(
        self,
        work: Callable[[Callable[[float], object], Callable[[], bool]], Result],
        say: Say,
        doing: str,
    ) -> Result:
        """Do `work` in a thread when it is its turn.

        A cancelled task ends at once; its thread keeps the turn until it has ended too.

        Args:
            work: called with a function that takes the share done, and one that tells whether it
                was cancelled.
            say: told that it waits or what it is `doing`, with the share done.
            doing: such as "Evaluating ...".

        Raises:
            Whatever `work` raises.
        """
        if self._lock.locked():
            say(WAIT, None)
        await self._lock.acquire()
        say(doing, 0)
        cancelled = threading.Event()
        thread = asyncio.get_running_loop().run_in_executor(
            None, work, lambda share: say(doing, share), cancelled.is_set
        )
        thread.add_done_callback(self._ended)
        try:
            return await asyncio.shield(thread)
        finally:
            cancelled.set()

    def _ended(self, thread: asyncio.Future[Any]) -> None:
        self._lock.release()
        thread.exception()  # Seen: asyncio would log what nobody waits for any more.
