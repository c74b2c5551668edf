"""The fifteen corruptions, on digits whose answer can be worked out by hand."""

import numpy as np
import pytest

from mnist_space.data import load_test
from mnist_space.synthesis.corruptions import CORRUPTIONS, corrupt

PAPER = [
    *("shot_noise", "impulse_noise", "glass_blur", "motion_blur", "shear", "scale", "rotate"),
    *("brightness", "translate", "stripe", "fog", "spatter", "dotted_line", "zigzag"),
    "canny_edges",
]
WITHOUT_CHANCE = {"brightness", "scale", "stripe", "canny_edges"}


def changed(images, name, strength=1.0, seed=0):
    return corrupt(images, name, strength, np.random.default_rng(seed))


def plain(value=0, count=1):
    return np.full((count, 28, 28), value, np.uint8)


def dot(row, column):
    image = plain()
    image[0, row, column] = 255
    return image


@pytest.fixture(scope="module")
def digits():
    images = load_test().images[:40]
    images.setflags(write=False)
    return images


def test_they_are_those_of_the_paper_in_its_order():
    assert list(CORRUPTIONS) == PAPER


@pytest.mark.parametrize("name", PAPER)
def test_form_identity_and_chance(digits, name):
    once = changed(digits, name)
    assert once.dtype == np.uint8
    assert once.shape == digits.shape
    assert (changed(digits, name, strength=0) == digits).all()
    assert (changed(digits, name) == once).all()
    assert (once != digits).any(axis=(1, 2)).all(), "a digit was left as it was"


@pytest.mark.parametrize("name", PAPER)
def test_a_weaker_corruption_changes_less(digits, name):
    def distance(strength):
        return np.abs(changed(digits, name, strength) - digits.astype(float)).mean()

    assert distance(0.3) < distance(1.0)


@pytest.mark.parametrize("name", sorted(set(PAPER) - WITHOUT_CHANCE))
def test_each_digit_has_its_own_chance(digits, name):
    twins = np.repeat(digits[:1], 30, axis=0)
    assert len({image.tobytes() for image in changed(twins, name)}) > 1


def test_brightness_adds_half_and_stops_at_white():
    assert (changed(plain(0), "brightness") == 128).all()
    assert (changed(plain(100), "brightness") == 228).all()
    assert (changed(plain(200), "brightness") == 255).all()


def test_stripe_inverts_seven_columns_at_each_side():
    striped = changed(plain(40), "stripe")[0]
    assert (striped[:, :7] == 215).all()
    assert (striped[:, 7:21] == 40).all()
    assert (striped[:, 21:] == 215).all()


def test_impulse_noise_hits_every_sixth_pixel_half_of_them_white():
    noisy = changed(plain(100, 200), "impulse_noise")
    assert set(np.unique(noisy)) == {0, 100, 255}
    assert (noisy != 100).mean() == pytest.approx(0.17, abs=0.005)
    assert (noisy == 255).mean() == pytest.approx(0.085, abs=0.005)


def test_shot_noise_comes_in_thirds_and_keeps_the_mean():
    noisy = changed(plain(51, 500), "shot_noise")
    assert set(np.unique(noisy)) == {0, 85, 170, 255}
    assert noisy.mean() == pytest.approx(51, abs=1)
    assert (changed(plain(0), "shot_noise") == 0).all()


def test_translate_moves_by_three_pixels_along_both_axes():
    for seed in range(8):
        row, column = np.argwhere(changed(dot(14, 14), "translate", seed=seed)[0] == 255)[0]
        assert abs(row - 14) == 3
        assert abs(column - 14) == 3


def test_scale_draws_points_towards_the_middle():
    moved = changed(dot(3, 13) + dot(3, 14), "scale")[0]
    middle = 13.5 - 0.7 * (13.5 - 3)
    assert np.average(np.arange(28), weights=moved.sum(1)) == pytest.approx(middle, abs=0.35)


def test_rotate_turns_by_four_tenths_of_a_radian():
    arm = plain()
    arm[0, 13:15, 22:25] = 255
    for seed in range(4):
        turned = changed(arm, "rotate", seed=seed)[0].astype(float)
        rows, columns = np.mgrid[:28, :28] - 13.5
        angle = np.arctan2(np.average(rows, weights=turned), np.average(columns, weights=turned))
        assert abs(angle) == pytest.approx(0.4, abs=0.02)


def test_shear_leans_an_upright_line():
    line = plain()
    line[0, 4:24, 13:15] = 255
    leaning = changed(line, "shear")[0].astype(float)
    top, bottom = (np.average(np.arange(28), weights=leaning[row]) for row in (5, 22))
    assert abs(top - bottom) == pytest.approx(17 * np.tan(0.4), abs=0.6)


def test_blurs_keep_the_ink_and_spread_it():
    for name in ("motion_blur", "glass_blur"):
        spread = changed(dot(14, 14), name)[0]
        assert spread.max() < 255
        assert spread.sum(dtype=int) == pytest.approx(255, abs=20)
        assert (spread > 0).sum() > 5


def test_fog_lifts_the_ground_and_weakens_the_digit(digits):
    foggy = changed(digits, "fog").astype(float)
    ground, ink = foggy[digits == 0], foggy[digits > 250]
    assert ground.mean() > 60
    assert 20 < ink.mean() - ground.mean() < 100


def test_spatter_is_dark_grey_on_the_ground():
    drops = changed(plain(0, 50), "spatter")
    assert drops.max() <= 63
    assert 0.05 < (drops > 0).mean() < 0.4


def test_lines_cross_an_empty_picture():
    for image in changed(plain(0, 20), "dotted_line"):
        columns = np.flatnonzero(image.max(0) > 0)
        assert set(columns // 2 % 2) == {1}
        assert columns[0] == 2
    reach = [np.flatnonzero(image.max(0) > 0)[[0, -1]] for image in changed(plain(0, 40), "zigzag")]
    assert (np.median(reach, axis=0) == (2, 24)).all()


def test_canny_edges_leave_an_outline():
    block = plain()
    block[0, 8:20, 8:20] = 255
    outline = changed(block, "canny_edges")[0]
    assert set(np.unique(outline)) == {0, 255}
    assert (outline[10:18, 10:18] == 0).all()
    assert (outline[14] > 0).sum() == 2


def test_no_digits_give_no_digits():
    assert changed(plain(count=0), "fog").shape == (0, 28, 28)


@pytest.mark.parametrize(
    ("images", "name", "strength", "message"),
    [
        (plain(), "frog", 1, "No corruption 'frog'.*fog"),
        (plain(), "fog", -1, "0 or more, not -1"),
        (plain(), "fog", np.nan, "0 or more, not nan"),
        (plain().astype(float), "fog", 1, "uint8"),
        (plain()[0], "fog", 1, r"\(28, 28\)"),
    ],
)
def test_bad_input_is_named(images, name, strength, message):
    with pytest.raises(ValueError, match=message):
        changed(images, name, strength)
