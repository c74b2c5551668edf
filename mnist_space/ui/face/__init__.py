"""How the app looks from outside: its icon, and its preview in other people's messages."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnist_space.ui.face.installing import WORKER, install_routes
from mnist_space.ui.theme import DARK_GROUND, LIGHT_GROUND

# Made by docs/social.py.
SOCIAL = Path(__file__).with_name("social.png")
ADDRESS = "/social.png"
# Gradio's own: an address at the root, and of the others the first ones name Gradio.
_MANIFEST = re.compile(r'\s*<link rel="manifest"[^>]*>')
_META = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
# Addresses as the page's <base> has them: it may lie below a root path.
_INSTALLED = (
    '<link rel="icon" href="favicon.ico">',
    '<link rel="apple-touch-icon" href="pwa_icon/192/filled">',
    '<link rel="manifest" href="manifest.json">',
    *(
        f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" content="{ground}">'
        for scheme, ground in (("light", LIGHT_GROUND), ("dark", DARK_GROUND))
    ),
    # Not where the page is no secure one, nor where the browser keeps nothing.
    "<script>addEventListener('load', () => "
    f"navigator.serviceWorker?.register('{WORKER}').catch(() => {{}}))</script>",
)


class Preview:
    """An ASGI application that puts the title, a sentence and a picture into the page's head.

    `also` is put there, too. The page is sent compressed, which Gradio's own compression leaves
    out: 80 kB of 500.
    """

    def __init__(self, app: ASGIApp, title: str, sentence: str, also: str = "") -> None:
        self._app = app
        self._title, self._sentence, self._also = title, sentence, also
        self._compressed = GZipMiddleware(self._page, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only the page itself is changed."""
        page = scope["type"] == "http" and scope["path"] == "/"
        await (self._compressed if page else self._app)(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
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
                page = described(page, self._title, self._sentence, _root(scope), self._also)
            made = page.encode()
            kept = [(key, value) for key, value in start["headers"] if key != b"content-length"]
            start["headers"] = [*kept, (b"content-length", str(len(made)).encode())]
            await send(start)
            await send({"type": "http.response.body", "body": made})

        await self._app(scope, receive, changed)


def described(page: str, title: str, sentence: str, root: str, also: str = "") -> str:
    """Return a page with a head of its own for those who show a link to it.

    Args:
        page: HTML.
        title: of the page.
        sentence: about the page.
        root: where the page lies, such as "https://example.org".
        also: HTML for the end of the head.
    """
    said = {
        "og:title": title,
        "og:type": "website",
        "og:url": root + "/",
        "og:description": sentence,
        "og:image": root + ADDRESS,
        "twitter:card": "summary_large_image",
        "twitter:title": title,
        "twitter:description": sentence,
        "twitter:image": root + ADDRESS,
    }
    lines = [f'<meta name="description" content="{escape(sentence)}">', *_INSTALLED]
    for name, text in said.items():
        kind = "property" if name.startswith("og") else "name"
        lines.append(f'<meta {kind}="{name}" content="{escape(text)}">')
    rest = _MANIFEST.sub("", _META.sub("", page))
    return rest.replace("</head>", "\n".join([*lines, also, "</head>"]), 1)


def _root(scope: Scope) -> str:
    """Where the visitor sees the app: as its root path says, or the proxy before it."""
    path: str = scope.get("root_path", "").rstrip("/")
    if path.startswith(("http://", "https://")):
        return path
    headers: dict[bytes, str] = {key: value.decode("latin-1") for key, value in scope["headers"]}
    scheme = headers.get(b"x-forwarded-proto", str(scope["scheme"])).partition(",")[0].strip()
    host = headers.get(b"x-forwarded-host") or headers.get(b"host", "localhost")
    return f"{scheme}://{host}{path}"


async def _social(_: Request) -> Response:
    return FileResponse(SOCIAL)


def routes(title: str, sentence: str) -> list[Route]:
    """Return the addresses at which the app is seen from outside, before any of Gradio's."""
    return [Route(ADDRESS, _social), *install_routes(title, sentence)]
