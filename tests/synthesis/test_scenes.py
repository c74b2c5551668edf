"""Redrawn digits: every form is a picture of its own kind, the same each time."""

import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from mnist_space import synthesis
from mnist_space.data import load_test
from mnist_space.synthesis import (
    FORMS,
    HELD_OUT,
    NINE,
    Pen,
    Place,
    Warp,
    draw_ink,
    random_picture,
    random_scene,
    redraw,
    sampling,
)
from mnist_space.synthesis.masks import cut_out, grown
from mnist_space.synthesis.shades import corner, shade, side_band, vignette
from mnist_space.synthesis.skeleton import find_strokes, fine_level
from mnist_space.synthesis.straight import branches, straightened
from mnist_space.synthesis.streams import stream

SEED = 5
SMALLEST = {"tiny_8": 8, "tiny_16": 16, "tiny_28": 28, "cell": 30, "ruled_cell": 30}


@pytest.fixture(scope="module")
def digits():
    images = load_test().images[:12]
    images.setflags(write=False)
    return images


def rng(seed=0):
    return np.random.default_rng(seed)


def ink_share(mask):
    return float(mask.mean())


def extent(mask):
    """Height and width of what is inked."""
    rows, columns = np.flatnonzero(mask.max(1) > 0.5), np.flatnonzero(mask.max(0) > 0.5)
    return rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


def test_the_forms_that_were_promised():
    assert len(NINE) == 9
    assert len(FORMS) >= 45
    assert list(FORMS)[:9] == list(NINE)


def test_ten_forms_and_two_papers_are_held_out():
    papers = {name for name in HELD_OUT if name.endswith("_paper")}
    assert len(papers) >= 2
    assert len(HELD_OUT - papers) >= 10
    assert set(FORMS) > HELD_OUT
    assert not HELD_OUT & set(NINE)


def imported_by(module):
    """The modules of synthesis/ that a module of it imports, directly or not."""
    found, left = set(), {module}
    while left:
        name = left.pop()
        found.add(name)
        code = Path(synthesis.__file__).with_name(f"{name}.py").read_text()
        left |= set(re.findall(r"mnist_space\.synthesis\.(\w+) import", code)) - found
    return found


@pytest.mark.parametrize("maker", ["renderings", "random_picture", "styles", "negatives"])
def test_what_is_drawn_for_training_never_sees_what_is_held_out(maker):
    assert "held_out_scenes" in imported_by("scenes")
    assert not imported_by(maker) & {"held_out_scenes", "scenes"}


@pytest.mark.parametrize("form", FORMS)
def test_form_chance_and_the_digit_left_alone(digits, form):
    first, second = (redraw(form, digits[i], i, SEED) for i in (0, 1))
    assert first.dtype == np.uint8
    assert first.ndim == 3
    assert first.shape[2] == (4 if form == "alpha_layer" else 3)
    assert min(first.shape[:2]) >= SMALLEST.get(form, 80)
    assert (redraw(form, digits[0], 0, SEED) == first).all()
    assert first.shape != second.shape or (first != second).any()
    assert first.std() > 1, "nothing can be seen"


@pytest.mark.parametrize("form", ["grey_photo", "squared_paper"])
def test_chance_comes_from_seed_form_and_index(digits, form):
    picture = redraw(form, digits[0], 0, SEED)
    assert (redraw(form, digits[0], 1, SEED) != picture).any()
    assert (redraw(form, digits[0], 0, SEED + 1) != picture).any()


def test_clean_reduced_again_is_the_digit(digits):
    for i, digit in enumerate(digits):
        small = cv2.resize(redraw("clean", digit, i, SEED)[..., 0], (28, 28), 0, 0, 0, 3)
        assert np.corrcoef(small.ravel(), digit.ravel())[0, 1] > 0.97


def test_polarity_and_alpha(digits):
    clean, dark = (redraw(form, digits[3], 3, SEED) for form in ("clean", "dark_on_light"))
    assert (clean == 255 - dark).all()
    layer = redraw("alpha_layer", digits[3], 3, SEED)
    assert (layer[..., :3] == 0).all()
    assert (layer[..., 3] == clean[..., 0]).all()


def test_pens_grow_from_hairline_to_marker(digits):
    shares = [
        np.mean([ink_share(draw_ink(d, (280, 280), Pen(w), Warp(), rng())) for d in digits])
        for w in (0.4, 1.0, 2.2, 4.5, 5.5)
    ]
    assert shares == sorted(shares)
    assert shares[-1] > 6 * shares[0]


def test_a_small_digit_lies_in_a_corner(digits):
    for i, digit in enumerate(digits):
        picture = redraw("small_in_corner", digit, i, SEED)[..., 0]
        height, width = extent(picture / 255)
        assert max(height, width) == pytest.approx(80, abs=4)
        rows, columns = np.nonzero(picture)
        assert abs(rows.mean() - 200) > 60
        assert abs(columns.mean() - 200) > 60


def test_place_sets_size_and_centre(digits):
    mask = draw_ink(digits[0], (200, 400), Pen(), Warp(), rng(), Place(0.5, (0.25, 0.5)))
    assert max(extent(mask)) == pytest.approx(100, abs=6)
    columns = np.flatnonzero(mask.max(0) > 0.5)
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(100, abs=3)


