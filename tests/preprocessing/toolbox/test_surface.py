import numpy as np

from mnist_space.preprocessing.toolbox.surface import add_levels, paper_tilt


def colored(gray):
    return np.repeat(np.clip(gray, 0, 255).astype(np.uint8)[..., np.newaxis], 3, axis=2)


def test_the_tilt_of_a_slope_is_the_slope():
    column = np.tile(np.linspace(-60, 60, 64), (64, 1))
    np.testing.assert_allclose(paper_tilt(colored(150 + column), 1)[..., 0], column, atol=1.5)


def test_ink_does_not_bend_the_surface():
    page = np.full((64, 64), 200.0)
    page[10:54, 20:30] = 30
    assert np.abs(paper_tilt(colored(page), 4)).max() < 2


def test_half_ink_half_paper_has_no_surface():
    checks = np.indices((64, 64)).sum(axis=0) % 2 * 255
    assert not paper_tilt(colored(checks), 0).any()
    noise = np.random.default_rng(0).choice((0, 80, 170, 255), (64, 64))
    assert paper_tilt(colored(noise), 4).shape in {(1, 1, 3), (64, 64, 3)}


def test_each_colour_has_its_own_tilt():
    page = colored(np.full((40, 40), 100))
    page[..., 0] = np.linspace(50, 150, 40).astype(np.uint8)
    tilt = paper_tilt(page, 2)
    assert np.ptp(tilt[..., 0]) > 80
    assert np.abs(tilt[..., 1:]).max() < 4


def test_levels_are_added_within_bytes_and_nothing_is_copied_for_none():
    image = np.full((2, 2, 3), 250, np.uint8)
    assert add_levels(image, np.full((1, 1, 3), 9.6, np.float32)).max() == 255
    assert add_levels(image, np.zeros((1, 1, 3), np.float32)) is image
