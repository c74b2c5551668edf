"""What the ink map is trained on: pages, where their ink is, and nothing that is held out."""

import ast
from pathlib import Path

import numpy as np
import pytest

from mnist_space.data import load_test
from mnist_space.synthesis import cast_shadows, ink_scenes
from mnist_space.synthesis.cast_shadows import SHAPES, cast_shadow
from mnist_space.synthesis.ink_scenes import drawn

SCENES = list(ink_scenes.ink_scenes(load_test()[:200], 200, seed=4))


def test_a_scene_is_drawn_alike_each_time():
    for first, second in zip(drawn(SCENES[3]), drawn(SCENES[3]), strict=True):
        np.testing.assert_array_equal(first, second)


def test_ink_is_where_there_is_some_to_write():
    seen = [(scene.ink is not None and scene.ink.any(), drawn(scene)[1]) for scene in SCENES[:60]]
    assert {bool(written) for written, _ in seen} == {True, False}
    for written, ink in seen:
        assert ink.shape == (96, 96)
        assert ink.any() == written


def test_ink_is_another_colour_than_what_is_around_it():
    steps = []
    for scene in SCENES[:40]:
        picture, ink = drawn(scene)
        if (ink > 200).any():
            colors = (picture[part].mean(axis=0) for part in (ink > 200, ink == 0))
            steps.append(np.abs(np.subtract(*colors)).max())
    assert len(steps) > 20
    assert np.median(steps) > 40


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_shadow_lies_on_some_of_the_page(shape):
    covered = [shape(np.random.default_rng(seed)) for seed in range(20)]
    assert all(cast.min() >= 0 and cast.max() <= 1 for cast in covered)
    assert 0.03 < np.mean([cast.mean() for cast in covered]) < 0.7


def test_a_shadow_leaves_some_light_everywhere():
    for seed in range(20):
        gain = cast_shadow(np.random.default_rng(seed))
        assert 0.05 < gain.min() <= gain.max() <= 1


@pytest.mark.parametrize("module", [ink_scenes, cast_shadows], ids=lambda m: m.__name__)
def test_nothing_is_drawn_that_is_held_out(module):
    tree = ast.parse(Path(module.__file__).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in names if name.endswith(("held_out_scenes", ".scenes", "textures"))}
