"""Endpoints that need no session: for their requests gradio writes down no page."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import gradio as gr
from gradio import route_utils

_restore: Any = getattr(route_utils, "restore_session_state", None)


class NoSession:
    """What gradio keeps of one visitor's page, where a request comes from no page: nothing.

    It stands in for gradio's SessionState as far as events without gr.State and without updates of
    components use one.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        """Know the components as the app was built with them."""
        self.blocks_config = blocks.default_config

    def __contains__(self, _: object) -> bool:
        return False

    def __getitem__(self, key: int) -> Any:  # noqa: ANN401 - gradio's Block
        return self.blocks_config.blocks[key]

    def __setitem__(self, key: int, value: object) -> None:
        pass

    def _update_value_in_config(self, key: int, value: object) -> None:
        pass


def spare_sessions(names: Container[str]) -> None:
    """Let requests of these endpoints go without a session, where they bring none.

    Gradio makes one for every such request, with the configuration of each component of the page:
    10 ms of the 12 that a request takes. Those that come through the queue it keeps, up to
    MNIST_SPACE_SESSIONS. No setting turns that off, so a function that is not public is replaced.

    Args:
        names: endpoints that have neither gr.State nor updates of components.
    """
    if _restore is None:  # another gradio: its requests cost what they cost
        return

    def restore(app: Any, body: Any) -> tuple[Any, Any]:  # noqa: ANN401 - not public
        if body.session_hash in (None, body.event_id) and _name(app, body) in names:
            return NoSession(app.get_blocks()), None
        state, iterator = _restore(app=app, body=body)
        return state, iterator

    route_utils.restore_session_state = restore


def _name(app: Any, body: Any) -> object:  # noqa: ANN401 - as above
    """The endpoint that a request is for: in its address, or as the queue knows it."""
    if body.fn_index is not None:
        event = app.get_blocks().fns.get(body.fn_index)
        return event and event.api_name
    return body.request.path_params.get("api_name") if body.request else None
