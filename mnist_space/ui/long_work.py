"""Long work on the page: a button starts it, a status tells how far it is, Cancel ends it.

    block = long_work("eval", "Evaluate", "Takes a few seconds.")
    ended = wire_long_work(block, evaluate, [model], [report], "The report is the one of before.")
    ended.then(show, report, figures)

Work is one visitor's own: nobody else can cancel it, a second start takes its place, and it ends
when the visitor leaves.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from mnist_space.ui.components import Html, status_html
from mnist_space.ui.errors import TOLD

SECONDS_BETWEEN = 0.15
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

# Takes what is going on, the share of the work that is done or None, and, where there is something
# to see already, a value an output. Any thread may call it.
Say = Callable[..., None]
# Takes `say` and the values of the inputs; gives what is said in the end, then a value an output.
Work = Callable[..., Awaitable[tuple[Any, ...]]]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LongWork:
    """What stands on the page for one kind of work."""

    start: gr.Button
    cancel: gr.Button
    status: gr.HTML


def long_work(name: str, label: str, ready: str) -> LongWork:
    """Lay out `#name-start`, which is called `label`, `#name-cancel`, and a status `#name-status`.

    The status says `ready` until something is started.
    """
    with gr.Row():
        start = gr.Button(label, variant="primary", min_width=90, elem_id=f"{name}-start")
        cancel = gr.Button("Cancel", interactive=False, min_width=90, elem_id=f"{name}-cancel")
    return LongWork(start, cancel, gr.HTML(status_html(ready), elem_id=f"{name}-status"))


def wire_long_work(
    block: LongWork,
    work: Work,
    inputs: Sequence[Any],
    outputs: Sequence[Any],
    unchanged: str,
    at_once: int,
    *triggers: Any,  # noqa: ANN401 - an event of a component, such as `box.submit`
    preprocess: bool = True,
) -> Any:  # noqa: ANN401 - what an event of gradio gives, with its `then`
    """Do `work` when the block's button is pressed.

    Args:
        block: what the visitor sees of it.
        work: takes `say` and the values of `inputs`; gives a text for the status and a value for
            each of `outputs`. It is cancelled as a task of asyncio is.
        inputs, outputs: components.
        unchanged: a sentence on what stays as it was when the work does not succeed.
        at_once: how many visitors' work may run or wait; others wait in gradio's queue.
        triggers: what starts it besides the button.
        preprocess: whether gradio looks at the values first; it would open a file among them.
    """
    runs = Runs(work, len(outputs), unchanged)
    block.cancel.click(runs.cancel, None, None, queue=False, **QUIET)
    return gr.on(
        [block.start.click, *triggers],
        runs.start,
        inputs,
        [*outputs, block.status, block.start, block.cancel],
        concurrency_limit=at_once,
        trigger_mode="once",
        preprocess=preprocess,
        **QUIET,
    )


class Runs:
    """The running work of one kind: each visitor's own, by the visitor's session."""

    def __init__(self, work: Work, outputs: int, unchanged: str) -> None:
        """Nothing runs yet; see `wire_long_work`."""
        self._work, self._unchanged = work, unchanged
        self._nothing = (gr.skip(),) * outputs
        self._tasks: dict[str | None, asyncio.Task[tuple[Any, ...]]] = {}

    async def start(self, request: gr.Request, *values: object) -> AsyncIterator[tuple[Any, ...]]:
        """Do the work, as an event of gradio; each yield is for outputs, status and buttons."""
        said: list[tuple[Any, ...]] = [("Starting ...", None)]
        work = self._work(lambda *now: said.__setitem__(0, now), *values)
        await self.cancel(request)
        task = self._tasks[request.session_hash] = asyncio.ensure_future(work)
        try:
            await asyncio.sleep(0)  # The work begins, and says with what.
            while not task.done():
                text, share, *shown = said[0]
                said[0] = text, share  # what is shown is sent once
                yield *(shown or self._nothing), status_html(text, "busy", share), *_buttons(True)
                await asyncio.wait([task], timeout=SECONDS_BETWEEN)
            status, results = self._outcome(task)
            yield *results, status, *_buttons(False)
        finally:
            if self._tasks.get(request.session_hash) is task:
                await self.cancel(request)  # Gradio ends the generator of a visitor who left.

    # Not gradio's `cancels`: it sends the event that it ends an empty answer, which the page shows
    # as an error where it comes later than the answer to the cancelling itself. Asynchronous, so
    # that it runs in the loop of the task.
    async def cancel(self, request: gr.Request) -> None:
        """End what the visitor of the request has running, if anything."""
        if task := self._tasks.pop(request.session_hash, None):
            task.cancel()

    def _outcome(self, task: asyncio.Task[tuple[Any, ...]]) -> tuple[Html, Sequence[Any]]:
        if task.cancelled():
            return status_html(f"Cancelled. {self._unchanged}"), self._nothing
        error = task.exception()
        if error is None:
            text, *results = task.result()
            return status_html(text, "done"), results
        if not isinstance(error, TOLD):
            log.error("Work for a visitor failed.", exc_info=error)
            error = RuntimeError("That failed, which is a fault of this app.")
        return status_html(f"{error} {self._unchanged}", "failed"), self._nothing


def _buttons(busy: bool) -> tuple[gr.Button, gr.Button]:
    return gr.Button(interactive=not busy), gr.Button(interactive=busy)
