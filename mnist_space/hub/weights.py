"""Whether a .weights.h5 is only what it should be, told from its headers before it is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py  # type: ignore[import-untyped]

from mnist_space.artifact import MAX_BYTES, WEIGHTS
from mnist_space.hub.source import HubError


def check_weights(path: Path) -> None:
    """Refuse a weights file that holds more than arrays of a small network.

    A compressed dataset of a few kilobytes may unpack to hundreds of megabytes, and HDF5 may
    point to other files. Only the headers are read here.

    Raises:
        HubError: it is no HDF5 file, holds a model configuration, links elsewhere, or its arrays
            would take more memory than the file may.
    """
    try:
        with h5py.File(path, "r") as file:
            _refuse(_fault(file, MAX_BYTES[WEIGHTS]))
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        if isinstance(error, HubError):
            raise
        raise HubError(f"{WEIGHTS} is not a file of weights.") from error


def _refuse(fault: str | None) -> None:
    if fault is not None:
        raise HubError(f"{WEIGHTS} {fault}: it is not loaded.")


def _fault(file: h5py.File, limit: int) -> str | None:
    if "model_config" in file.attrs:
        return "holds a whole model, which may run code"
    total = 0
    for group in _groups(file):
        for name in group:
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                return "links to another place or file"
            item: Any = group[name]
            if isinstance(item, h5py.Dataset):
                if item.external or item.is_virtual or item.dtype.hasobject:
                    return "holds more than plain numbers"
                total += item.size * item.dtype.itemsize
    if total > limit:
        return f"is small but would take {total >> 20} MB in memory ({limit >> 20} MB at most)"
    return None


def _groups(file: h5py.File) -> list[Any]:
    """Every group, once; hard links that go round in circles are visited once by HDF5."""
    groups: list[Any] = [file]
    file.visititems(lambda _, item: groups.append(item) if isinstance(item, h5py.Group) else None)
    return groups
