"""Whether MNIST's train digits can be had here, found out in seconds and without fetching them."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.request import Request, urlopen

from huggingface_hub import hf_hub_url, try_to_load_from_cache

from mnist_space.data import HUB_DATASET, HUB_FILE, KERAS_FILE, DataError, load_train

KERAS_URL = f"https://storage.googleapis.com/tensorflow/tf-keras-datasets/{KERAS_FILE}"
PATIENCE = 3.0
HERE, FETCHED, NOWHERE = "here", "fetched", "nowhere"


def train_digits_at(folder: Path | None) -> str:
    """Return HERE, FETCHED (they are not here but can be downloaded), or NOWHERE.

    Args:
        folder: where they lie; None: where `load_train` would download them from.
    """
    if folder is not None:
        try:
            load_train(folder)
        except DataError:
            return NOWHERE
        return HERE
    # The Hub's file is Parquet.
    by_hub = find_spec("pyarrow") is not None
    if (by_hub and _in_cache_of_hub()) or _cache_of_keras().is_file():
        return HERE
    hub = hf_hub_url(HUB_DATASET, HUB_FILE, repo_type="dataset")
    urls = [hub, KERAS_URL] if by_hub else [KERAS_URL]
    return FETCHED if any(map(_answers, urls)) else NOWHERE


def _in_cache_of_hub() -> bool:
    return isinstance(try_to_load_from_cache(HUB_DATASET, HUB_FILE, repo_type="dataset"), str)


def _cache_of_keras() -> Path:
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets" / KERAS_FILE


def _answers(url: str) -> bool:
    with suppress(OSError), urlopen(Request(url, method="HEAD"), timeout=PATIENCE) as answer:
        return int(answer.status) == 200
    return False
