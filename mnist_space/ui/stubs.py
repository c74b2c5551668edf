"""Import Gradio without the type stubs that it writes at each import."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

MODULE, WRITER = "gradio.component_meta", "create_or_modify_pyi"


@contextmanager
def without_stubs() -> Iterator[None]:
    """Import Gradio in here: it does not compare the stub of each component with its source.

    That is half of the time of its import, 2 s of 4, for files that its wheel brings along. No
    setting turns it off, so a function that is not public is replaced as soon as it is there;
    another version that lacks it is imported as it is, and so is one that was imported before.
    """
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the one module that writes stubs, and take that from it once it is run."""
        if fullname != MODULE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.loader:
            run = spec.loader.exec_module

            def run_without(module: ModuleType) -> None:
                run(module)
                if hasattr(module, WRITER):
                    setattr(module, WRITER, lambda *_, **__: None)

            spec.loader.exec_module = run_without  # type: ignore[method-assign]
        return spec