def test_a_turned_bar_stands_at_its_angle():
    bar = np.zeros((28, 28), np.uint8)
    bar[5:23, 13:15] = 255
    mask = draw_ink(bar, (280, 280), Pen(), Warp(rotation=20), rng(), Place(0.7))
    rows, columns = np.nonzero(mask > 0.5)
    slope = np.polyfit(rows, columns, 1)[0]
    assert abs(np.degrees(np.arctan(slope))) == pytest.approx(20, abs=1)


def test_a_blank_digit_draws_nothing():
    assert draw_ink(np.zeros((28, 28), np.uint8), (50, 60), Pen(1), Warp(), rng()).max() == 0


def test_random_pictures_are_pictures_of_many_kinds(digits):
    pictures = [random_picture(digits[i % 12], rng(i), 200, digits[:3]) for i in range(40)]
    again = random_picture(digits[7], rng(7), 200, digits[:3])
    assert (pictures[7] == again).all()
    assert all(p.dtype == np.uint8 and p.shape[2] == 3 for p in pictures)
    assert max(max(p.shape[:2]) for p in pictures) <= 200
    light = [np.median(p) > 128 for p in pictures]
    assert 5 < sum(light) < 38


def test_a_random_scene_gives_the_ink_of_its_picture(digits):
    sides = []
    for i in range(60):
        picture, ink = random_scene(digits[i % 12], rng(i), 200)
        assert picture.shape == (*ink.shape, 3)
        assert ink.dtype == np.float32
        assert 0 <= ink.min() < ink.max() <= 1
        sides.append(max(ink.shape))
    assert min(sides) < 35
    assert np.median(sides) > 60


def test_another_ground_is_further_from_the_ink():
    for i in range(50):
        ground, ink = rng(i).uniform(0, 255, (2, 3))
        other = np.array(sampling.further(tuple(ground), tuple(ink), rng(i)))
        assert (np.abs(other - ink) >= np.abs(ground - ink) - 1e-9).all()


def test_what_is_cut_out_holds_all_the_ink():
    mask = np.zeros((90, 120), np.float32)
    mask[20:60, 50:54] = 1
    assert cut_out(mask, 3, narrowest=10).shape == (46, 10)
    assert cut_out(mask, 0, narrowest=4).mean() == 1


def test_a_corner_a_side_and_the_rim_lie_in_shade():
    for gain, dark, lit in (
        (vignette(0.8, 2, rng(1)), [(0, 0), (0, -1), (-1, 0), (-1, -1)], (48, 48)),
        (corner(0.6, 0.4, 0.1, rng(2)), [(0, -1)], (-1, 0)),
        (side_band(0.5, 0.2, 0.1, rng(0)), [(48, -1)], (48, 20)),
    ):
        assert gain.shape == (96, 96)
        assert gain[lit] > 0.9
        assert all(gain[place] < 0.6 for place in dark)


def test_shade_multiplies_a_picture_of_any_shape():
    gain = np.full((96, 96), 0.5, np.float32)
    assert (shade(np.full((40, 70, 3), 200, np.uint8), gain) == 100).all()


def test_a_bent_stem_becomes_a_straight_line():
    bent = np.zeros((28, 28), np.uint8)
    cv2.polylines(bent, [np.array([[13, 4], [15, 11], [13, 17], [14, 23]])], False, 255, 2)
    columns = [np.flatnonzero(row > 0).mean() for row in straightened(bent, 3.0)[80:360]]
    slope = np.polyfit(np.arange(280), columns, 1)
    assert np.abs(columns - np.polyval(slope, np.arange(280))).max() < 3
    assert max(np.ptp(np.nonzero(straightened(bent, 0.1)), axis=1)) > 280


def test_a_closed_loop_is_one_branch():
    ring = np.zeros((28, 28), np.uint8)
    cv2.circle(ring, (14, 14), 8, 255, 2)
    (line,) = branches(find_strokes(fine_level(ring)))
    assert np.linalg.norm(line[0] - line[-1]) < 1
    assert np.ptp(line, axis=0) == pytest.approx([16, 16], abs=2)
    for bow in (1.0, 9.0):
        drawn = straightened(ring, bow)
        assert not drawn[200:248, 200:248].any()
        assert np.ptp(np.nonzero(drawn), axis=1) == pytest.approx([272, 272], abs=40)


def test_a_hole_shrinks_to_its_radius_and_is_not_closed():
    ring = np.zeros((200, 200), np.float32)
    cv2.circle(ring, (100, 100), 60, 1.0, 10)
    fat = grown(ring, hole=8, most=99)
    hole = (fat[60:140, 60:140] < 0.5).sum()
    assert hole == pytest.approx(np.pi * 8**2, rel=0.15)
    assert grown(fat, hole=20, most=99) == pytest.approx(fat, abs=0.5)


def test_streams_differ_by_every_part_of_their_key():
    keys = [(1,), (1, 0), (1, 0, 0), (0, 1), (2,)]
    first = {tuple(stream(*key).integers(1 << 30, size=3).tolist()) for key in keys}
    assert len(first) == len(keys)
    assert stream(1, 2).random() == stream(1, 2).random()
