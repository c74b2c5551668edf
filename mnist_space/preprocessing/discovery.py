"""Find the steps: the project's own in plugins/, then those of installed packages."""

from __future__ import annotations

import importlib
import logging
import traceback
from collections.abc import Callable
from functools import partial
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from mnist_space.preprocessing.registry import STEPS, Registry, StepError

ENTRY_POINT_GROUP = "mnist_space.steps"
# The folder plugins/ of the repository lies inside the package where it is installed from a wheel.
INSTALLED, CHECKED_OUT = "mnist_space.plugins", "plugins"

log = logging.getLogger(__name__)
PACKAGE = Path(__file__).parents[1]


def load_steps(registry: Registry = STEPS) -> Registry:
    """Import every module of plugins/ and every entry point of the group `mnist_space.steps`.

    An entry point names a module; importing it runs its `@register_step`. Loading twice is free,
    but for what failed: that is tried again.

    Returns:
        The registry. What failed to load is logged with its traceback, and is in
        `registry.failures` with its error and its line; all other steps are there.

    Raises:
        StepError: the steps of plugins/ are not there.
    """
    package, folder = plugins_package()
    modules = sorted(path.stem for path in folder.glob("[!_]*.py"))
    if not modules:
        raise StepError(f"No preprocessing step was found: the folder {str(folder)!r} is empty.")
    for module in modules:
        name = f"{package}.{module}"
        _try(registry, module, name, partial(importlib.import_module, name))
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        _try(registry, entry.name, entry.value, entry.load)
    return registry


def _try(registry: Registry, name: str, where: str, load: Callable[[], object]) -> None:
    try:
        load()
    # SystemExit: else the program would end with its status and no word.
    except (Exception, SystemExit) as error:
        if name not in registry.failures:
            log.warning("Plug-in %s (%s) failed to load", name, where, exc_info=True)
        registry.failures[name] = f"{type(error).__name__}: {_located(error)}".rstrip(": ")
    else:
        registry.failures.pop(name, None)


def _located(error: BaseException) -> str:
    """Say what went wrong and in which line of which file, without the file's folder."""
    if isinstance(error, SyntaxError):
        return str(error)  # it names both itself
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_plug_ins(frame)]
    where = f"({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""
    return f"{error} {where}".strip()


def _is_plug_ins(frame: traceback.FrameSummary) -> bool:
    """Whether a line is not of this package or of Python's importing, which only ran into it."""
    file = Path(frame.filename)
    ours = PACKAGE in file.parents and PACKAGE / "plugins" not in file.parents
    return not ours and file.parent.name != "importlib" and not str(file).startswith("<frozen")


def plugins_package() -> tuple[str, Path]:
    """Return the name of the package with the project's own steps, and its folder.

    Raises:
        StepError: Python finds no such package, or one of the same name that is not ours.
    """
    for name in (INSTALLED, CHECKED_OUT):
        spec = find_spec(name)
        if spec and spec.submodule_search_locations:
            folder = Path(next(iter(spec.submodule_search_locations)))
            if name == CHECKED_OUT:
                _refuse_foreign(folder)
            return name, folder
    raise StepError(
        "No preprocessing step was found: plugins/ is missing. "
        "Install mnist-space again, or start it in a whole copy of the repository."
    )


def _refuse_foreign(folder: Path) -> None:
    if not folder.parent.samefile(Path(str(files("mnist_space"))).parent):
        raise StepError(
            f"No preprocessing step was found: {str(folder)!r} is another package called 'plugins' "
            "and hides that of mnist-space."
        )
