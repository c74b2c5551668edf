"""Whose work begins, moves and ends, without a page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import gradio as gr
import pytest

from mnist_space.evaluation.answers import EvaluationError
from mnist_space.hub.source import HubError
from mnist_space.ui.long_work import Runs, Say

SKIPPED = gr.skip()
ONE, OTHER = gr.Request(session_hash="one"), gr.Request(session_hash="other")
Shown = list[tuple[Any, ...]]


def run(test: Coroutine[Any, Any, None]) -> None:
    """Run a test that would wait for ever where it fails."""
    asyncio.run(asyncio.wait_for(test, 20))


def runs(work: Callable[..., Awaitable[tuple[Any, ...]]]) -> Runs:
    return Runs(work, 1, "All is as before.")


class Hanging:
    """Work that goes on until it is cancelled; `say` is the last visitor's."""

    def __init__(self) -> None:
        self.begun = self.cancelled = 0

    async def __call__(self, say: Say, *_: object) -> tuple[Any, ...]:
        self.begun += 1
        self.say = say
        say("Measuring ...", 0.25)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return ()


async def following(steps: AsyncIterator[tuple[Any, ...]], shown: Shown) -> None:
    """What gradio does: ask for the next step as long as there is one."""
    async for step in steps:
        shown.append(step)


def ending(shown: Shown) -> tuple[object, str, bool, bool]:
    """The last output, the status, and whether the buttons can be pressed."""
    result, status, start, cancel = shown[-1]
    return result, status, start.interactive, cancel.interactive


def done(work: Callable[..., Awaitable[tuple[Any, ...]]], *values: object) -> Shown:
    shown: Shown = []
    run(following(runs(work).start(ONE, *values), shown))
    return shown


def test_work_gets_the_inputs_and_gives_the_outputs() -> None:
    async def work(say: Say, first: int, second: int) -> tuple[Any, ...]:
        say("Adding ...", None)
        await asyncio.sleep(0)
        return "Added <both>.", first + second

    shown = done(work, 1, 2)
    assert len(shown) == 2
    skipped, status, start, cancel = shown[0]
    assert (skipped, start.interactive, cancel.interactive) == (SKIPPED, False, True)
    assert "Adding ..." in status
    assert "progressbar" not in status
    result, status, *buttons = ending(shown)
    assert (result, buttons) == (3, [True, False])
    assert "Added &lt;both&gt;." in status
    assert "status-done" in status


def test_the_status_moves_with_what_the_work_says() -> None:
    async def moving() -> None:
        work = Hanging()
        steps = runs(work).start(ONE)
        assert 'aria-valuenow="25"' in (await anext(steps))[1]
        work.say("Still measuring ...", 0.5)
        _, status, *_ = await anext(steps)
        assert 'aria-valuenow="50"' in status
        assert "Still measuring ..." in status
        await steps.aclose()

    run(moving())


def test_cancel_ends_the_visitors_own_work_only() -> None:
    async def cancelling() -> None:
        work = Hanging()
        here, shown = runs(work), ([], [])
        tasks = [
            asyncio.create_task(following(here.start(visitor), rows))
            for visitor, rows in zip((ONE, OTHER), shown, strict=True)
        ]
        while work.begun < 2:
            await asyncio.sleep(0)
        await here.cancel(gr.Request(session_hash="nobody"))
        await here.cancel(ONE)
        await tasks[0]
        assert work.cancelled == 1
        result, status, *buttons = ending(shown[0])
        assert (result, buttons) == (SKIPPED, [True, False])
        assert "Cancelled. All is as before." in status
        assert not tasks[1].done()
        await here.cancel(OTHER)
        await tasks[1]

    run(cancelling())


def test_a_second_start_takes_the_place_of_the_first() -> None:
    async def starting() -> None:
        work = Hanging()
        here, first, second = runs(work), [], []
        before = asyncio.create_task(following(here.start(ONE), first))
        while not work.begun:
            await asyncio.sleep(0)
        after = asyncio.create_task(following(here.start(ONE), second))
        await before
        assert (work.begun, work.cancelled) == (2, 1)
        assert not after.done()
        await here.cancel(ONE)
        await after
        assert work.cancelled == 2

    run(starting())


def test_work_of_a_visitor_who_left_ends() -> None:
    async def leaving() -> None:
        work = Hanging()
        steps = runs(work).start(ONE)
        await anext(steps)
        await steps.aclose()  # as gradio does when the page is gone
        await asyncio.sleep(0)
        assert work.cancelled == 1

    run(leaving())


def test_cancelling_twice_lets_the_work_end_in_order() -> None:
    ended = []

    async def work(_: Say) -> tuple[Any, ...]:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.01)
            ended.append("in order")
        return ()

    async def cancelling() -> None:
        here, shown = runs(work), []
        task = asyncio.create_task(following(here.start(ONE), shown))
        while not shown:
            await asyncio.sleep(0)
        await here.cancel(ONE)
        await asyncio.sleep(0)
        await here.cancel(ONE)
        await task
        assert "Cancelled." in ending(shown)[1]

    run(cancelling())
    assert ended == ["in order"]


def test_an_error_of_the_visitor_is_told_and_one_of_ours_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work(_: Say, error: Exception) -> tuple[Any, ...]:
        raise error

    assert "It is damaged. All is" in ending(done(work, EvaluationError("It is damaged.")))[1]
    result, status, *buttons = ending(done(work, HubError("There is no <such> model.")))
    assert (result, buttons) == (SKIPPED, [True, False])
    assert "There is no &lt;such&gt; model. All is as before." in status
    assert "status-failed" in status
    assert caplog.records == []
    result, status, *buttons = ending(done(work, KeyError("/a/path")))
    assert (result, buttons) == (SKIPPED, [True, False])
    assert "That failed, which is a fault of this app. All is as before." in status
    assert "/a/path" not in status
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "/a/path" in caplog.text
