"""In a process of its own, whose gradio would fetch from this machine, as it does from others."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENDPOINTS = {"predict", "predict_batch", "read_number", "read_table", "apply_step", "evaluate_data"}
CHECK = """
import json, sys, urllib.error, urllib.request
from gradio import processing_utils
import app
from mnist_space.ui import LAUNCH_SETTINGS

processing_utils.PUBLIC_HOSTNAME_WHITELIST.append("127.0.0.1")
address = sys.argv[1]
home = app.demo.launch(prevent_thread_lock=True, quiet=True, **LAUNCH_SETTINGS)[1].rstrip("/")

def ask(path, payload=None):
    data = None if payload is None else json.dumps(payload).encode()
    request = urllib.request.Request(home + path, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()

file = {"path": address, "meta": {"_type": "gradio.FileData"}}
said = {"file=": ask("/gradio_api/file=" + address)}
for event in json.loads(ask("/config"))["dependencies"]:
    values = (file, [file], {"deeper": file}, {**file, "is_stream": True})
    for value in values if event["inputs"] else values[:1]:
        data = [value] * len(event["inputs"])
        payload = {"fn_index": event["id"], "data": data, "session_hash": "one"}
        said.setdefault(event["api_name"], []).append(ask("/gradio_api/run/predict", payload))
print(json.dumps(said))
"""


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """The address of a file on a server of ours, and what was asked of that server."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"no picture")

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/digit.png", asked
        server.shutdown()
        thread.join()


def test_no_event_fetches_an_address(elsewhere: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = elsewhere
    command = [sys.executable, "-c", CHECK, address]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout.splitlines()[-1])
    assert asked == []
    assert "fetches nothing from an address" in said["file="]
    assert len(said) > len(ENDPOINTS)
    for name in ENDPOINTS:
        assert "fetches nothing from an address" in said[name][0], name
