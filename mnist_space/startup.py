"""The model that the app starts with: never later than usual, whatever the Hub does."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from mnist_space.artifact import BUNDLED_MODELS, DEFAULT_MODEL, ArtifactError, read_artifact
from mnist_space.hub.child import hub_child
from mnist_space.hub.client import own_token
from mnist_space.hub.collecting import Collecting, begin_collecting
from mnist_space.hub.pull import Pulled, cached
from mnist_space.hub.source import SHORT, HubError, HubSource
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.reading.predictor import Predictor

MODEL_VARIABLE = "MNIST_SPACE_MODEL"
FOLDERS_VARIABLE = "MNIST_SPACE_FOLDERS"
COLLECT_VARIABLE = "MNIST_SPACE_COLLECT"
BUNDLED_ORIGIN = "bundled"
# From the beginning of the start. Importing gradio takes 2 s or more of it, beside the download.
PATIENCE = 2.0
INSTEAD = "The bundled model is used instead."


@dataclass(frozen=True)
class Started:
    """What the app starts with.

    Attributes:
        name: how the page calls the model.
        origin: where it comes from: "bundled", a folder's name, or user/repo@commit.
        notice: why it is not what the settings ask for, in sentences, or None.
        collecting: what takes the pictures that visitors give; None where nothing does.
    """

    predictor: Predictor
    name: str
    origin: str
    notice: str | None = None
    collecting: Collecting | None = None


@dataclass(frozen=True)
class Startup:
    """A model on its way.

    Attributes:
        wanted: a bundled model's name, a folder, or user/repo[@revision].
        pulled: the model from the Hub or from the cache, once it is here and verified; nothing
            ever comes for what is on this machine.
        deadline: when waiting ends, by `time.monotonic`.
    """

    wanted: str
    pulled: Future[Pulled]
    deadline: float

    def started(self) -> Started:
        """Wait for the model no longer than until the deadline, and load it.

        A model that is not there in time, or is no model, is replaced by the cached one of the
        same name, else by the bundled one. The download goes on; the next start finds it. The
        notice also names each folder of MNIST_SPACE_FOLDERS that holds no model, and says why
        nothing is collected where MNIST_SPACE_COLLECT asks for it.

        Raises:
            ArtifactError: the bundled model is damaged.
        """
        try:
            started = self._local_or_pulled()
        except ArtifactError as error:
            started = _local(DEFAULT_MODEL, f"{error} {INSTEAD}")
        except OSError:
            unreadable = f"The model that {MODEL_VARIABLE} names cannot be read."
            started = _local(DEFAULT_MODEL, f"{unreadable} {INSTEAD}")
        collecting, refused = _collecting()
        notice = " ".join(filter(None, [started.notice, *_folders()[1], refused]))
        return replace(started, notice=notice or None, collecting=collecting)

    def _local_or_pulled(self) -> Started:
        if _is_local(self.wanted):
            return _local(self.wanted, None)
        try:
            pulled = self.pulled.result(max(0.0, self.deadline - time.monotonic()))
        except TimeoutError:
            kept = cached(self.wanted)
            if kept is None:
                late = f"{self.wanted} is not here yet: the Hub is slow or does not answer."
                return _local(DEFAULT_MODEL, f"{late} {INSTEAD}")
            note = f"The Hub is slow: {kept.source}, kept from an earlier time, is used."
            pulled = replace(kept, note=note)
        name = f"{pulled.source.repo_id}@{pulled.commit[:SHORT]}"
        return Started(load_predictor(pulled.folder), name, pulled.pinned, pulled.note)


def begin_startup(source: str | None = None) -> Startup:
    """Begin to fetch the model that the app is to start with, and return at once.

    Args:
        source: what to start with; None: what MNIST_SPACE_MODEL names, else the bundled model.
    """
    wanted = source or os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL
    startup = Startup(wanted, Future(), time.monotonic() + PATIENCE)
    try:
        if not _is_local(wanted):
            _begin_pull(HubSource.parse(wanted), startup.pulled)
    except (ArtifactError, OSError) as error:
        startup.pulled.set_exception(error)
    return startup


def _is_local(wanted: str) -> bool:
    return wanted in BUNDLED_MODELS or Path(wanted).is_dir()


def _begin_pull(source: HubSource, pulled: Future[Pulled]) -> None:
    """A cached commit is there at once; all else a process of its own asks the Hub for."""
    text = f"{source.repo_id}@{source.revision}"
    if source.pinned and (kept := cached(text)):
        pulled.set_result(kept)
        return

    def work() -> None:
        try:
            pulled.set_result(asyncio.run(_pull(source, text)))
        except HubError as error:
            pulled.set_exception(error)

    # A daemon, so that a Hub that hangs does not keep the app from ending either.
    threading.Thread(target=work, daemon=True).start()


async def _pull(source: HubSource, text: str) -> Pulled:
    # The owner's own right: MNIST_SPACE_MODEL may name a private model.
    events = [event async for event in hub_child(["pull", text], own_token())]
    answer = events[-1]
    assert not isinstance(answer, str)
    return Pulled(source, answer["commit"], Path(answer["folder"]), answer["note"])


def _collecting() -> tuple[Collecting | None, str | None]:
    """What takes gifts, if the owner wants them; and why nothing does, if that is so."""
    dataset = os.environ.get(COLLECT_VARIABLE, "").strip()
    try:
        return (begin_collecting(dataset) if dataset else None), None
    except HubError as error:
        return None, f"{COLLECT_VARIABLE}: {error} Nothing is collected."


def startup_folders() -> dict[str, Path]:
    """Return the model folders that the owner offers besides, by the names that the page shows.

    MNIST_SPACE_FOLDERS holds their paths, separated as in PATH; one without a whole model is left
    out. Visitors cannot name a folder.
    """
    return _folders()[0]


def _folders() -> tuple[dict[str, Path], list[str]]:
    """The folders that hold a model, each by a name of its own, and a sentence on each other."""
    texts = [text for text in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if text]
    if texts:
        load_steps()
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


def _local(source: str, notice: str | None) -> Started:
    predictor = load_predictor(source)
    name = predictor.artifact.config.name
    if source in BUNDLED_MODELS:
        return Started(predictor, name, BUNDLED_ORIGIN, notice)
    # Else the bundled model of that name could no longer be chosen.
    name = f"{name} (model folder)" if name in BUNDLED_MODELS else name
    return Started(predictor, name, f"folder {Path(os.path.realpath(source)).name}", notice)
