"""The app as one that is installed: its manifest, its icons, and what it shows without a server."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path

from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mnist_space.ui.theme import LIGHT_GROUND
from mnist_space.ui.words import said

_HERE = Path(__file__).parent
# Made by docs/social.py.
ICON = _HERE / "icon.png"
ICON_SIZES = (192, 512)
# A system that cuts icons into its own shape fills it to the corners.
INDIGO = "#4f46e5"
WORKER = "offline.js"


def install_routes(title: str, sentence: str) -> list[Route]:
    """Return what a browser asks for to install the app; every address is relative to the page's.

    Gradio's own makes an icon of whatever size is asked for: 30,000 x 30,000 take 4 GB. Its own
    manifest names icons that are not there where the app lies below a root path.
    """
    manifest = {
        "name": title,
        "short_name": title,
        "description": sentence,
        "start_url": "./",
        "display": "standalone",
        "background_color": LIGHT_GROUND,
        "theme_color": LIGHT_GROUND,
        "icons": [
            _named(f"pwa_icon/{size}{kind}", size, purpose)
            for kind, purpose in (("", "any"), ("/filled", "maskable"))
            for size in ICON_SIZES
        ],
    }
    shown = (_HERE / "offline.html").read_text(encoding="utf-8")
    words = said(*re.findall(r"<(?:p|button)\b[^>]*>([^<]+)<", shown))
    page = json.dumps(shown.replace("SAID = {}", f"SAID = {json.dumps(words)}"))
    worker = (_HERE / WORKER).read_text(encoding="utf-8").replace('"offline.html"', page)

    async def described(_: Request) -> Response:
        return JSONResponse(manifest, media_type="application/manifest+json")

    async def offline(_: Request) -> Response:
        return Response(worker, media_type="text/javascript")

    return [
        Route("/manifest.json", described),
        Route(f"/{WORKER}", offline),
        Route("/pwa_icon/{size:int}", _icon),
        Route("/pwa_icon/{size:int}/filled", _filled),
    ]


def _named(address: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


async def _icon(request: Request) -> Response:
    return _answer(request.path_params["size"], filled=False)


async def _filled(request: Request) -> Response:
    return _answer(request.path_params["size"], filled=True)


def _answer(size: int, *, filled: bool) -> Response:
    if size not in ICON_SIZES:
        return Response(status_code=404)
    return Response(_resized(size, filled), media_type="image/png")


@cache
def _resized(size: int, filled: bool) -> bytes:
    made = io.BytesIO()
    with Image.open(ICON) as stored:
        icon = stored.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
    if filled:
        icon = Image.alpha_composite(Image.new("RGBA", icon.size, INDIGO), icon).convert("RGB")
    icon.save(made, "PNG")
    return made.getvalue()
