"""Test digits as an IDX file, as a data set of many pictures is."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_space import Predictor, load_predictor
from mnist_space.bulk.pictures import open_idx
from mnist_space.bulk.reader import Reader
from mnist_space.data import idx_bytes, load_test
from tests.bulk.odd_pictures import OddPictures

COUNT = 330  # seven parts


@pytest.fixture(scope="session")
def small() -> Predictor:
    """The tutorial's network on one core: it loads soonest."""
    return load_predictor("notebook_mlp").on_one_core()


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """An IDX file of test digits."""
    file = tmp_path / "digits-idx3-ubyte"
    file.write_bytes(idx_bytes(load_test().images[:COUNT]))
    return file


@pytest.fixture
def odd(digits: Path, tmp_path: Path) -> OddPictures:
    """The same digits; who reads them is written down."""
    return OddPictures(open_idx(digits, tmp_path / "unpacked"), tmp_path / "pids")


@pytest.fixture
def reader(small: Predictor, odd: OddPictures) -> Reader:
    """What reads them."""
    return Reader(small, None, False, odd)
