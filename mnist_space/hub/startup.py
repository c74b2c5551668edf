"""The model that the app starts with: never later than usual, whatever the Hub does."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from mnist_space.artifact import BUNDLED_MODELS, DEFAULT_MODEL, ArtifactError, read_artifact
from mnist_space.hub.pull import Pulled, cached, pull
from mnist_space.hub.source import SHORT, HubError, HubSource
from mnist_space.predictor import Predictor, load_predictor
from mnist_space.preprocessing.discovery import load_steps

MODEL_VARIABLE = "MNIST_SPACE_MODEL"
FOLDERS_VARIABLE = "MNIST_SPACE_FOLDERS"
BUNDLED_ORIGIN = "bundled"
# The app starts in 3 s or more; with the 0.4 s that the Hub's client takes to import, a Hub that
# hangs costs less than half of that.
PATIENCE = 0.8


@dataclass(frozen=True)
class Started:
    """What the app starts with.

    Attributes:
        name: how the page calls the model.
        origin: where it comes from: "bundled", a folder's name, or user/repo@commit.
        notice: why it is not what MNIST_SPACE_MODEL asks for, in a sentence, or None.
    """

    predictor: Predictor
    name: str
    origin: str
    notice: str | None = None


def startup_predictor(source: str | None = None) -> Started:
    """Load what MNIST_SPACE_MODEL names: a bundled model, a folder, or user/repo[@revision].

    A model that is not there in time, or is no model, is replaced by the cached one of the same
    name, else by the bundled one. The download goes on; the next start finds it.

    The notice also names each folder of MNIST_SPACE_FOLDERS that holds no model.

    Raises:
        ArtifactError: the bundled model is damaged.
    """
    started = _started(source)
    notice = " ".join(filter(None, [started.notice, *_folders()[1]]))
    return replace(started, notice=notice or None)


def startup_folders() -> dict[str, Path]:
    """Return the model folders that the owner offers besides, by the names that the page shows.

    MNIST_SPACE_FOLDERS holds their paths, separated as in PATH; one without a whole model is left
    out. Visitors cannot name a folder.
    """
    return _folders()[0]


def _folders() -> tuple[dict[str, Path], list[str]]:
    """The folders that hold a model, each by a name of its own, and a sentence on each other."""
    load_steps()
    texts = [text for text in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if text]
    offered: dict[str, Path] = {}
    faults = []
    for path in dict.fromkeys(Path(os.path.realpath(text)) for text in texts):
        try:
            Predictor(read_artifact(path))
        except ArtifactError as error:
            faults.append(f"{error} It is not offered.")
        except OSError:
            faults.append(f"The model folder {path.name!r} cannot be read. It is not offered.")
        else:
            same = [other for other in offered.values() if other.name == path.name]
            number = f" {len(same) + 1}" if same else ""
            offered[f"{path.name} (folder{number})"] = path
    return offered, faults


def _started(source: str | None) -> Started:
    """What is wished for, or what is used instead."""
    wanted = source or os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL
    if wanted in BUNDLED_MODELS:
        return _local(wanted, None)
    try:
        if Path(wanted).is_dir():
            return _local(wanted, None)
        pulled = _in_time(wanted)
    except ArtifactError as error:
        return _local(DEFAULT_MODEL, f"{error} The bundled model is used instead.")
    except OSError:
        unreadable = f"The model that {MODEL_VARIABLE} names cannot be read."
        return _local(DEFAULT_MODEL, f"{unreadable} The bundled model is used instead.")
    if pulled is None:
        late = f"{wanted} is not here yet: the Hub is slow or does not answer."
        return _local(DEFAULT_MODEL, f"{late} The bundled model is used instead.")
    name = f"{pulled.source.repo_id}@{pulled.commit[:SHORT]}"
    return Started(load_predictor(pulled.folder), name, pulled.pinned, pulled.note)


def _local(source: str, notice: str | None) -> Started:
    predictor = load_predictor(source)
    name = predictor.artifact.config.name
    if source in BUNDLED_MODELS:
        return Started(predictor, name, BUNDLED_ORIGIN, notice)
    # Else the bundled model of that name could no longer be chosen.
    name = f"{name} (model folder)" if name in BUNDLED_MODELS else name
    return Started(predictor, name, f"folder {Path(os.path.realpath(source)).name}", notice)


def _in_time(source: str) -> Pulled | None:
    """The model from the Hub or the cache, within the patience; None if neither has it by then.

    Raises:
        HubError: the Hub refuses it, or it is damaged.
    """
    wanted = HubSource.parse(source)
    if wanted.pinned and (kept := cached(source)):
        return kept
    results: list[Pulled | HubError] = []

    def work() -> None:
        try:
            results.append(pull(source))
        except HubError as error:
            results.append(error)

    # A daemon, so that a Hub that hangs does not keep the app from ending either.
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(PATIENCE)
    if not results:
        kept = cached(source)
        note = f"The Hub is slow: {wanted}, kept from an earlier time, is used."
        return Pulled(wanted, kept.commit, kept.folder, note) if kept else None
    if isinstance(results[0], HubError):
        raise results[0]
    return results[0]
