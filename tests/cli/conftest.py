"""A copy of the repository to write steps into."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path):
    """A copy of the repository, as far as a step needs it; the package is linked."""
    folder = tmp_path / "checkout"
    for part in ("plugins", "tests/plugins", "tests/golden"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "mnist_space").symlink_to(ROOT / "mnist_space")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder
