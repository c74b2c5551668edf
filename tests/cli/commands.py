"""The command line in this process, which spares its start where that is not what is tested."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from mnist_space.cli.app import run as run_app


def run(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    """What `mnist-space` prints and the status that it ends with; what it raises is raised."""
    words = ["mnist-space", *map(str, arguments)]
    with CliRunner().isolation(input=given) as (out, err, _):
        with patch.object(sys, "argv", words):
            status = _status()
        sys.stdout.flush()
        sys.stderr.flush()
        printed = [stream.getvalue().decode() for stream in (out, err)]
    return subprocess.CompletedProcess(words, status, *printed)


def _status() -> int:
    """Run the words in sys.argv; the status, as Python itself takes it from SystemExit."""
    try:
        run_app()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    return 0
