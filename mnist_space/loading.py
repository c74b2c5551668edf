"""A name in, a predictor out: bundled models, folders, the Hub."""

from __future__ import annotations

from pathlib import Path

from mnist_space.artifact import (
    BUNDLED,
    BUNDLED_MODELS,
    DEFAULT_MODEL,
    ArtifactError,
    read_artifact,
)
from mnist_space.extras import require
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.reading.predictor import Predictor


def load_predictor(source: str | Path | None = None) -> Predictor:
    """Load a model: the name of a bundled one ("convnet" by default), a folder, or one on the Hub.

    "user/repo" and "user/repo@revision" are pulled unless they are cached.

    Raises:
        ArtifactError: there is no such model, or it is damaged; the sentence says which.
        MissingExtraError: it is on the Hub, and the client of the Hub is not installed.
        StepError: the preprocessing steps are missing.
    """
    load_steps()
    return Predictor(read_artifact(_folder(source or DEFAULT_MODEL)))


def _folder(source: str | Path) -> Path:
    if source in BUNDLED_MODELS:
        return BUNDLED / str(source)
    if Path(source).is_dir():
        return Path(source)
    if str(source).count("/") == 1 and isinstance(source, str):
        require("hub", "huggingface_hub")
        # The client of the Hub takes half a second to import: only who names a repository pays.
        from mnist_space.hub.pull import pull

        return pull(source).folder
    names = ", ".join(BUNDLED_MODELS)
    raise ArtifactError(
        f"There is no model {str(source)!r}: use {names}, a model folder, or user/repo@revision."
    )
