"""Pull: a model from the Hub into the client's cache, verified before anyone loads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub import HfApi, ModelInfo, try_to_load_from_cache
from huggingface_hub.constants import HF_HUB_CACHE
from huggingface_hub.errors import RevisionNotFoundError
from huggingface_hub.file_download import repo_folder_name
from tqdm import tqdm

from mnist_space.artifact import CONFIG, WEIGHTS, ArtifactError, read_artifact
from mnist_space.hub.client import (
    TIMEOUT,
    HubUnreachable,
    Token,
    cache_folder,
    hub_api,
    one_sentence,
)
from mnist_space.hub.listing import FILES, REQUIRED, check_size, checked_sizes
from mnist_space.hub.source import (
    BEGINNING,
    MAIN,
    SHORT,
    HubError,
    HubSource,
    RefusedModel,
    cut,
)
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.reading.network import BATCH, CLASSES
from mnist_space.reading.predictor import Predictor

# A model is verified with these numbers of pictures at once: a network that reads one picture may
# be made for one alone, or need more memory for a whole batch than there is.
PICTURES = (2, BATCH)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Pulled:
    """A verified model folder, and the commit that it is.

    Attributes:
        source: what was asked for.
        commit: the whole id of the commit that `source` named.
        folder: where its files lie.
        note: why this may not be the newest, in a sentence; None where the Hub was asked.
    """

    source: HubSource
    commit: str
    folder: Path
    note: str | None = None

    @property
    def pinned(self) -> str:
        """The name that means these very files for ever."""
        return f"{self.source.repo_id}@{self.commit}"


def pull(
    source: str,
    *,
    weights: bool = False,
    token: Token = None,
    cache: Path | None = None,
    progress: Progress = lambda _: None,
) -> Pulled:
    """Download a model unless it is cached, and verify it.

    A whole commit that is cached needs no request. A branch or tag is resolved once; where the Hub
    cannot be reached, the commit that it last named is used, and `note` says so.

    Args:
        source: "user/repo" or "user/repo@revision".
        weights: bring the weights to train on too, where there are any.
        token: None for the one of `hf auth login` or HF_TOKEN, False for none at all.
        cache: another cache folder than the client's own.
        progress: called with a short text when something begins.

    Raises:
        HubError: one sentence on what is missing, refused, too large or damaged.
    """
    wanted = HubSource.parse(source)
    place = str(cache) if cache else cache_folder()
    names = FILES if weights else tuple(name for name in FILES if name != WEIGHTS)
    whole = (*REQUIRED, WEIGHTS) if weights else REQUIRED
    if wanted.pinned and (folder := _cached(wanted, place, whole)):
        return _verified(Pulled(wanted, wanted.revision, folder))
    progress(f"Asking the Hub for {wanted} ...")
    try:
        return _verified(_download(wanted, names, token, place, progress))
    except HubUnreachable as error:
        kept = _kept(wanted, place, whole)
        if not kept:
            raise
        folder, *others = kept
        note = f"{error} Commit {folder.name[:SHORT]}, kept from an earlier time, is used."
        if others:
            note += f" Also kept: {', '.join(other.name[:SHORT] for other in others)}."
        return _verified(Pulled(wanted, folder.name, folder, note))


def cached(source: str) -> Pulled | None:
    """Return the model if it lies in the cache, verified; no request is made.

    Raises:
        HubError: `source` is not a name on the Hub, or what is cached is damaged.
    """
    wanted = HubSource.parse(source)
    kept = _kept(wanted, cache_folder(), REQUIRED)
    return _verified(Pulled(wanted, kept[0].name, kept[0])) if kept else None


def _kept(wanted: HubSource, cache: str | None, names: Sequence[str]) -> list[Path]:
    """The folders in the cache that `wanted` may mean, the best first; none where there is none.

    A cache that was filled by whole commits does not know which of them is main: then every commit
    is meant, the latest download first. The beginning of a commit means those that begin so.
    """
    if folder := _cached(wanted, cache, names):
        return [folder]
    beginning = "" if wanted.revision == MAIN else wanted.revision
    if beginning and not BEGINNING.fullmatch(beginning):
        return []
    repo = repo_folder_name(repo_id=wanted.repo_id, repo_type="model")
    snapshots = Path(cache or HF_HUB_CACHE) / repo / "snapshots"
    commits = [path for path in snapshots.glob("*") if path.name.startswith(beginning)]
    commits.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    whole = (_cached(HubSource(wanted.repo_id, path.name), cache, names) for path in commits)
    return [folder for folder in whole if folder]


def _cached(wanted: HubSource, cache: str | None, names: Sequence[str] = REQUIRED) -> Path | None:
    """The folder of a commit of which all these files are in the cache."""
    folder = None
    for name in names:
        revision = folder.name if folder else wanted.revision
        with one_sentence(str(wanted)):
            path = try_to_load_from_cache(wanted.repo_id, name, cache_dir=cache, revision=revision)
        if not isinstance(path, str):
            return None
        folder = Path(path).parent
    return folder


def _download(
    wanted: HubSource, names: Sequence[str], token: Token, cache: str | None, progress: Progress
) -> Pulled:
    api = hub_api(token)
    with one_sentence(str(wanted)):
        info = _info(api, wanted)
    sizes = checked_sizes(wanted, info)
    commit = str(info.sha)
    for name in [name for name in names if name in sizes]:
        progress(f"{name}, {max(1, sizes[name] >> 10)} kB ...")
        # The configuration is asked for by the revision's own name: the client then notes which
        # commit the name stood for, and a later start without the Hub finds it.
        begun = commit.startswith(wanted.revision)
        revision = wanted.revision if name == CONFIG and not begun else commit
        with one_sentence(f"{name} of {wanted}"):
            path = api.hf_hub_download(
                wanted.repo_id,
                name,
                revision=revision,
                cache_dir=cache,
                etag_timeout=TIMEOUT,
                tqdm_class=_limited(name),
            )
        if Path(path).parent.name != commit:
            raise HubError(f"{wanted} changed while it was pulled; try again.")
    return Pulled(wanted, commit, Path(path).parent)


def _info(api: HfApi, wanted: HubSource) -> ModelInfo:
    """What the Hub lists; it knows no commit by its beginning, so that is looked up."""
    ask = partial(api.model_info, wanted.repo_id, files_metadata=True, timeout=TIMEOUT)
    try:
        return ask(revision=wanted.revision)
    except RevisionNotFoundError:
        if not BEGINNING.fullmatch(wanted.revision):
            raise
        commits = [each.commit_id for each in api.list_repo_commits(wanted.repo_id)]
        meant = [commit for commit in commits if commit.startswith(wanted.revision)]
        if len(meant) != 1:
            raise
        return ask(revision=meant[0])


def _limited(name: str) -> type[tqdm[Any]]:
    """A progress bar that shows nothing and ends a download larger than the listing said."""

    class Limited(tqdm):  # type: ignore[type-arg]  # not generic when it runs
        def __init__(self, *_: object, **__: object) -> None:
            self.received = 0.0
            super().__init__(disable=True)

        def update(self, n: float | None = 1) -> None:
            self.received += n or 0
            check_size(name, self.received, name)

    return Limited


def _verified(pulled: Pulled) -> Pulled:
    """The same, once its format, hashes, steps and weights were checked and its network ran."""
    load_steps()
    name = str(pulled.source)
    try:
        artifact = read_artifact(pulled.folder)
        predictor = Predictor(artifact)
        if (pulled.folder / WEIGHTS).is_file():
            # The app has this module, but pulls in a child: h5py would take 8 MB of the app.
            from mnist_space.hub.weights import check_weights

            check_weights(artifact.weights_file)
        for pictures in PICTURES:
            logits = predictor.logits(np.zeros((pictures, 28, 28), np.float32))
            if logits.shape != (pictures, CLASSES) or not np.isfinite(logits).all():
                raise ArtifactError("its network does not give ten numbers for each picture.")
    except ArtifactError as error:
        sentence = str(error).replace(repr(pulled.folder.name), repr(name))
        sentence = sentence if name in sentence else f"{name}: {sentence}"
        raise RefusedModel(cut(sentence), pulled.commit) from error
    except (RuntimeError, MemoryError) as error:
        sentence = f"{name}: its network cannot read {PICTURES[-1]} pictures at once."
        raise RefusedModel(sentence, pulled.commit) from error
    return pulled
