"""The command serve, which app.py is too."""

from __future__ import annotations

import errno
import functools
import os
import signal
import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from mnist_space.extras import MissingExtraError, require
from mnist_space.limits import LimitError, limits

MCP_VARIABLE = "MNIST_SPACE_MCP"
# For answers under way, when the app is told to end.
GRACE_SECONDS = 1.0
# For what visitors gave a moment ago: on a Space, what is not sent by then is lost.
SENDING_SECONDS = 8.0


def serve(
    share: Annotated[bool, typer.Option("--share", help="Make a temporary public link.")] = False,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (127.0.0.1, or 0.0.0.0 on a Space).")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on (the first free from 7860)."),
    ] = None,
    mcp: Annotated[
        bool,
        typer.Option(
            "--mcp", envvar=MCP_VARIABLE, help="Also offer tools to programs that speak MCP."
        ),
    ] = False,
) -> None:
    """Serve the app in the browser until it is stopped."""
    if mcp:
        _check_mcp()
    _check_address(host, port)
    app = built_app()
    from mnist_space.ui import LAUNCH_SETTINGS

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        settings = {**LAUNCH_SETTINGS, "mcp_server": mcp}
        app.launch(share=share, server_name=host, server_port=port, **settings)
    except OSError as error:  # gradio's sentence, if the port was taken in the meantime
        sys.exit(f"The app cannot be served: {error}")
    except SystemExit as stop:
        _end(app, stop.code)


def _stop(number: int, _: object) -> NoReturn:
    # What a shell gives a program that this signal has ended, and supervisors take for an end.
    sys.exit(128 + number)


def _end(app: Any, status: object) -> NoReturn:  # noqa: ANN401 - gradio's Blocks
    """End in about a second, once gifts are sent, with the processes that the app has started.

    Python itself would wait for every thread, also for one that reads a picture or hangs.
    """
    closing = threading.Thread(target=app.close, kwargs={"verbose": False}, daemon=True)
    closing.start()
    closing.join(GRACE_SECONDS)
    if app.collecting:
        app.collecting.send_within(SENDING_SECONDS)
    for listed in Path("/proc/self/task").glob("*/children"):  # only Linux has it
        for child in listed.read_text().split():
            os.kill(int(child), signal.SIGTERM)
    sys.stdout.flush()
    os._exit(status if isinstance(status, int) else 1)


def _check_mcp() -> None:
    try:
        require("mcp", "mcp")
    except MissingExtraError as error:
        sys.exit(f"--mcp or {MCP_VARIABLE} asks for tools. {error}")


def _check_address(host: str | None, port: int | None) -> None:
    """Say what is wrong with an address before seconds are spent on imports; gradio is vague."""
    host = host or os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1"
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port or 0, type=socket.SOCK_STREAM)[
            0
        ]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        why = {
            errno.EADDRINUSE: f"Port {port} is in use: name another --port.",
            errno.EADDRNOTAVAIL: f"{host!r} is no address of this machine: name another --host.",
            errno.EACCES: f"Port {port} is not for everybody: name one above 1023.",
        }
        known = None if isinstance(error, socket.gaierror) else why.get(error.errno or 0)
        sys.exit(known or f"The host {host!r} is not known: name another --host.")


def _check_uploads() -> None:
    folder = Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir()) / "gradio")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = error.strerror or error
        sys.exit(f"The upload folder {str(folder)!r} cannot be used: {why}. Set GRADIO_TEMP_DIR.")


@functools.cache
def built_app() -> Any:  # noqa: ANN401 - gradio's Blocks, whose import is the page's alone
    """Return the app, a gradio.Blocks around the model that it starts with.

    Ends the program with a sentence where a limit is set wrongly or uploads cannot be stored.

    Raises:
        MissingExtraError: gradio is not installed.
        ArtifactError: the bundled model is damaged.
        StepError: the preprocessing steps are missing.
    """
    require("app", "gradio", "huggingface_hub", "matplotlib", "seaborn")
    try:
        limits()
    except LimitError as error:
        sys.exit(str(error))
    _check_uploads()
    # Gradio asks Matplotlib for its backend at the first request, which, where none is named, looks
    # for a screen: 0.3 s and 15 MB. Plots here are made without one.
    os.environ.setdefault("MPLBACKEND", "agg")
    from mnist_space.startup import begin_startup

    # Before gradio, whose import takes seconds: a model on the Hub comes meanwhile.
    startup = begin_startup()
    from mnist_space.ui import build_ui

    return build_ui(startup.started())
