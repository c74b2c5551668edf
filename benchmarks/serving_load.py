"""Starts an app of serving_apps.py and asks it, one request after another or many at once."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PATIENCE = 120.0  # seconds for a start
BOUNDARY = "one-picture"


@dataclass(frozen=True)
class App:
    """A running app.

    Attributes:
        port: where it listens, on 127.0.0.1.
        process: its process.
        began: when it was started, by `time.perf_counter`.
    """

    port: int
    process: subprocess.Popen[bytes]
    began: float

    def upload(self, name: str, data: bytes) -> dict[str, Any]:
        """Send a file; returns what an endpoint takes for it."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"'
        body = f"{head}\r\n\r\n".encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        (path,) = self._ask("upload", body, kind)
        return {"path": path, "meta": {"_type": "gradio.FileData"}}

    def run(self, endpoint: str, *values: object) -> Any:  # noqa: ANN401 - JSON
        """Ask an endpoint once, past the queue; returns the first of what it answers."""
        body = json.dumps({"data": values}).encode()
        return self._ask(f"run/{endpoint}", body, "application/json")["data"][0]

    def _ask(self, path: str, body: bytes, kind: str) -> Any:  # noqa: ANN401 - JSON
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("POST", f"/gradio_api/{path}", body, {"Content-Type": kind})
        response = connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answers {response.status}: {text[:200]!r}")
        return json.loads(text)

    def peak_memory(self) -> int:
        """Most bytes that the process has held in memory; 0 where /proc does not tell."""
        try:
            lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        except OSError:
            return 0
        peak = next((line for line in lines if line.startswith("VmHWM")), "VmHWM: 0 kB")
        return 1024 * int(peak.split()[1])

    def wait(self) -> None:
        """Wait until it listens."""
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.perf_counter() > self.began + PATIENCE:
                    raise RuntimeError("The app does not start.") from None
                time.sleep(0.01)


@contextmanager
def started(which: str) -> Iterator[App]:
    """Start `ours` or `plain` in a process of its own, wait until it listens, and end it after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(HERE / "serving_apps.py"), which, str(port)]
    with tempfile.TemporaryDirectory() as uploads:
        environment = os.environ | {"GRADIO_TEMP_DIR": uploads, "GRADIO_ANALYTICS_ENABLED": "False"}
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        app = App(port, process, began)
        try:
            app.wait()
            yield app
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def burst(app: App, endpoint: str, values: list[object], clients: int, total: int) -> list[float]:
    """Send `total` requests of as many clients at once, each on one connection that stays open.

    Returns:
        For each answer the seconds since all connections stood, in order.
    """
    body = json.dumps({"data": values}).encode()
    head = (
        f"POST /gradio_api/run/{endpoint} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return asyncio.run(_burst(app.port, head.encode() + body, clients, total))


async def _burst(port: int, request: bytes, clients: int, total: int) -> list[float]:
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    left, times, start = total, list[float](), time.perf_counter()

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal left
        while left > 0:
            left -= 1
            writer.write(request)
            await _answer(reader)
            times.append(time.perf_counter() - start)
        writer.close()

    await asyncio.gather(*(client(*connection) for connection in opened))
    return times


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    size = head.split(b"content-length:")[1].split(b"\r\n")[0]
    text = await reader.readexactly(int(size))
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(f"An endpoint answers {text[:200]!r}")
