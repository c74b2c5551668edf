import numpy as np

from plugins.clear_ground import clear_ground


def stroke(level=200):
    image = np.zeros((60, 60), np.uint8)
    image[15:45, 28:33] = level
    return image


def test_a_stroke_becomes_as_strong_as_can_be():
    cleared = clear_ground(stroke(90))
    assert (cleared[15:45, 28:33] == 255).all()
    assert cleared.sum() == 255 * 30 * 5


def test_grain_goes_and_the_stroke_stays():
    rng = np.random.default_rng(3)
    grain = np.abs(rng.normal(0, 6, (60, 60)))
    cleared = clear_ground(np.clip(stroke(160) + grain, 0, 255).astype(np.uint8))
    assert (cleared[15:45, 28:33] > 240).all()
    assert not cleared[:, :26].any()
    assert not cleared[:, 35:].any()


def test_a_faint_part_stays_where_it_is_connected_to_a_strong_one():
    image = stroke(200)
    image[45:55, 28:33] = 80  # between a quarter and a half, at the end of the stroke
    image[20:30, 45:50] = 80  # as faint, but alone
    cleared = clear_ground(image)
    assert cleared[50, 30] > 0
    assert not cleared[:, 40:].any()


def test_a_faint_drawing_is_ink_and_a_fainter_one_is_not():
    assert clear_ground(stroke(30)).any()
    assert not clear_ground(stroke(30), least_contrast=40).any()


def test_shade_at_the_frame_goes_even_where_a_stroke_runs_into_it():
    image = stroke(200)
    image[45:, :] = 80  # between a quarter and a half, and broad
    cleared = clear_ground(image)
    assert (cleared[15:44, 28:33] == 255).all()
    assert not cleared[45:].any()


def test_noise_alone_is_blank():
    noise = np.abs(np.random.default_rng(4).normal(0, 12, (80, 80)))
    assert not clear_ground(noise.astype(np.uint8)).any()


def test_no_ink():
    assert not clear_ground(np.zeros((9, 9), np.uint8)).any()
