"""What a visitor can choose from: models and pipelines, by name."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from gradio.utils import get_upload_folder

from mnist_space.artifact import BUNDLED, BUNDLED_MODELS, CONFIG
from mnist_space.limits import echo
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.preprocessing.pipelines import PIPELINE_STEPS, load_pipeline
from mnist_space.reading.predictor import Predictor
from mnist_space.startup import BUNDLED_ORIGIN, Started
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.shared_pipeline import from_link

OWN = "own"
EDITED = "pipeline="

# Models that visitors brought, the latest of all visitors together; each takes a few MB.
GUESTS = 16


class Choices:
    """The model that the app was started with, the owner's folders, the bundled models, pipelines.

    Models that visitors bring are known by name to those who brought them: nobody else's list
    changes.

    Attributes:
        models: names, the one that the app was started with first.
        pipelines: "own" (the one stored with the chosen model), then the shipped ones.
    """

    def __init__(self, started: Started, folders: Mapping[str, Path] | None = None) -> None:
        """Offer what was started with first; the others are loaded when they are first chosen."""
        bundled = [model for model in BUNDLED_MODELS if (BUNDLED / model / CONFIG).is_file()]
        self._folders = {name: BUNDLED / name for name in bundled} | dict(folders or {})
        self._origins = {name: f"folder {path.name}" for name, path in self._folders.items()}
        self._origins |= dict.fromkeys(bundled, BUNDLED_ORIGIN)
        self._origins[started.name] = started.origin
        self.models = tuple(dict.fromkeys([started.name, *self._folders]))
        self.pipelines = (OWN, *PIPELINE_STEPS)
        self._shipped = {shipped: load_pipeline(shipped) for shipped in PIPELINE_STEPS}
        self._loaded = {started.name: started.predictor}
        self._guests: dict[str, tuple[Predictor, str]] = {}
        self._lock = threading.Lock()

    def predictor(self, name: object) -> Predictor:
        """Return the model called `name`, loading it at its first use; None is the first one.

        Raises:
            ChoiceError: it is not among `models`, nor among the latest that visitors brought.
            ArtifactError: its folder is damaged.
        """
        with self._lock:
            if isinstance(name, str) and name in self._guests:
                return self._guests[name][0]
            chosen = _one_of("model", name, self.models)
            if chosen not in self._loaded:
                self._loaded[chosen] = load_predictor(self._folders[chosen])
            return self._loaded[chosen]

    def origin(self, name: object) -> str:
        """Return where a model comes from: "bundled", "folder NAME", or user/repo@commit.

        Raises:
            ChoiceError: there is no such model.
        """
        with self._lock:
            if isinstance(name, str) and name in self._guests:
                return self._guests[name][1]
        return self._origins[_one_of("model", name, self.models)]

    def bring(self, name: str, predictor: Predictor, origin: str) -> None:
        """Take in a model that a visitor brought; the oldest such model goes when room is short."""
        with self._lock:
            self._guests.pop(name, None)
            self._guests[name] = (predictor, origin)
            while len(self._guests) > GUESTS:
                del self._guests[next(iter(self._guests))]

    def still_known(self, names: Iterable[str]) -> list[str]:
        """Return those of `names` that can be chosen: a visitor's model may have made room."""
        with self._lock:
            return [name for name in names if name in self._guests or name in self.models]

    def pipeline(self, name: object) -> Pipeline | None:
        """Return the pipeline called `name`, or None for the model's own.

        Args:
            name: among `pipelines`, or EDITED and a whole pipeline as `to_link` gives it.

        Raises:
            ChoiceError: it is not among `pipelines`.
            PipelineError, StepError: what follows EDITED is no pipeline of steps known here.
        """
        if isinstance(name, str) and name.startswith(EDITED):
            return from_link(name.removeprefix(EDITED))
        return self._shipped.get(_one_of("pipeline", name, self.pipelines))


def uploaded(value: object, what: str = "picture") -> Path | None:
    """Return where an uploaded file lies, or None where there is none.

    Takes what an event with `preprocess=False` gets from gr.Image or gr.File: the fields of a
    FileData. Gradio's own preprocessing would open the file and put its local path into the error.
    Of values in the shape of a FileData gradio lets only uploads through, and `refuse_addresses`
    keeps it from downloading what an address names; a value in another shape reaches this function
    unchecked.

    Args:
        value: what was sent.
        what: the file is to be, for the error.

    Raises:
        ImageError: the value is not an uploaded file.
    """
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("path"), str):
        raise ImageError(f"Send the {what} as a file.")
    try:
        path = Path(value["path"]).resolve()
    except (OSError, ValueError) as error:  # a null character, or links in a circle
        raise ImageError("The name of the uploaded file is no path.") from error
    # Not public, but no public name tells where uploads lie.
    if not path.is_relative_to(Path(get_upload_folder()).resolve()):
        raise ImageError(f"Send the {what} as an uploaded file.")
    return path


def _one_of(what: str, name: object, allowed: tuple[str, ...]) -> str:
    if name is None:
        return allowed[0]
    if not isinstance(name, str) or name not in allowed:
        raise ChoiceError(f"There is no {what} {echo(name)}; choose {', '.join(allowed)}.")
    return name
