"""Node and the packages of tests/ui/node, in a folder of one's own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parent / "ui" / "node" / "node_modules"
AXE = PACKAGES / "axe-core" / "axe.min.js"
NO_PACKAGES = (
    "The tests of JavaScript and of accessibility need Node's packages: install them with "
    "`apt-get install nodejs npm` and `npm ci --prefix tests/ui/node`."
)


def need_packages(packages: Path = PACKAGES, node: str = "node") -> None:
    """Fail, with one sentence and no traceback, where Node or its packages are missing."""
    if shutil.which(node) is None or not (packages / "axe-core").is_dir():
        pytest.fail(NO_PACKAGES, pytrace=False)


def run_node(code: str, folder: Path, place: Path) -> str:
    """Run a module of JavaScript; gives what it prints.

    Args:
        code: its text.
        folder: an empty one, for the module.
        place: the folder that the module's paths begin in.
    """
    need_packages()
    (folder / "node_modules").symlink_to(PACKAGES, target_is_directory=True)
    (folder / "snippet.mjs").write_text(code)
    command = ["node", str(folder / "snippet.mjs")]
    ran = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def run_bash(code: str, place: Path) -> str:
    """Run lines of a shell in a folder; gives what they print."""
    ran = subprocess.run(
        ["bash", "-euc", code], cwd=place, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
