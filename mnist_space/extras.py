"""What a plain install leaves out, and how to get it."""

from __future__ import annotations

from importlib.util import find_spec


class MissingExtraError(ImportError):
    """A package is missing that an extra of mnist-space brings."""


def require(extra: str, *modules: str) -> None:
    """Check that modules are installed, without importing them.

    Args:
        extra: which extra of mnist-space brings them, as in `pip install 'mnist-space[extra]'`.
        modules: names to import, without dots.

    Raises:
        MissingExtraError: one is missing; the sentence says what to install.
    """
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise MissingExtraError(
            f"This needs {' and '.join(missing)}: pip install 'mnist-space[{extra}]'"
        )
