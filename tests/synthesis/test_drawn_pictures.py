"""Redrawn digits, digits in other styles, pictures of no digit: form, chance, and meaning."""

import cv2
import numpy as np
import pytest

from mnist_space.data import load_test
from mnist_space.loading import load_predictor
from mnist_space.model.augmentation import augment, nudge
from mnist_space.synthesis import FORMS
from mnist_space.synthesis.disturbances import disturbed
from mnist_space.synthesis.letters import letters
from mnist_space.synthesis.negatives import negatives
from mnist_space.synthesis.strokes import mnist_form
from mnist_space.synthesis.styles import styled_digits

TEST = load_test()
# What people write like a digit is never shown as "no digit".
DIGIT_LIKE = set("OoQDlIi|SsZzBbGgqyJpP")


def _negatives(count, seed=0):
    return negatives(count, np.random.default_rng(seed), TEST.images, TEST.labels)


def test_nudged_digits_move_the_further_the_larger_the_amount():
    digits = TEST.images[:100]
    plain = digits / np.float32(255)
    copies = [nudge(digits, np.random.default_rng(1), amount) for amount in (0, 0.25, 0.5, 1)]
    assert {(copy.shape, copy.dtype.name) for copy in copies} == {((100, 28, 28), "float32")}
    moved = [float(np.abs(copy - plain).mean()) for copy in copies]
    assert moved[0] < 1e-4
    assert moved == sorted(moved)
    # Nothing but the place and the size of the ink changes, not the pen: redrawn, the usual digit
    # has a quarter more ink or less.
    assert np.median(np.abs(copies[2].sum((1, 2)) / plain.sum((1, 2)) - 1)) < 0.12
    assert np.array_equal(copies[2], nudge(digits, np.random.default_rng(1), 0.5))


def _styled(count, seed=0):
    return styled_digits(count, np.random.default_rng(seed))[0]


def _redrawn(count, seed=0):
    return augment(TEST.images[:count], np.random.default_rng(seed))


def _disturbed(count, seed=0):
    return disturbed(TEST.images[:count], np.random.default_rng(seed))


MAKERS = pytest.mark.parametrize("make", [_negatives, _styled, _redrawn, _disturbed])


@MAKERS
def test_the_same_seed_gives_the_same_pictures_and_another_seed_others(make):
    first = make(40)
    assert first.shape == (40, 28, 28)
    assert np.array_equal(first, make(40))
    assert not np.array_equal(first, make(40, seed=1))


@MAKERS
def test_every_picture_has_ink_and_ground(make):
    pictures = make(300).reshape(300, -1).astype(np.float32)
    pictures /= pictures.max()
    assert np.ptp(pictures, axis=1).min() > 0.15


def test_redrawing_gives_numbers_from_0_to_1_and_leaves_the_digits_alone():
    digits = TEST.images[:256]
    digits.flags.writeable = False
    copies = augment(digits, np.random.default_rng(0))
    assert copies.dtype == np.float32
    assert 0 <= copies.min() < copies.max() <= 1


def test_redrawing_varies_the_pen_both_ways():
    digits = np.repeat(TEST.images[:1], 400, axis=0)
    ink = augment(digits, np.random.default_rng(0)).mean(axis=(1, 2))
    own = digits[0].mean() / 255
    assert np.quantile(ink, 0.05) < 0.8 * own
    assert np.quantile(ink, 0.95) > 1.3 * own


def test_a_redrawn_digit_remains_that_digit():
    """The network that ships reads nearly all of them, as a person does."""
    predictor = load_predictor()
    labels = TEST.labels[:600]
    read = predictor.logits(augment(TEST.images[:600], np.random.default_rng(0))).argmax(axis=1)
    assert (read == labels).mean() >= 0.93


def test_no_letter_that_people_write_like_a_digit_counts_as_none():
    assert not DIGIT_LIKE & set(letters())
    assert len(letters()) >= 80


@pytest.mark.parametrize("name", letters())
def test_a_letter_has_strokes_of_points_from_0_to_4(name):
    strokes = letters()[name]
    assert strokes
    for stroke in strokes:
        points = np.array(stroke)
        assert points.shape == (len(stroke), 2)
        assert len(stroke) >= 2
        assert 0 <= points.min() <= points.max() <= 4


def test_negatives_are_of_many_kinds():
    few = _negatives(400)
    sizes = {cv2.boundingRect((picture > 40).astype(np.uint8))[2:] for picture in few}
    assert len(sizes) >= 25
    assert len(np.unique(few.reshape(400, -1), axis=0)) >= 395


def test_pairs_of_digits_slimmer_than_their_overlap_are_drawn_too():
    slim = np.zeros((4, 28, 28), np.uint8)
    slim[:, 5:22, 14] = 255
    drawn = negatives(400, np.random.default_rng(0), slim, np.array([0, 3, 2, 1], np.uint8))
    assert drawn.shape == (400, 28, 28)


def test_mnist_form_scales_to_twenty_pixels_around_the_centre_of_mass():
    picture = np.zeros((100, 150), np.uint8)
    cv2.rectangle(picture, (20, 30), (39, 89), 255, -1)
    formed = mnist_form(picture)
    rows, columns = np.nonzero(formed)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (20, 7)
    assert abs(rows.mean() - 13.5) <= 0.5
    assert abs(columns.mean() - 13.5) <= 0.5
    assert not mnist_form(np.zeros((9, 9), np.uint8)).any()


def test_mnist_form_puts_the_centre_of_mass_where_mnist_has_it():
    def mean_of(pictures):
        moments = [cv2.moments(picture) for picture in pictures]
        return np.mean([(m["m10"] / m["m00"], m["m01"] / m["m00"]) for m in moments], axis=0)

    digits = TEST.images[:400]
    np.testing.assert_allclose(mean_of(map(mnist_form, digits)), mean_of(digits), atol=0.1)


def test_the_disturbances_of_training_are_not_the_forms_of_the_benchmark():
    assert not {name.__name__.strip("_") for name in _kinds()} & set(FORMS)


def _kinds():
    from mnist_space.synthesis.disturbances import _KINDS

    return _KINDS
