"""Cuts where the outline is low, and what lies there between two digits."""

import cv2
import numpy as np
import pytest

from mnist_space.reading.cuts import Parts, find_cuts, path_cost
from mnist_space.reading.segmentation import Group
from tests.reading.test_cuts import bridged


@pytest.mark.parametrize(("thick", "cuts"), [(30, 1), (31, 0)])
def test_a_cut_where_the_outline_is_low_crosses_more_and_is_straight(thick, cuts):
    """Of 40 pixels: three quarters."""
    found = find_cuts(bridged(thick=thick, width=30))
    assert len(found) == cuts
    assert all(np.ptp(cut) == 0 for cut in found)


def test_rings_that_touch_along_half_of_their_height_are_cut_there():
    """A path from there would go on through the hole of a ring, where less ink is."""
    ink = np.zeros((90, 140), np.uint8)
    for x in (36, 103):
        cv2.ellipse(ink, (x, 44), (30, 40), 0, 0, 360, 255, 8)
    (cut,) = [c for c in find_cuts(Group(ink[:, 2:137], 0, 0)) if 60 < c[45] < 75]
    assert np.ptp(cut) == 0


def test_parts_above_or_below_the_place_of_a_dash_may_be_ligatures():
    blocks = bridged(bridge=30)
    cuts = [np.full(40, float(x)) for x in (20, 50)]
    assert not is_ligature(blocks, cuts)
    raised = Group(np.roll(blocks.ink, -12, axis=0), 0, 0)
    raised.ink[:, :20] = raised.ink[:, 50:] = 255
    assert is_ligature(raised, cuts)


def is_ligature(group, cuts):
    """Whether the part between two cuts is one, and no digit."""
    parts = Parts(group, cuts)
    part = parts.part((1, 2))
    return parts.is_ligature(part) and not parts.is_digit_sized(part)


@pytest.mark.parametrize(("thick", "is_cut"), [(18, True), (19, False)])
def test_no_cut_crosses_much_ink_at_once(thick, is_cut):
    """Of 40 pixels: 0.45 of it. The free space above the bridge is as high as below it.

    One of the blocks is no higher than the bridge, so that the outline has no valley.
    """
    group = bridged(thick=thick, width=30)
    group.ink[: (40 - thick) // 2, 40:] = group.ink[(40 + thick) // 2 :, 40:] = 0
    assert any(cut.min() >= 30 and cut.max() <= 70 for cut in find_cuts(group)) == is_cut


def test_a_path_pays_little_between_two_strokes_that_lie_side_by_side():
    """Of 10 pixels each; a third one stands alone."""
    ink = np.zeros((80, 60), np.uint8)
    ink[:, 10:20] = ink[:, 30:50] = 255
    cost = path_cost(ink)[20:60]
    assert cost[:, 39:41].max() == pytest.approx(25.5)
    assert cost[:, 10:20].min() == 255
    assert cost[:, :10].max() == 0
