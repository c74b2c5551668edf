"""Steps made of source code."""

import importlib
import sys
import textwrap

import pytest

from mnist_space.preprocessing.registry import Registry, Step

HEAD = """
from typing import Annotated, Literal

import numpy as np

from mnist_space.preprocessing import CanvasImage, ColorImage, DigitTensor, GrayImage, Range

"""


@pytest.fixture
def step(tmp_path, monkeypatch):
    """Make a step of source code, in a file of its own as a plug-in is."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)

    def make(source: str, file: str | None = None) -> Step:
        source = textwrap.dedent(source)
        name = source.split("def ")[-1].split("(")[0]
        file = file or name
        (tmp_path / f"{file}.py").write_text(HEAD + source)
        module = file.removesuffix("/__init__")
        importlib.invalidate_caches()
        function = getattr(importlib.reload(importlib.import_module(module)), name)
        registry = Registry()
        registry.register(function)
        return registry[name]

    yield make
    for file in tmp_path.iterdir():
        sys.modules.pop(file.stem, None)
