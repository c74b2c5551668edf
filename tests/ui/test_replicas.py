"""Two apps behind one address: a real nginx with docs/nginx.conf."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file

from mnist_space.artifact import BUNDLED
from tests.serving import ROOT, free_port, served

SEVEN = str(BUNDLED / "examples" / "seven-squared-paper.jpg")
PORTS = ("7860", "7861", "7862")


@pytest.fixture
def replicas(app_url: str, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of nginx, and the process of one of the two apps behind it."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if nginx is None:
        pytest.fail("This test needs nginx: `apt-get install nginx-light`.", pytrace=False)
    with served(tmp_path) as (second, process):
        front = free_port()
        text = (ROOT / "docs" / "nginx.conf").read_text().replace("/tmp/", f"{tmp_path}/")
        for usual, port in zip(PORTS, (front, _port(app_url), _port(second)), strict=True):
            text = text.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{port}")
        file = tmp_path / "nginx.conf"
        file.write_text(text)
        proxy = subprocess.Popen([nginx, "-c", str(file), "-g", "daemon off;"])
        try:
            wait_for(front)
            yield f"http://127.0.0.1:{front}", process
        finally:
            proxy.terminate()
            proxy.wait()


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def ask(url: str, cookie: str = "") -> tuple[str, str]:
    """Which app answers, and the cookie that it sets."""
    request = urllib.request.Request(f"{url}/gradio_api/app_id", headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert json.load(answer)["app_id"]
        return answer.headers["X-Replica"], answer.headers["Set-Cookie"] or ""


def wait_for(port: int) -> None:
    """Return when somebody listens."""
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 60).close()
            return


def read_seven(url: str) -> Any:
    client = Client(url, verbose=False, download_files=False)
    try:
        return client.predict(handle_file(SEVEN), api_name="/predict")["label"]
    finally:
        client.close()


def test_a_visitor_stays_with_one_app_and_another_takes_over(
    replicas: tuple[str, subprocess.Popen[str]],
) -> None:
    url, process = replicas
    _, cookie = ask(url)
    assert cookie.startswith("replica=")
    visitors = [f"replica={number:032x}" for number in range(40)]
    first = {visitor: ask(url, visitor)[0] for visitor in visitors}
    assert len(set(first.values())) == 2
    assert first == {visitor: ask(url, visitor)[0] for visitor in visitors}
    assert ask(url, visitors[0])[1] == ""
    # Brings no cookie: upload, question and answer go to the app of its address.
    assert read_seven(url) == 7
    process.kill()
    process.wait()
    # nginx names both, where it tried one that is gone.
    left = {ask(url, visitor)[0].rpartition(" ")[2] for visitor in visitors}
    assert len(left) == 1
    assert left < set(first.values())
    assert read_seven(url) == 7
