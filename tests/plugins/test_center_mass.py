import numpy as np
import pytest

from plugins.center_mass import center_mass


def center(image):
    rows, columns = np.indices(image.shape)
    return (rows * image).sum() / image.sum(), (columns * image).sum() / image.sum()


def test_a_single_pixel_lands_on_pixel_14_as_in_mnist():
    image = np.zeros((5, 9), np.uint8)
    image[1, 7] = 77
    canvas = center_mass(image)
    assert canvas.shape == (28, 28)
    assert canvas.sum() == 77
    assert center(canvas) == (14, 14)


def test_heavy_ink_pulls_the_centre():
    image = np.zeros((20, 20), np.uint8)
    image[:, :4] = 255  # a bar at the left ...
    image[0, :12] = 255  # ... and a thin line at the top: mass at row 8.6, column 2.0
    canvas = center_mass(image)
    assert center(canvas) == (pytest.approx(14, abs=0.51), pytest.approx(14, abs=0.51))
    assert canvas.sum() == image.sum()


def test_pixels_are_moved_not_blended():
    image = np.zeros((20, 20), np.uint8)
    image[3, 4], image[9, 17] = 255, 100
    assert sorted(center_mass(image)[center_mass(image) > 0].tolist()) == [100, 255]


def test_no_ink_gives_an_empty_canvas():
    assert not center_mass(np.zeros((20, 20), np.uint8)).any()
