import numpy as np
import pytest

from plugins.flatten_background import flatten_background

STROKE = (slice(80, 200), slice(130, 146))


def page(light, ink=0.2):
    """A page under `light` (280, 280) with an upright stroke that reflects `ink` of it."""
    reflects = np.ones((280, 280))
    reflects[STROKE] = ink
    return np.repeat((light * reflects)[..., np.newaxis], 3, axis=2).astype(np.uint8)


LEVEL = np.full((280, 280), 220.0)
SLOPE = np.broadcast_to(np.linspace(120, 240, 280), (280, 280))


@pytest.mark.parametrize(("light", "most"), [(LEVEL, 8), (SLOPE, 24)], ids=["level", "slope"])
def test_paper_becomes_128_and_ink_darker(light, most):
    flat = flatten_background(page(light)).astype(int)
    ground = np.ones((280, 280), bool)
    ground[70:210, 120:156] = False
    assert np.abs(flat[ground] - 128).max() <= most
    assert (flat[STROKE] < 60).all()


def test_light_ink_becomes_lighter():
    flat = flatten_background(page(LEVEL / 2, ink=2.2)).astype(int)
    assert np.abs(flat[:, :100] - 128).max() <= 8
    assert (flat[STROKE] > 190).all()


def test_ink_in_a_shadow_counts_as_much_as_ink_in_the_light():
    bright = flatten_background(page(LEVEL))[140, 138].astype(int)
    dim = flatten_background(page(LEVEL / 1.8))[140, 138].astype(int)
    assert np.abs(bright - dim).max() <= 10


def test_the_inside_of_a_loop_is_paper():
    image = page(LEVEL, ink=1)
    rows, columns = np.indices((280, 280))
    radius = np.hypot(rows - 140, columns - 140)
    image[(radius > 60) & (radius < 72)] = 30
    assert np.abs(flatten_background(image)[140, 140].astype(int) - 128).max() <= 8


@pytest.mark.parametrize("level", [0, 90, 255])
def test_an_empty_page_is_128_all_over(level):
    assert (flatten_background(np.full((50, 70, 3), level, np.uint8)) == 128).all()


def test_a_surface_takes_the_vignette_along_and_leaves_the_stroke():
    row, column = np.mgrid[-1:1:96j, -1:1:96j]
    paper = 220 - 130 * (row**2 + column**2) / 2
    paper[30:66, 46:50] -= 40
    image = np.repeat(paper.astype(np.uint8)[..., np.newaxis], 3, axis=2)
    level, surface = (flatten_background(image, order=order) for order in (0, 4))
    ground = np.ones((96, 96), bool)
    ground[26:70, 42:54] = False
    assert np.abs(level[ground].astype(int) - 128).max() > 40
    assert np.abs(surface[ground].astype(int) - 128).max() < 8
    assert surface[48, 48].max() < 110
