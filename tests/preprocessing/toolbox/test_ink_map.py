"""The network's file, what it is shown, and the matte that keeps strokes sharp."""

import json

import numpy as np
import pytest

from mnist_space.preprocessing.toolbox import ink_map
from mnist_space.preprocessing.toolbox.ink_map import (
    FOLDER,
    MODEL,
    RECIPE,
    SIDE,
    InkMapError,
    framed,
    matte,
)


@pytest.mark.parametrize(
    ("size", "reduced"), [((960, 480), (96, 48)), ((10, 40), (24, 96)), ((1, 5000), (1, 96))]
)
def test_the_longer_side_fills_the_square_and_the_last_column_the_rest(size, reduced):
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    small, square = framed(picture)
    assert small.shape == (*reduced, 3)
    assert square.shape == (SIDE, SIDE, 3)
    np.testing.assert_array_equal(square[: reduced[0], : reduced[1]], small)
    np.testing.assert_array_equal(square[-1, -1], small[-1, -1])


def test_a_step_of_light_moves_paper_and_ink_alike():
    """Two halves, one in half the light; ink has a quarter of its paper's light in both."""
    paper = np.full((96, 96), 200.0)
    paper[:, 48:] = 100
    shares = np.zeros((96, 96), np.float32)
    shares[20:76, 20:24] = shares[20:76, 72:76] = 1
    levels = np.where(shares > 0, paper / 4, paper)
    picture = np.repeat(np.rint(levels).astype(np.uint8)[..., np.newaxis], 3, axis=2)
    found = matte(picture, picture, shares)
    assert found[30:66, 20:24].min() > 0.8
    assert found[30:66, 72:76].min() > 0.8
    assert found[30:66, 5:15].max() < 0.05
    assert found[30:66, 82:92].max() < 0.05


def test_the_bundled_file_is_small_and_the_one_that_its_recipe_describes():
    assert (FOLDER / MODEL).stat().st_size <= 300_000
    recipe = json.loads((FOLDER / RECIPE).read_text())
    assert {"seed", "count", "epochs", "overlap", "sha256", "versions"} <= recipe.keys()


@pytest.mark.parametrize("fault", ["missing", "damaged", "no recipe"])
def test_a_file_that_is_not_the_one_is_refused(tmp_path, monkeypatch, fault):
    if fault != "missing":
        (tmp_path / MODEL).write_bytes((FOLDER / MODEL).read_bytes()[:-1])
    (tmp_path / RECIPE).write_text("{}" if fault == "no recipe" else '{"sha256": "00"}')
    monkeypatch.setattr(ink_map, "FOLDER", tmp_path)
    ink_map._network.cache_clear()
    with pytest.raises(InkMapError, match="ink_map"):
        ink_map.ink_shares(np.zeros((96, 96, 3), np.uint8))
