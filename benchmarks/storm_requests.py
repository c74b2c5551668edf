"""What the usual clients of storm.py send: pictures, whose answers are known."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from common import contenders, drawing, whole_test

from mnist_space.reading.answers import answer_json
from mnist_space.reading.predictor import Predictor
from mnist_space.synthesis import redraw

PATIENCE = 120.0  # seconds for one answer
SLICE = 1 << 16  # bytes
EDGE = "one-picture"
KIND = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
JSON = {"Content-Type": "application/json"}
BUSY = re.compile("try again soon|queue is full", re.IGNORECASE)
META = {"_type": "gradio.FileData"}


class Verdict(StrEnum):
    """What an answer is."""

    RIGHT = "right"
    REFUSED = "refused by the queue"
    TOLD = "told what is wrong"
    WRONG = "wrong answer"
    CRASH = "no answer"


@dataclass(frozen=True)
class Known:
    """A picture's file, and what the predictor says of it in this process."""

    data: bytes
    label: int | str | None
    confidence: float
    text: str


@dataclass(frozen=True)
class Reply:
    """A status and a body; status 0: the connection ended without one."""

    status: int
    body: bytes

    @property
    def told(self) -> Any:  # noqa: ANN401 - JSON
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Visitor:
    """Sends one request after another to the app on a port of this machine."""

    def __init__(self, port: int) -> None:
        """Take the port; every request has a connection of its own."""
        self._port = port

    async def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        """Send a request and wait for all of its answer."""
        head = {"Host": "127.0.0.1", "Connection": "close", "Content-Length": str(len(body))}
        lines = [f"{name}: {value}" for name, value in (head | headers).items()]
        text = "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + body
        try:
            answer = await asyncio.wait_for(self.exchange(text), PATIENCE)
        except (OSError, TimeoutError):
            return Reply(0, b"")
        top, _, rest = answer.partition(b"\r\n\r\n")
        if b"chunked" in top.lower():
            rest = b"".join(
                re.findall(rb"[0-9a-f]+\r\n(.*?)\r\n(?=[0-9a-f]+\r\n)", rest, re.DOTALL)
            )
        return Reply(int(top.split()[1]) if top else 0, rest)

    async def exchange(self, text: bytes, is_whole: bool = True) -> bytes:
        """Send bytes and read to the end, or hang up at once.

        Reads while it sends: who is refused is told so before all is sent.
        """
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        received = list[bytes]()

        async def receive() -> None:
            with suppress(ConnectionError):
                while data := await reader.read(SLICE):
                    received.append(data)

        receiving = asyncio.create_task(receive())
        try:
            with suppress(ConnectionError):
                for first in range(0, len(text), SLICE):
                    if received:
                        break
                    writer.write(text[first : first + SLICE])
                    await writer.drain()
            if is_whole:
                await receiving
            return b"".join(received)
        finally:
            receiving.cancel()
            writer.close()

    async def run(self, endpoint: str, body: bytes) -> Reply:
        """Ask an endpoint past the queue."""
        return await self.ask("POST", f"/gradio_api/run/{endpoint}", body, JSON)

    async def call(self, endpoint: str, body: bytes) -> Reply:
        """Ask an endpoint through the queue; gives its last message as the body."""
        begun = await self.ask("POST", f"/gradio_api/call/{endpoint}", body, JSON)
        if begun.status != 200:
            return begun
        path = f"/gradio_api/call/{endpoint}/{begun.told['event_id']}"
        stream = await self.ask("GET", path, b"", {})
        messages = re.findall(rb"^event: (\w+)\r?\ndata: (.*)$", stream.body, re.MULTILINE)
        if not messages:
            return Reply(0, b"")
        event, data = messages[-1]
        return Reply(200, b'{"data": %s}' % data if event == b"complete" else data)

    async def upload(self, data: bytes) -> Reply:
        """Send a file; the body is a list of paths."""
        return await self.ask("POST", "/gradio_api/upload", multipart(data), KIND)


def multipart(data: bytes) -> bytes:
    """The body of an upload."""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
    return head.encode() + data + f"\r\n--{EDGE}--\r\n".encode()


def values(*data: object) -> bytes:
    """The body of a request with these values."""
    return json.dumps({"data": data}).encode()


def known_pictures(count: int, seed: int) -> list[Known]:
    """Test digits as drawings and as photos, with the answers to them."""
    predictor, split = contenders()[1].predictor, whole_test()
    files = []
    for number in range(count):
        ink = split.images[number]
        photo = redraw("grey_photo", ink, number, seed)[..., ::-1]
        kind, picture = (".png", drawing(ink)) if number % 2 else (".jpg", photo)
        files.append(cv2.imencode(kind, picture)[1].tobytes())
    return [_known(predictor, file) for file in files]


def _known(predictor: Predictor, file: bytes) -> Known:
    answer = answer_json(predictor.read(file))
    return Known(file, answer["label"], answer["confidence"], predictor.read_number(file).text)


async def read_one(visitor: Visitor, known: Known, rng: np.random.Generator) -> Verdict:
    """Upload a picture and ask for its digit or its number, in one of the ways there are."""
    sent = await visitor.upload(known.data)
    if sent.status != 200:
        return judged(sent, lambda _: False)
    file = {"path": sent.told[0], "meta": META}
    ask = visitor.call if rng.random() < 0.3 else visitor.run
    if rng.random() < 0.2:
        return judged(
            await ask("read_number", values(file, None, None)),
            lambda answer: answer["text"] == known.text,
        )

    def is_right(answer: Any) -> bool:  # noqa: ANN401 - JSON
        same = abs(answer["confidence"] - known.confidence) < 1e-4
        return same and bool(answer["label"] == known.label)

    if rng.random() < 0.2:
        return judged(
            await ask("predict_batch", values([file, file], None, None)),
            lambda answers: len(answers) == 2 and all(map(is_right, answers)),
        )
    return judged(await ask("predict", values(file, None, None)), is_right)


def judged(reply: Reply, is_right: Callable[[Any], bool]) -> Verdict:
    """Say what an answer to a good request is."""
    told = reply.told
    if reply.status and BUSY.search(reply.body.decode(errors="replace")):
        return Verdict.REFUSED
    if not reply.status or told is None:
        return Verdict.CRASH
    if reply.status != 200 or "data" not in told:
        return Verdict.WRONG
    return Verdict.RIGHT if is_right(told["data"][0]) else Verdict.WRONG
