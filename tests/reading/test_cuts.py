"""Touching shapes drawn by hand, of which each pixel is known to be left or right of the cut."""

from itertools import combinations, pairwise

import cv2
import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.cuts import HEIGHT, MOST_CUTS, Parts, find_cuts, parts_between, reduced
from mnist_space.reading.segmentation import Group


def group_of(image):
    x, y, width, height = cv2.boundingRect(image)
    return Group(image[y : y + height, x : x + width].copy(), x, y)


def bridged(bridge=10, thick=4, width=20, height=40):
    """Two blocks, tied by a bridge at half their height."""
    ink = np.zeros((height, 2 * width + bridge), np.uint8)
    ink[:, :width] = ink[:, width + bridge :] = 255
    top = (height - thick) // 2
    ink[top : top + thick] = 255
    return Group(ink, 7, 5)


def circles():
    """Two rings that touch, and the left one alone."""
    both = np.zeros((100, 200), np.uint8)
    cv2.circle(both, (60, 50), 17, 255, 4)
    left = both.copy()
    cv2.circle(both, (98, 50), 17, 255, 4)
    return both, left


def leaning(lean):
    """Two strokes 10 wide that lean, tied at half their height; and the left one alone."""
    rows, columns = np.mgrid[0:80, 0:140]
    along = columns - 70 + lean * (rows - 40)
    left = (along >= -12) & (along < -2)
    both = left | ((along >= 2) & (along < 12)) | ((abs(rows - 40) < 2) & (abs(along) < 12))
    return both * np.uint8(255), left * np.uint8(255)


def blots(seed):
    """A row of touching shapes as they come."""
    random = np.random.default_rng(seed)
    image = np.zeros((120, 320), np.uint8)
    for x in range(50, 280, 30):
        middle = x, int(random.integers(50, 70))
        sides = tuple(map(int, random.integers(12, 28, 2)))
        cv2.ellipse(image, middle, sides, int(random.integers(0, 180)), 0, 360, 255, 4)
    return group_of(image)


SHAPES = [
    bridged(), group_of(circles()[0]), group_of(leaning(0.4)[0]), *map(blots, range(4))
]  # fmt: skip


def best_share(both, left):
    """Of all ink, how much lies on its own side of the best cut."""
    group = group_of(both)
    x, y, width, height = group.box
    own = left[y : y + height, x : x + width] > 0
    ink, columns = group.ink > INK, np.arange(width) + 0.5
    sides = [columns < cut[:, np.newaxis] for cut in find_cuts(group)]
    return max(float((side == own)[ink].mean()) for side in sides)


@pytest.mark.parametrize("scale", [0.5, 1, 2, 3])
def test_two_blobs_are_cut_at_the_bridge_between_them(scale):
    """At every size: the bridge runs from column 20 to column 30."""
    small = bridged()
    ink = cv2.resize(small.ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
    cuts = find_cuts(Group(ink, 0, 0))
    assert all(cut.shape == (len(ink),) for cut in cuts)
    inside = [cut for cut in cuts if 20 * scale <= cut.min() and cut.max() <= 30 * scale]
    assert inside
    assert all(np.ptp(cut) == 0 for cut in inside)


def test_a_cut_runs_through_the_middle_of_a_column():
    """The only free column is the one from 20 to 21."""
    assert any((cut == 20.5).all() for cut in find_cuts(bridged(bridge=1)))


def test_two_rings_that_touch_are_cut_between_them():
    assert best_share(*circles()) > 0.98


@pytest.mark.parametrize("lean", [0.5, 0.35, -0.35, -0.5])
def test_touching_strokes_that_slant_are_cut_along_the_slant(lean):
    """Each upright cut leaves a tenth of the ink on the wrong side, at least."""
    both, left = leaning(lean)
    ink, own, columns = both > 0, left > 0, np.arange(both.shape[1])
    upright = max(float(((columns < x) == own)[ink].mean()) for x in columns)
    assert upright < 0.9
    assert best_share(both, left) > 0.97


@pytest.mark.parametrize("group", SHAPES)
def test_cuts_come_from_left_to_right(group):
    for left, right in pairwise(find_cuts(group)):
        assert np.median(left) <= np.median(right) + 1


def test_between_cuts_that_cross_lies_no_part():
    rows = np.linspace(-8, 8, 40)
    group, cuts = block(40, 60), [20 + rows, 30 - rows, 40 + 0 * rows]
    steps = {*Parts(group, cuts).steps}
    assert steps == {(0, 1), (0, 2), (0, 3), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)}


@pytest.mark.parametrize("group", SHAPES)
def test_cuts_go_down_and_at_most_as_much_aside(group):
    """The columns of the reduced ink are a little wider or narrower than its rows are high."""
    for cut in find_cuts(group):
        assert abs(np.diff(cut)).max() <= 1.05
        assert cut.min() >= 0
        assert cut.max() <= group.ink.shape[1]


