"""The app's start says in one line what is wrong, and its end takes everything with it."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from mnist_space.cli.serving import serve
from tests.cli.commands import run
from tests.hub.repos import Fault
from tests.hub.stand_in import StandIn

ROOT = Path(__file__).parents[2]
COMMANDS = {"app.py": ["app.py"], "serve": ["-m", "mnist_space", "serve"]}


def start(command: list[str], *options: str, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", *command, *options],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def taken():
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


WRONG_ADDRESSES = [
    (["--port", "TAKEN"], "Port TAKEN is in use: name another --port."),
    (["--host", "no host"], "The host 'no host' is not known: name another --host."),
    (["--host", "192.0.2.1"], "'192.0.2.1' is no address of this machine"),
]


@pytest.mark.parametrize(("options", "sentence"), WRONG_ADDRESSES)
def test_an_address_that_cannot_be_listened_on_is_one_line(options, sentence, taken):
    ran = run("serve", *(option.replace("TAKEN", taken) for option in options))
    assert ran.stderr.count("\n") == 1, ran.stderr
    assert sentence.replace("TAKEN", taken) in ran.stderr
    assert ran.returncode == 1


@pytest.mark.parametrize(
    ("command", "options", "settings", "sentence"),
    [
        # app.py takes the same options; its imports cost seconds, so one of them stands for all.
        ("app.py", ["--port", "TAKEN"], {}, "Port TAKEN is in use: name another --port."),
        *(
            (command, [], settings, sentence)
            for command in COMMANDS
            for settings, sentence in (
                ({"GRADIO_TEMP_DIR": "/proc/version"}, "'/proc/version' cannot be used: "),
                ({"MNIST_SPACE_BATCH": "all"}, "MNIST_SPACE_BATCH must be a whole number"),
            )
        ),
    ],
)
def test_a_start_that_fails_is_one_line(command, options, settings, sentence, taken):
    options = [option.replace("TAKEN", taken) for option in options]
    with start(COMMANDS[command], *options, **settings) as process:
        errors = process.communicate(timeout=120)[1]
    told = [line for line in errors.splitlines() if not line.startswith("INFO")]
    assert len(told) == 1, errors
    assert sentence.replace("TAKEN", taken) in told[0]
    assert process.returncode == 1


def test_tools_without_their_extra_are_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr("mnist_space.extras.find_spec", lambda _: None)
    with pytest.raises(SystemExit, match=r"needs mcp: pip install 'mnist-space\[mcp\]'"):
        serve(mcp=True)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in listed for child in path.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_the_end_takes_the_children_along(number, hub: StandIn, tmp_path):
    """A child waits for a Hub that hangs; both are gone, and the status names the signal.

    Tools, which nobody has asked for, are not offered meanwhile.
    """
    hub.faults.append(Fault("GET", "hang"))
    settings = {"MNIST_SPACE_MODEL": "owner/digits", "GRADIO_TEMP_DIR": str(tmp_path)}
    with start(COMMANDS["app.py"], **settings) as process:
        assert process.stdout is not None
        address = next(line.split()[-1] for line in process.stdout if "Running on local" in line)
        with pytest.raises(urllib.error.HTTPError, match="404") as caught:
            urllib.request.urlopen(f"{address}/gradio_api/mcp/schema")
        caught.value.close()
        (child,) = children(process.pid)
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in errors
    # It was given its signal before the app ended; init may still have to collect it.
    state = Path(f"/proc/{child}/stat")
    while state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z":
        pass
