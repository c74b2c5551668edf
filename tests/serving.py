"""The app as a process of its own, as `python app.py` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOG = "errors.txt"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def served(
    folder: Path, *program: str, **settings: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the app with its uploads and its log in `folder`; give its address and process.

    Args:
        folder: exists.
        program: what Python is to run, `app.py` where nothing is named.
        settings: of the environment.
    """
    port = free_port()
    command = [sys.executable, "-u", *(program or ("app.py",)), "--port", str(port)]
    environment = os.environ | {"GRADIO_TEMP_DIR": str(folder / "uploads")} | settings
    with (folder / LOG).open("w+") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        with process:
            assert process.stdout is not None
            try:
                running = any("Running on local URL" in line for line in process.stdout)
                assert running, (folder / LOG).read_text()
                yield f"http://127.0.0.1:{port}", process
            finally:
                process.terminate()
