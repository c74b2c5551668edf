"""Uploads: broken-off ones go, one request brings no more than its share, the folder has an end."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import time
import urllib.parse
from pathlib import Path

import pytest

from mnist_space.limits import Limits
from mnist_space.ui import uploads
from mnist_space.ui.uploads import LimitedBodies, sweep
from tests.ui.test_odd_values import post

EDGE = "----edge"
HEAD = f'--{EDGE}\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'


def aged(path: Path, seconds: float, size: int = 10) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_what_is_being_downloaded_is_not_written_again(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "get_upload_folder", lambda: str(tmp_path))
    path = Path(uploads.to_uploads(b"1,2", "table.csv"))
    assert (path.name, path.read_bytes()) == ("table.csv", b"1,2")
    os.utime(path, (1000, 1000))
    before = path.stat()
    assert uploads.to_uploads(b"1,2", "table.csv") == str(path)
    after = path.stat()
    assert after.st_ino == before.st_ino
    assert after.st_mtime > before.st_mtime  # it stays as long as a new one
    assert list(path.parent.iterdir()) == [path]
    assert uploads.to_uploads(b"1,3", "table.csv") != str(path)


def test_old_files_go_and_young_ones_stay(tmp_path, monkeypatch):
    now = time.time()
    for name in ("broken-off", "a/old.png"):
        aged(tmp_path / name, 0)
    monkeypatch.setattr(uploads.time, "time", lambda: now + 4000)
    young = aged(tmp_path / "b" / "young.png", 0)
    os.utime(young, (now + 3900,) * 2)
    sweep(tmp_path, 3600, 1000)
    assert [path.name for path in tmp_path.rglob("*")] == ["b", "young.png"]


def test_a_copy_of_an_old_file_is_young(tmp_path):
    copy = aged(tmp_path / "example.png", 100_000)
    sweep(tmp_path, 3600, 1000)
    assert copy.exists()


def test_the_oldest_make_room(tmp_path, monkeypatch):
    files = [tmp_path / str(number) for number in range(5)]
    for age, path in enumerate(files):
        path.write_bytes(bytes(300))
        os.utime(path, (time.time() + 100 - age,) * 2)
    sweep(tmp_path, 3600, 1000)
    assert sorted(tmp_path.iterdir()) == files[:3]


def requested(body: list[bytes], held: Limits, length: int | None) -> tuple[list[int], int]:
    """Send a body in parts; the statuses answered, and how many bytes the app received."""
    received = 0
    statuses: list[int] = []

    async def app(scope, receive, send) -> None:
        nonlocal received
        while True:
            message = await receive()
            received += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200})

    parts = [{"type": "http.request", "body": part, "more_body": True} for part in body]
    parts[-1]["more_body"] = False

    async def receive():
        return parts.pop(0)

    async def send(message) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "POST", "headers": headers}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uploads, "limits", lambda: held)
        asyncio.run(LimitedBodies(app)(scope, receive, send))
    return statuses, received


HELD = Limits(request_bytes=1000, upload_bytes=5000)


@pytest.mark.parametrize(
    ("parts", "length", "statuses", "received"),
    [
        (10, 1000, [200], 1000),
        (11, 1100, [413], 0),
        (11, None, [200], 1000),  # as if the sender had hung up
        (10, 500, [200], 500),  # more than was announced
    ],
)
def test_a_body_ends_at_the_limit(parts, length, statuses, received):
    assert requested([bytes(100)] * parts, HELD, length) == (statuses, received)


def test_bodies_on_the_way_are_counted_together():
    assert requested([b"x"], Limits(request_bytes=1000, upload_bytes=900), None) == ([503], 0)


def test_the_app_refuses_a_request_of_many_large_files(app_url: str):
    """By its length alone: nothing of it is sent."""
    place = urllib.parse.urlsplit(app_url)
    assert place.hostname
    assert place.port
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        connection.sendall(
            b"POST /gradio_api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 300000000\r\n"
            b"Content-Type: multipart/form-data; boundary=" + EDGE.encode() + b"\r\n\r\n"
        )
        answer = connection.makefile().read()
    assert answer.startswith("HTTP/1.1 413")
    assert "Send at most 100 MB at once." in answer


def test_an_upload_that_is_broken_off_is_no_fault(app_url: str, app_folder: Path):
    place = urllib.parse.urlsplit(app_url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=60) as half:
        half.sendall(
            b"POST /gradio_api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n"
            b"Content-Type: multipart/form-data; boundary=" + EDGE.encode() + b"\r\n\r\n"
        )
        half.sendall(HEAD.encode() + bytes(1_000_000))
    for _ in range(20):
        post(f"{app_url}/gradio_api/run/predict", b'{"data": []}')
    assert "ClientDisconnect" not in (app_folder / "errors.txt").read_text()


def test_the_app_still_takes_what_is_within_the_limits(app_url: str):
    assert "error" in json.loads(post(f"{app_url}/gradio_api/run/predict", b'{"data": []}')[1])
