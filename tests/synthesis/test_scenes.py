"""Redrawn digits: every form is a picture of its own kind, the same each time."""

import cv2
import numpy as np
import pytest

from mnist_space.data import load_test
from mnist_space.synthesis import (
    FORMS,
    NINE,
    Pen,
    Place,
    Warp,
    draw_ink,
    random_picture,
    redraw,
)

SEED = 5


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
    assert len(FORMS) >= 15
    assert list(FORMS)[:9] == list(NINE)


@pytest.mark.parametrize("form", FORMS)
def test_form_chance_and_the_digit_left_alone(digits, form):
    first, second = (redraw(form, digits[i], i, SEED) for i in (0, 1))
    assert first.dtype == np.uint8
    assert first.ndim == 3
    assert first.shape[2] == (4 if form == "alpha_layer" else 3)
    assert min(first.shape[:2]) >= 200
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