@pytest.mark.parametrize("group", SHAPES[1:])
def test_cuts_are_a_little_apart(group):
    """Of 40 pixels: 1.5 on the whole, seen at the height at which they are looked for."""
    ink = cv2.resize(group.ink, (group.ink.shape[1] * HEIGHT // len(group.ink), HEIGHT))
    cuts = find_cuts(Group(ink, 0, 0))
    assert len(cuts) > 1
    assert min(abs(a - b).mean() for a, b in combinations(cuts, 2)) >= 1.5


@pytest.mark.parametrize("group", SHAPES[:3])
def test_each_cut_leaves_all_ink_on_one_side_or_the_other(group):
    cuts = find_cuts(group)
    parts, last = parts_between(group, cuts), len(cuts) + 1
    found = [i for i in range(1, last) if {(0, i), (i, last)} <= parts.keys()]
    assert found
    for i in found:
        np.testing.assert_array_equal(ink_at(group, parts[0, i], parts[i, last]), group.ink)


def ink_at(group, *parts):
    """The ink of parts in the box of their group, added up: what lies in two of them is seen."""
    total = np.zeros(group.ink.shape, int)
    for part in parts:
        x, y, width, height = part.box
        total[y - group.y : y - group.y + height, x - group.x : x - group.x + width] += part.ink
    return total


def test_parts_between_cuts_that_follow_each_other_hold_all_ink_once():
    group = blots(0)
    rows = np.linspace(-6, 6, group.ink.shape[0])
    cuts = [middle + rows * turn for middle, turn in ((30.0, 1), (70.0, -1), (100.3, 0), (140, 1))]
    parts = parts_between(group, cuts)
    following = [(i, i + 1) for i in range(len(cuts) + 1) if (i, i + 1) in parts]
    rest = group.part(np.arange(group.ink.shape[1]) + 0.5 >= cuts[-1][:, np.newaxis])
    pieces = [parts[pair] for pair in following]
    assert following[:4] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    total = ink_at(group, *pieces, *([rest] if (4, 5) not in parts else []))
    np.testing.assert_array_equal(total, group.ink)
    np.testing.assert_array_equal(ink_at(group, parts[1, 3]), ink_at(group, *pieces[1:3]))


def block(height, width):
    return Group(np.full((height, width), 255, np.uint8), 0, 0)


def between(group, *columns):
    """The part between each two of these upright cuts."""
    return parts_between(group, [np.full(group.ink.shape[0], float(x)) for x in columns])


def test_what_is_not_cut_is_one_part():
    ((key, part),) = between(block(40, 30)).items()
    assert key == (0, 1)
    np.testing.assert_array_equal(part.ink, block(40, 30).ink)


@pytest.mark.parametrize(("right", "is_part"), [(60.0, True), (60.1, False)])
def test_no_part_is_much_wider_than_high(right, is_part):
    """Than 40 pixels: more than 1.25 of it."""
    assert ((1, 2) in between(block(40, 100), 10.0, right)) == is_part


@pytest.mark.parametrize(("right", "is_part"), [(13, True), (12, False)])
def test_no_part_is_hardly_wider_than_nothing(right, is_part):
    """Of 50 pixels: less than 0.06 of it."""
    assert ((1, 2) in between(block(50, 60), 10, right)) == is_part


@pytest.mark.parametrize(("height", "is_part"), [(14, True), (13, False)])
def test_no_part_is_much_lower_than_the_whole(height, is_part):
    """Than 40 pixels: less than 0.35 of it."""
    group = block(40, 60)
    group.ink[height:, 30:] = 0
    assert ((1, 2) in between(group, 30)) == is_part


@pytest.mark.parametrize("group", SHAPES)
def test_no_part_of_a_found_cut_is_too_wide_or_too_narrow(group):
    height = group.ink.shape[0]
    cuts = find_cuts(group)
    for (i, j), part in parts_between(group, cuts).items():
        assert part.ink.shape[1] >= 0.06 * height
        if i > 0 and j <= len(cuts):
            assert np.median(cuts[j - 1] - cuts[i - 1]) <= 1.25 * height


def test_free_space_gives_no_part():
    group = block(50, 60)
    group.ink[:, 20:40] = 0
    assert sorted(between(group, 20, 40)) == [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)]


@pytest.mark.parametrize(("count", "cuts"), [(10, 9), (200, MOST_CUTS)])
def test_there_are_no_more_than_so_many_cuts(count, cuts):
    """Upright strokes, each tied to the next one."""
    ink = np.zeros((40, 12 * count - 6), np.uint8)
    for x in range(0, 12 * count, 12):
        ink[:, x : x + 6] = 255
    ink[18:22] = 255
    assert cuts <= len(find_cuts(Group(ink, 0, 0))) <= MOST_CUTS


@pytest.mark.parametrize(("height", "width"), [(40, 90), (40, 1), (1, 40), (1, 1), (400, 3)])
def test_a_full_block_and_a_bare_stroke_are_not_cut(height, width):
    assert find_cuts(block(height, width)) == []


def test_a_large_group_is_cut_in_a_copy_whose_parts_are_few_pixels():
    """Upright strokes across a page, tied: hundreds of parts as high as the page."""
    ink = np.zeros((1200, 1280), np.uint8)
    for x in range(0, 1280, 20):
        ink[:, x : x + 8] = 255
    ink[600:608] = 255
    group = Group(ink, 0, 0)
    cuts = find_cuts(group)
    small, places = reduced(group, cuts)
    pixels = sum(part.ink.size for part in parts_between(small, places).values())
    assert len(places) == len(cuts) >= 4
    assert 1_000_000 < pixels < 5_000_000


def test_a_usual_group_is_cut_as_it_is():
    group = bridged()
    cuts = find_cuts(group)
    assert reduced(group, cuts) == (group, cuts)
