"""Pictures come as files: a visitor does not choose what this server fetches from elsewhere."""

from __future__ import annotations

from typing import Any

import gradio as gr
from fastapi import HTTPException
from gradio import processing_utils, routes

REFUSED = "Send the file itself: this app fetches nothing from an address."


def refuse_addresses() -> None:
    """Make gradio refuse an http(s) address wherever a file may stand, without asking for it.

    By itself gradio loads what lies there whole into memory, before the app's own handler sees the
    event; and /gradio_api/file=ADDRESS passes on what any public server has. No setting turns
    that off, so two functions that are not public are replaced; without them nothing starts.
    """
    for module, name, stand_in in (
        (processing_utils, "async_ssrf_protected_download", _refuse_download),
        (routes, "secure_url_stream_response", _refuse_stream),
    ):
        if not hasattr(module, name):
            raise ImportError(f"This gradio has no {module.__name__}.{name}, which must be closed.")
        setattr(module, name, stand_in)


async def _refuse_download(*_: object, **__: object) -> str:
    raise gr.Error(REFUSED, print_exception=False)


async def _refuse_stream(*_: object) -> Any:  # noqa: ANN401 - stands in for a response
    raise HTTPException(403, REFUSED)
