"""How the app looks from outside: its icon, and its preview in other people's messages."""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

from PIL import Image
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

_HERE = Path(__file__).parent
# Made by docs/social.py.
ICON = _HERE / "icon.png"
SOCIAL = _HERE / "social.png"
ADDRESS = "/social.png"
ICON_SIZES = (192, 512)
# Gradio's own, of which the first ones name Gradio.
_META = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')

Message: TypeAlias = MutableMapping[str, Any]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


class Preview:
    """An ASGI application that puts the title, a sentence and a picture into the page's head."""

    def __init__(self, app: Callable[..., Awaitable[None]], title: str, sentence: str) -> None:
        self._app = app
        self._title, self._sentence = title, sentence

    async def __call__(self, scope: Message, receive: object, send: Send) -> None:
        """Answer a request; only the page itself is changed."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = body.decode()
            if "<head" in page:
                page = described(page, self._title, self._sentence, _origin(scope))
            made = page.encode()
            kept = [(key, value) for key, value in start["headers"] if key != b"content-length"]
            start["headers"] = [*kept, (b"content-length", str(len(made)).encode())]
            await send(start)
            await send({"type": "http.response.body", "body": made})

        await self._app(scope, receive, changed)


def described(page: str, title: str, sentence: str, origin: str) -> str:
    """Return a page with a head of its own for those who show a link to it.

    Args:
        page: HTML.
        title: of the page.
        sentence: about the page.
        origin: where the page lies, such as "https://example.org".
    """
    said = {
        "og:title": title,
        "og:type": "website",
        "og:url": origin + "/",
        "og:description": sentence,
        "og:image": origin + ADDRESS,
        "twitter:card": "summary_large_image",
        "twitter:title": title,
        "twitter:description": sentence,
        "twitter:image": origin + ADDRESS,
    }
    lines = [f'<meta name="description" content="{escape(sentence)}">']
    for name, text in said.items():
        kind = "property" if name.startswith("og") else "name"
        lines.append(f'<meta {kind}="{name}" content="{escape(text)}">')
    return _META.sub("", page).replace("</head>", "\n".join([*lines, "</head>"]), 1)


def _origin(scope: Message) -> str:
    """Where the visitor sees the app: behind a proxy as that says."""
    headers: dict[bytes, str] = {key: value.decode("latin-1") for key, value in scope["headers"]}
    scheme = headers.get(b"x-forwarded-proto", str(scope["scheme"])).partition(",")[0].strip()
    host = headers.get(b"x-forwarded-host") or headers.get(b"host", "localhost")
    return f"{scheme}://{host}"


async def _social(_: Request) -> Response:
    return FileResponse(SOCIAL)


async def _icon(request: Request) -> Response:
    size = request.path_params["size"]
    if size not in ICON_SIZES:
        return Response(status_code=404)
    return Response(_resized(size), media_type="image/png")


@cache
def _resized(size: int) -> bytes:
    made = io.BytesIO()
    with Image.open(ICON) as icon:
        icon.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS).save(made, "PNG")
    return made.getvalue()


# Gradio's own makes an icon of whatever size is asked for: 30,000 x 30,000 take 4 GB.
ROUTES = [Route(ADDRESS, _social), Route("/pwa_icon/{size:int}", _icon)]
