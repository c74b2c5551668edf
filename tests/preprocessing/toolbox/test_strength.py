"""How strong ink is, and shade at the frame, on small pictures worked out by hand."""

import numpy as np
import pytest

from mnist_space.preprocessing.toolbox.strength import clear_shade, ink_strength, noise_level

FLOOR, WEAK, STRONG = 10, 20, 100


def page(side=100):
    return np.zeros((side, side), np.uint8)


def test_the_strength_is_that_of_half_of_the_ink_weighted_by_squares():
    image = page()
    image[20:60, 30:40] = 50  # 400 pixels, energy 400 * 2500 = 1 million
    image[20:60, 60:70] = 100  # as many, energy 4 million
    assert ink_strength(image, FLOOR) == 100
    image[60:70, 60:70] = 30
    image[20:60, 60:62] = 0  # 320 pixels are left, 3.2 million
    assert ink_strength(image, FLOOR) == 100
    image[20:60, 62:67] = 0  # 120 pixels, 1.2 million: still more than half
    assert ink_strength(image, FLOOR) == 100
    image[20:60, 67] = 0  # 80 pixels, 0.8 million: less than half
    assert ink_strength(image, FLOOR) == 50


def test_what_is_not_above_the_floor_is_no_ink():
    image = page()
    image[20:60, 30:40] = FLOOR
    assert ink_strength(image, FLOOR) == 0
    image[20:60, 30:40] = FLOOR + 1
    assert ink_strength(image, FLOOR) == FLOOR + 1


def test_the_desk_at_the_frame_does_not_count():
    image = page()
    image[:, 95:] = 200
    image[20:60, 30:40] = 80
    assert ink_strength(image, FLOOR) == 80


@pytest.mark.parametrize(("level", "strength"), [(99, 200), (104, 104)])
def test_ink_that_reaches_in_from_the_frame_counts_where_there_are_but_specks_beside_it(
    level, strength
):
    """The stroke has 400 * 200 squared = 16 million; a twentieth of the whole is 0.84 million."""
    image = page()
    image[:40, 30:40] = 200
    image[60:68, 60:70] = level  # 80 pixels: 0.78 and 0.87 million
    assert ink_strength(image, FLOOR) == strength


def shaded():
    """Shade of 40 at the left alone, 20 wide, and a stroke of 200 that begins in it."""
    image = page()
    image[20:80, :20] = 40
    image[40:46, 10:70] = 200
    return image


@pytest.mark.parametrize("quarters", range(4))
def test_shade_at_the_frame_goes_and_all_other_ink_stays(quarters):
    image = shaded()
    image[80:84, 60:90] = 40  # as weak, but a stroke
    cleared = np.rot90(clear_shade(np.rot90(image, quarters).copy(), WEAK, STRONG), -quarters)
    expected = image.copy()
    expected[:, :20][image[:, :20] == 40] = 0
    np.testing.assert_array_equal(cleared[:, :20], expected[:, :20])
    np.testing.assert_array_equal(cleared[:, 24:], expected[:, 24:])


def test_the_picture_given_is_not_written():
    image = shaded()
    before = image.copy()
    clear_shade(image, WEAK, STRONG)
    assert (image == before).all()


@pytest.mark.parametrize(
    "place",
    [(slice(30, 60), slice(30, 60)), (slice(0, 100), slice(50, 53))],
    ids=["in the middle", "a line across"],
)
def test_what_is_off_the_frame_or_narrow_is_no_shade(place):
    image = page()
    image[place] = 40
    np.testing.assert_array_equal(clear_shade(image, WEAK, STRONG), image)


@pytest.mark.parametrize("level", [8, 120])
def test_what_is_weaker_or_stronger_is_no_shade(level):
    image = page()
    image[:, :20] = level
    np.testing.assert_array_equal(clear_shade(image, WEAK, STRONG), image)


@pytest.mark.parametrize("deviation", [2, 6])
def test_the_noise_of_paper_is_its_standard_deviation(deviation):
    rng = np.random.default_rng(0)
    noisy = np.rint(rng.normal(120, deviation, (200, 200))).astype(np.uint8)
    assert noise_level(noisy) == pytest.approx(deviation, rel=0.2)
    noisy[50:150, 80:90] = 255  # a stroke is no noise
    assert noise_level(noisy) == pytest.approx(deviation, rel=0.2)
    assert noise_level(page()) == 0
