"""What a repository lists, judged before anything of it is downloaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from huggingface_hub import ModelInfo

from mnist_space.artifact import CARD, CONFIG, LITERT, MAX_BYTES, METRICS, PREPROCESSING, WEIGHTS
from mnist_space.hub.source import HubError, HubSource

REQUIRED = (CONFIG, PREPROCESSING, LITERT)
# What is optional comes first, so that a folder with every required file is a whole one.
FILES = (METRICS, CARD, WEIGHTS, *REQUIRED)
MAX_FILES = 10_000
MAY_RUN_CODE = {".keras", ".pkl", ".pickle", ".pt", ".bin", ".joblib", ".h5"}


def checked_sizes(
    wanted: HubSource, info: ModelInfo, required: Sequence[str] = REQUIRED
) -> Mapping[str, int]:
    """Return the sizes of a model's files from the listing, before anything is downloaded.

    Raises:
        HubError: a required file is missing, one is too large, or a name leaves the folder.
    """
    listed = info.siblings or []
    if len(listed) > MAX_FILES:
        raise HubError(f"{wanted} holds more than {MAX_FILES} files: it is not a model folder.")
    for file in listed:
        path = PurePosixPath(file.rfilename)
        if path.is_absolute() or ".." in path.parts or "\\" in file.rfilename:
            raise HubError(f"{wanted} lists a file outside its own folder: it is not loaded.")
    sizes = {file.rfilename: file.size or 0 for file in listed if file.rfilename in FILES}
    missing = [name for name in required if name not in sizes]
    if missing:
        raise HubError(f"{wanted} has no {' and no '.join(missing)}{_other_format(info)}.")
    for name, size in sizes.items():
        check_size(name, size, f"{name} of {wanted}")
    return sizes


def check_size(name: str, size: float, what: str) -> None:
    """Refuse a file of `size` bytes that is larger than its name allows.

    Raises:
        HubError: it is; the sentence calls it `what`.
    """
    if size > MAX_BYTES[name]:
        raise HubError(f"{what} is larger than {MAX_BYTES[name] >> 20} MB: it is not downloaded.")


def _other_format(info: ModelInfo) -> str:
    """Why the files that a repository has instead are no help."""
    for file in info.siblings or []:
        suffix = PurePosixPath(file.rfilename).suffix
        if file.rfilename not in FILES and suffix in MAY_RUN_CODE:
            return f"; its {suffix} file may run code and is never loaded"
    return ""
