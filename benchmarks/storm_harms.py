"""What the hostile clients of storm.py send, and what is due to them: a sentence."""

from __future__ import annotations

import io
import json
import struct
import uuid
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress

import numpy as np
from PIL import Image
from storm_requests import BUSY, JSON, KIND, META, Reply, Verdict, Visitor, multipart, values

LONG = "x" * 5000
ODD: tuple[object, ...] = (
    *(None, True, 7, 1.5, LONG, [], {}, [1], {LONG: 1}, [[[[LONG]]]]),
    *({"path": "/etc/passwd", "meta": META}, {"path": LONG, "meta": META}),
    *({"path": "/tmp/a\0b", "meta": META}, {"url": "http://127.0.0.1:9/x", "meta": META}),
)
BODIES = (b"", b"[]", b"{}", b"no json", b"\xff", b'{"data": 5}', b"[" * 100_000)
ENDPOINTS = (
    *("predict", "read_number", "read_table", "predict_batch", "apply_step", "model", "steps"),
    *("trace", "diagnose", "explain", LONG[:200]),
)
Harm = Callable[[Visitor, np.random.Generator], Awaitable[Reply | None]]


async def harm(visitor: Visitor, rng: np.random.Generator, kind: Harm) -> Verdict:
    """Send something hostile; whatever it is, an answer is due: a result, or a sentence."""
    reply = await kind(visitor, rng)
    if reply is None:
        return Verdict.TOLD
    if reply.status == 0:
        return Verdict.CRASH
    if BUSY.search(reply.body.decode(errors="replace")):
        return Verdict.REFUSED
    told = reply.told
    if isinstance(told, str):  # gradio's words for an error that is nobody's
        return Verdict.WRONG
    if isinstance(told, dict) and not told.keys() & {"data", "event_id"}:
        said = told.get("error", told.get("detail"))
        return Verdict.TOLD if isinstance(said, str) else Verdict.WRONG
    return Verdict.TOLD if reply.status < 500 else Verdict.WRONG


def harms() -> dict[str, Harm]:
    """Everything hostile that is sent, by name."""
    return {
        "a JPEG of 1,000 scans": picture_of(jpeg_of_scans(1000)),
        "a PNG of 144 million pixels": picture_of(png_bomb(12_000)),
        "a page of 40,000 squares": picture_of(squares(), "read_number"),
        "40,000 squares as a table": picture_of(squares(), "read_table"),
        "40,000 squares, explained": picture_of(squares(), "explain"),
        "a file cut short": picture_of(drawn()[:300]),
        "odd values": odd_values,
        "JSON that is none": wrong_json,
        "an upload broken off": broken_off,
        "a huge file": huge_file,
        "a request of 300 MB by its length": huge_length,
        "a session of its own": own_session,
        "a call whose answer nobody waits for": unheard,
    }


def picture_of(data: bytes, endpoint: str = "predict") -> Harm:
    """Upload a file and ask for what is on it."""

    async def send(visitor: Visitor, _: np.random.Generator) -> Reply:
        sent = await visitor.upload(data)
        if sent.status != 200:
            return sent
        file = {"path": sent.told[0], "meta": META}
        return await visitor.run(endpoint, values(file, None, None))

    return send


async def odd_values(visitor: Visitor, rng: np.random.Generator) -> Reply:
    """Send values that are none of what an endpoint takes."""
    chosen = [ODD[rng.integers(len(ODD))] for _ in range(rng.integers(4))]
    endpoint = ENDPOINTS[rng.integers(len(ENDPOINTS))]
    ask = visitor.run if rng.random() < 0.5 else visitor.call
    return await ask(endpoint, values(*chosen))


async def wrong_json(visitor: Visitor, rng: np.random.Generator) -> Reply:
    """Send a body that is not what a request is."""
    return await visitor.run("predict", BODIES[rng.integers(len(BODIES))])


async def broken_off(visitor: Visitor, rng: np.random.Generator) -> None:
    """Announce a picture of 5 MB, send a part of it, and hang up."""
    head = f"POST /gradio_api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: {5 << 20}\r\n"
    kind = f"Content-Type: {KIND['Content-Type']}\r\n\r\n"
    part = multipart(bytes(int(rng.integers(1 << 20))))[:-40]
    with suppress(OSError):  # no app: other requests tell
        await visitor.exchange(head.encode() + kind.encode() + part, is_whole=False)


async def huge_file(visitor: Visitor, _: np.random.Generator) -> Reply:
    """Send one of 21 MB."""
    return await visitor.upload(bytes(21 << 20))


async def huge_length(visitor: Visitor, _: np.random.Generator) -> Reply:
    """Announce 300 MB."""
    headers = KIND | {"Content-Length": str(300 << 20)}
    return await visitor.ask("POST", "/gradio_api/upload", multipart(b"x"), headers)


async def own_session(visitor: Visitor, _: np.random.Generator) -> Reply:
    """Ask as a page of a visitor who was never here before."""
    body = {"data": [], "session_hash": uuid.uuid4().hex}
    return await visitor.run("steps", json.dumps(body).encode())


async def unheard(visitor: Visitor, rng: np.random.Generator) -> Reply:
    """Ask through the queue and never look for the answer."""
    endpoint = ENDPOINTS[rng.integers(len(ENDPOINTS) - 1)]
    return await visitor.ask("POST", f"/gradio_api/call/{endpoint}", values(None), JSON)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def drawn() -> bytes:
    """A PNG of noise."""
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)
    return saved(Image.fromarray(noise), "PNG")


def jpeg_of_scans(count: int) -> bytes:
    """A progressive JPEG of 25 million pixels, whose last scan comes `count` times more."""
    data = saved(Image.new("L", (4990, 4990), 255), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + data[-2:]


def png_bomb(side: int) -> bytes:
    """A PNG of side x side black pixels, a thousandth of their size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = zlib.compress(bytes(side * (side // 8 + 1)), 9)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def squares() -> bytes:
    """A page ruled every 10 pixels both ways."""
    page = np.full((2000, 2000), 255, np.uint8)
    page[::10] = page[:, ::10] = 0
    return saved(Image.fromarray(page), "PNG")
