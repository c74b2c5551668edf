import cv2
import numpy as np
import pytest

from plugins.ink_map import ink_map

STROKE = np.s_[150:330, 232:248]


def page(paper=220.0, ink=0.25, shaded=False):
    """A page (480, 480, 3), a hard edge of shade across it at times, and an upright stroke."""
    light = np.full((480, 480), float(paper))
    if shaded:
        light[:, 300:] *= 0.5
    light[STROKE] *= ink
    return np.repeat(np.rint(light.clip(0, 255)).astype(np.uint8)[..., np.newaxis], 3, axis=2)


@pytest.mark.parametrize("shaded", [False, True], ids=["even light", "a hard edge of shade"])
@pytest.mark.parametrize(("paper", "ink"), [(220, 0.25), (60, 3.5)], ids=["dark", "light"])
def test_a_stroke_is_ink_and_the_edge_of_shade_is_none(paper, ink, shaded):
    found = ink_map(page(paper, ink, shaded), rest=0.0)
    assert found[STROKE].mean() > 200
    away = cv2.dilate((page(paper, ink)[..., 0] != paper).astype(np.uint8), np.ones((41, 41))) == 0
    assert found[away].mean() < 1


def test_a_stroke_has_the_edges_of_the_picture_not_of_the_map():
    """The map's pixels are 5 of the picture's; the stroke's edge is none wide."""
    found = ink_map(page(), rest=0.0)[240]
    assert found[233:247].min() > 200
    assert found[:231].max() < 30
    assert found[249:].max() < 30


@pytest.mark.parametrize("size", [(1, 1), (480, 480, 3), (2, 700)], ids=str)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_there_is_no_ink_on_one_colour(size, level):
    picture = np.full((*size[:2], 3), level, np.uint8)
    assert not ink_map(picture).any()
    assert ink_map(picture).shape == size[:2]


def test_shade_without_ink_gives_nothing():
    assert not ink_map(page(ink=1.0, shaded=True)).any()


def test_what_is_no_ink_for_the_network_is_kept_weakly_where_asked():
    weak, none = (ink_map(page(shaded=True), rest=rest).astype(int) for rest in (0.2, 0.0))
    assert (weak >= none).all()
    assert (weak - none).max() <= 52
