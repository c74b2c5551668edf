"""One evaluation at a time, without a page."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from mnist_space.evaluation.answers import EvaluationCancelled
from mnist_space.ui.evaluation.turn import WAIT, Turn

DOING = "Measuring ..."
Said = list[tuple[str, float | None]]


def run(test: Coroutine[Any, Any, None]) -> None:
    """Run a test that would wait for ever where it fails."""
    asyncio.run(asyncio.wait_for(test, 20))


class Thread:
    """Work in a thread that the test holds: it has begun, it goes on, it noticed a cancel."""

    def __init__(self) -> None:
        self.begun, self.go_on, self.noticed = (threading.Event() for _ in range(3))

    def __call__(self, progress: Callable[[float], object], cancelled: Callable[[], bool]) -> str:
        progress(0.5)
        self.begun.set()
        assert self.go_on.wait(20)
        if cancelled():
            self.noticed.set()
            raise EvaluationCancelled
        return "done"


def started(turn: Turn, work: Thread, said: Said) -> asyncio.Task[str]:
    return asyncio.create_task(turn.run(work, lambda *now: said.append(now), DOING))


async def set_in_time(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, 20)


def test_one_works_and_the_others_wait_in_order_and_say_so() -> None:
    async def three() -> None:
        turn, works = Turn(), (Thread(), Thread(), Thread())
        said: tuple[Said, ...] = ([], [], [])
        tasks = [started(turn, *pair) for pair in zip(works, said, strict=True)]
        await set_in_time(works[0].begun)
        assert said == ([(DOING, 0), (DOING, 0.5)], [(WAIT, None)], [(WAIT, None)])
        works[0].go_on.set()
        await set_in_time(works[1].begun)
        assert not works[2].begun.is_set()
        for work in works:
            work.go_on.set()
        assert await asyncio.gather(*tasks) == ["done"] * 3
        assert said[2] == [(WAIT, None), (DOING, 0), (DOING, 0.5)]

    run(three())


def test_cancelled_work_keeps_the_turn_until_its_thread_has_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def cancelled() -> None:
        turn, first, second = Turn(), Thread(), Thread()
        task = started(turn, first, [])
        await set_in_time(first.begun)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        said: Said = []
        following = started(turn, second, said)
        await asyncio.sleep(0)
        assert said == [(WAIT, None)]
        assert not second.begun.is_set()
        first.go_on.set()
        await set_in_time(second.begun)
        assert first.noticed.is_set()
        second.go_on.set()
        assert await following == "done"

    run(cancelled())
    assert caplog.records == []


def test_who_is_cancelled_while_waiting_never_begins() -> None:
    async def waiting() -> None:
        turn, first, second = Turn(), Thread(), Thread()
        working, task = started(turn, first, []), started(turn, second, [])
        await set_in_time(first.begun)
        task.cancel()
        first.go_on.set()
        assert await working == "done"
        third = Thread()
        third.go_on.set()
        assert await started(turn, third, []) == "done"
        assert not second.begun.is_set()

    run(waiting())


def test_what_the_work_raises_reaches_who_asked() -> None:
    def fault(*_: object) -> str:
        raise KeyError("nobody foresaw this")

    async def twice() -> None:
        turn = Turn()
        for _ in range(2):
            with pytest.raises(KeyError):
                await turn.run(fault, lambda *_: None, DOING)

    run(twice())
