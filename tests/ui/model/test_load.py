"""Loading a model from the Hub, without a page: the browser's share is in `test_tab.py`."""

import asyncio

import gradio as gr

from mnist_space.ui.model.load import Pulls, canceller


def test_cancel_ends_the_visitors_own_pull_only() -> None:
    async def one_cancels() -> tuple[bool, bool]:
        pulls: Pulls = {name: asyncio.create_task(asyncio.sleep(60)) for name in ("one", "other")}
        await canceller(pulls)(gr.Request(session_hash="one"))
        await canceller(pulls)(gr.Request(session_hash="nobody"))
        await asyncio.wait([pulls["one"]])
        return pulls["one"].cancelled(), pulls["other"].done()

    assert asyncio.run(one_cancels()) == (True, False)
