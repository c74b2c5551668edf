"""Find the steps: the project's own in plugins/, then those of installed packages."""

from __future__ import annotations

import importlib
import logging
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from mnist_space.preprocessing.registry import STEPS, Registry, StepError

ENTRY_POINT_GROUP = "mnist_space.steps"
# The folder plugins/ of the repository lies inside the package where it is installed from a wheel.
INSTALLED, CHECKED_OUT = "mnist_space.plugins", "plugins"

log = logging.getLogger(__name__)


def load_steps(registry: Registry = STEPS) -> Registry:
    """Import every module of plugins/ and every entry point of the group `mnist_space.steps`.

    An entry point names a module; importing it runs its `@register_step`. Loading twice is free.

    Returns:
        The registry; what failed to load from an installed package is in `registry.failures`.

    Raises:
        StepError: the steps of plugins/ are not there.
        Exception: whatever a broken file in plugins/ raises, with its own traceback. A broken
            entry point is logged and remembered instead, for it is not this project's to mend.
    """
    package, folder = plugins_package()
    modules = sorted(path.stem for path in folder.glob("[!_]*.py"))
    if not modules:
        raise StepError(f"No preprocessing step was found: the folder {str(folder)!r} is empty.")
    for module in modules:
        try:
            importlib.import_module(f"{package}.{module}")
        except SystemExit as error:  # else the program would end with its status and no word
            raise StepError(
                f"The plug-in {module!r} ends the program as it is imported."
            ) from error
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        try:
            entry.load()
        except (Exception, SystemExit) as error:
            log.warning("Plug-in %s (%s) failed to load", entry.name, entry.value, exc_info=True)
            registry.failures[entry.name] = f"{type(error).__name__}: {error}"
    return registry


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
