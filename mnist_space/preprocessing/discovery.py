"""Find the steps: the folder plugins/, then installed packages."""

from __future__ import annotations

import importlib
import logging
from importlib.metadata import entry_points
from pathlib import Path

from mnist_space.preprocessing.registry import STEPS, Registry

ENTRY_POINT_GROUP = "mnist_space.steps"
PLUGINS = Path(__file__).resolve().parents[2] / "plugins"

log = logging.getLogger(__name__)


def load_steps(registry: Registry = STEPS) -> Registry:
    """Import every module of plugins/ and every entry point of the group `mnist_space.steps`.

    An entry point names a module; importing it runs its `@register_step`. Loading twice is free.

    Returns:
        The registry; what failed to load from an installed package is in `registry.failures`.

    Raises:
        Exception: whatever a broken file in plugins/ raises, with its own traceback. A broken
            entry point is logged and remembered instead, for it is not this project's to mend.
    """
    for path in sorted(PLUGINS.glob("[!_]*.py")):
        importlib.import_module(f"plugins.{path.stem}")
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        try:
            entry.load()
        except Exception as error:
            log.warning("Plug-in %s (%s) failed to load", entry.name, entry.value, exc_info=True)
            registry.failures[entry.name] = f"{type(error).__name__}: {error}"
    return registry
