import numpy as np
import pytest

from mnist_space.data import NOT_A_DIGIT, load_test
from mnist_space.model.pools import read_extra
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.synthesis.disturbances import disturbed
from mnist_space.synthesis.renderings import (
    Drawing,
    disturbed_digits,
    drawings,
    render_pictures,
    rendered,
)

TEST = load_test()[:200]


@pytest.fixture(scope="module", autouse=True)
def steps():
    load_steps()


def test_jobs_mix_digits_styles_and_what_is_no_digit():
    labels = np.array([job.label for job in drawings(TEST, 100, 0)])
    assert len(labels) == 100
    assert (labels == NOT_A_DIGIT).sum() == 16
    assert len(set(labels[labels != NOT_A_DIGIT])) == 10


def test_a_rendered_digit_is_in_mnists_form_and_keeps_its_label():
    made = [rendered(job) for job in list(drawings(TEST, 40, 0))[:12]]
    kept = [pair for pair in made if pair is not None]
    assert len(kept) >= 8
    for image, label in kept:
        assert (image.shape, image.dtype) == ((28, 28), np.uint8)
        assert 0 <= label <= NOT_A_DIGIT
        assert image.any()


def test_rendering_depends_on_its_seed_alone():
    def all_made() -> list[bytes]:
        made = [rendered(job) for job in list(drawings(TEST, 20, 0))[:5]]
        return [pair[0].tobytes() for pair in made if pair is not None]

    assert len(all_made()) >= 2
    assert all_made() == all_made()


def test_a_blank_picture_is_dropped():
    blank = np.zeros((28, 28), np.uint8)
    nothing = [rendered(Drawing(blank, 3, TEST.images[:0], seed, 0)) for seed in range(6)]
    assert all(pair is None or pair[1] == NOT_A_DIGIT for pair in nothing)


def test_an_upright_stroke_is_never_called_no_digit():
    """What is left of a lost digit may be a line of the paper: it reads as a 1."""
    line = np.zeros((28, 28), np.uint8)
    line[4:24, 13:15] = 255
    made = [rendered(Drawing(line, NOT_A_DIGIT, TEST.images[:0], seed, 0)) for seed in range(8)]
    assert [pair for pair in made if pair is None]
    left = [np.nonzero(pair[0] > 40) for pair in made if pair is not None]
    assert all(np.ptp(columns) + 1 >= 0.4 * (np.ptp(rows) + 1) for rows, columns in left)


def test_disturbed_digits_keep_label_and_form():
    split = disturbed_digits(TEST, 50, 0)
    assert split.images.shape == (50, 28, 28)
    assert split.images.dtype == np.uint8
    assert split.labels.max() <= 9


def test_most_disturbed_digits_differ_from_the_digit():
    copies = disturbed(TEST.images, np.random.default_rng(0))
    change = np.abs(copies.astype(int) - TEST.images).mean(axis=(1, 2))
    assert (change > 1).mean() > 0.9
    assert not np.array_equal(copies, disturbed(TEST.images, np.random.default_rng(1)))


def test_a_file_of_pictures_says_how_it_was_made(tmp_path):
    path = tmp_path / "extra.npz"
    np.savez(path, images=TEST.images, labels=TEST.labels, recipe=np.str_("render --count 1"))
    assert read_extra(path).recipe == "render --count 1"


def test_a_full_disk_leaves_the_renderings_as_they_were(tmp_path, half_written):
    path = tmp_path / "renderings.npz"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="disk is full"):
        render_pictures(path, TEST, count=20, plain=1, seed=0, processes=1)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"old")]
