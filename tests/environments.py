"""Environments that hold nothing but what some requirements bring, without a download."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def linked(folder: Path, requirements: Iterable[str]) -> Path:
    """Make an environment with these packages, as links to those that are here.

    Args:
        folder: where it is made; does not exist.
        requirements: as lines of requirements.txt.

    Returns:
        the folder of its programs; pip is not among them.

    Raises:
        PackageNotFoundError, AssertionError: what is here is not what is required.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    packages, owners = packages_of(folder / "bin"), packages_distributions()
    for package in brought(requirements):
        for file in package.files or ():
            # A folder that several packages share, such as `google`, is linked file by file.
            shared = len(set(owners.get(file.parts[0], ()))) > 1
            part = file if shared else Path(file.parts[0])
            link = packages / part
            if file.parts[0] not in ("..", "__pycache__") and not link.is_symlink():
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(Path(str(package.locate_file(part))))
    return folder / "bin"


def packages_of(programs: Path) -> Path:
    """The folder of an environment's packages."""
    (folder,) = programs.parent.glob("lib/python*/site-packages")
    return folder


def brought(requirements: Iterable[str]) -> Iterator[Distribution]:
    """Every package that these requirements bring, themselves and what they require, once."""
    known: set[tuple[str, str]] = set()
    left = [(Requirement(line), "") for line in requirements]
    while left:
        asked, extra = left.pop()
        if asked.marker and not asked.marker.evaluate({"extra": extra}):
            continue
        name, package = canonicalize_name(asked.name), distribution(asked.name)
        assert asked.specifier.contains(package.version, prereleases=True), (asked, package.version)
        for wanted in ("", *asked.extras):
            if (name, wanted) not in known:
                known.add((name, wanted))
                yield from () if wanted else (package,)
                left += [(Requirement(line), wanted) for line in package.requires or ()]
