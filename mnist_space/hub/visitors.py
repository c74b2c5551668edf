"""Where the models that visitors pull are kept: apart from the owner's, and not for ever."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from huggingface_hub import HFCacheInfo, constants, scan_cache_dir
from huggingface_hub.errors import CacheNotFound

from mnist_space.artifact import CONFIG
from mnist_space.hub.client import Token, cache_folder
from mnist_space.hub.pull import Pulled, pull
from mnist_space.hub.source import RefusedModel
from mnist_space.limits import limits

# At most 27 MB each, and usually 2.
KEPT = 20


def visitors_cache() -> Path:
    """Return the cache of visitors: a private model of the owner's never lies in it."""
    owners = Path(cache_folder() or constants.HF_HUB_CACHE)
    return owners.with_name(f"{owners.name}-visitors")


def pull_and_tidy(
    source: str,
    *,
    weights: bool = False,
    token: Token,
    cache: Path | None,
    progress: Callable[[str], None],
) -> Pulled:
    """Pull as `pull` does; in the cache of visitors, leave nothing that is refused or too much.

    Raises:
        HubError: see `pull`.
    """
    bring = partial(pull, source, weights=weights, token=token, cache=cache, progress=progress)
    if cache != visitors_cache():
        return bring()
    try:
        pulled = bring()
        # What is used again counts as new, else it might go before the app has loaded it.
        os.utime(pulled.folder / CONFIG)
        return pulled
    except RefusedModel as error:
        scan_cache_dir(cache).delete_revisions(error.commit).execute()
        raise
    finally:
        trim_visitors_cache()


def trim_visitors_cache() -> None:
    """Delete all but the KEPT models used last, so that no visitor can fill the disk.

    What a pull that was ended has left goes too, once no pull can be at work on it any more.
    """
    try:
        found = scan_cache_dir(visitors_cache())
    except CacheNotFound:
        return
    revisions = [revision for repo in found.repos for revision in repo.revisions]
    revisions.sort(key=lambda revision: revision.last_modified, reverse=True)
    old = [revision.commit_hash for revision in revisions[KEPT:]]
    if old:
        found.delete_revisions(*old).execute()
    _delete_remains(found)


def _delete_remains(found: HFCacheInfo) -> None:
    """Delete halves of files, and folders of which the client itself can make nothing."""
    readable = {repo.repo_path for repo in found.repos}
    for folder in visitors_cache().glob("models--*"):
        if folder not in readable and all(map(_idle, [folder, *folder.rglob("*")])):
            shutil.rmtree(folder, ignore_errors=True)
        for path in folder.glob("blobs/*.incomplete"):
            if _idle(path):
                path.unlink(missing_ok=True)


def _idle(path: Path) -> bool:
    """Whether nobody has written for longer than a pull may take."""
    try:
        return time.time() - path.lstat().st_mtime > limits().hub_seconds
    except FileNotFoundError:  # someone else was faster
        return True
