"""Gradio's scripts and styles are loaded once: it says nothing of how long they hold."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = "/assets/"
# A year: a file whose content changes gets another name.
KEPT = "public, max-age=31536000, immutable"


class KeptAssets:
    """An ASGI application that tells browsers to keep the assets of the page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is no asset, or is not there, is passed on as it is."""

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Cache-Control"] = KEPT
            await send(message)

        asset = scope["type"] == "http" and scope["path"].startswith(FOLDER)
        await self._app(scope, receive, kept if asset else send)
