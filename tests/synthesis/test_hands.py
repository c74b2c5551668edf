"""Ways of writing: each its own digit, no two drawings alike, some never shown in training."""

import cv2
import numpy as np
import pytest

from mnist_space.loading import load_predictor
from mnist_space.synthesis import hands_0_to_4 as low
from mnist_space.synthesis import hands_5_to_9 as high
from mnist_space.synthesis import held_out_hands, styles
from mnist_space.synthesis.curves import curve, joined, line, ring, written
from mnist_space.synthesis.held_out_hands import HELD_OUT_STYLES
from mnist_space.synthesis.strokes import mnist_form
from mnist_space.synthesis.styles import STYLES

EVERY = STYLES + HELD_OUT_STYLES
WAYS = pytest.mark.parametrize("way", [way for *_, way in EVERY], ids=lambda way: way.__name__)


def rng(seed=0):
    return np.random.default_rng(seed)


def holes(picture):
    """How many parts of the ground are shut in by ink."""
    return cv2.connectedComponents((picture < 128).astype(np.uint8), connectivity=4)[0] - 2


@WAYS
def test_a_way_stays_in_its_box_and_is_seldom_the_same_twice(way):
    drawn = [way(rng(seed)) for seed in range(30)]
    for strokes in drawn:
        points = np.concatenate(strokes)
        assert points.shape[1] == 2
        assert -1 <= points.min() <= points.max() <= 5.2
        assert 3 <= np.ptp(points[:, 1]) <= 5.5
    assert len({written(strokes, rng()).tobytes() for strokes in drawn}) >= 25


@WAYS
def test_the_drawing_lies_on_its_canvas(way):
    for seed in range(30):
        picture = written(way(rng(seed)), rng(seed))
        assert picture.max() == 255
        rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert (rim > 128).mean() < 0.05, "cut off"


def test_names_are_unique_and_every_digit_has_its_ways():
    names = [(digit, name) for digit, name, _ in EVERY]
    assert len(set(names)) == len(names)
    assert {digit for digit, _ in names} == set(range(10))
    assert {digit for digit, *_ in HELD_OUT_STYLES} == set(range(10))


def test_what_is_held_out_is_not_drawn_for_training():
    assert "held_out" not in "".join([*vars(styles), *vars(low), *vars(high)])
    shown = {way for *_, way in STYLES}
    assert not shown & {way for *_, way in HELD_OUT_STYLES}
    own = {name for name, value in vars(held_out_hands).items() if callable(value)}
    assert {way.__name__ for *_, way in HELD_OUT_STYLES} <= own


def test_styled_digits_take_the_styles_in_turn():
    images, labels = styles.styled_digits(len(STYLES) * 2 + 1, rng())
    assert images.dtype == labels.dtype == np.uint8
    assert images.shape == (len(labels), 28, 28)
    assert labels.tolist() == [digit for digit, *_ in STYLES] * 2 + [STYLES[0][0]]
    assert len(np.unique(images.reshape(len(images), -1), axis=0)) == len(images)


@pytest.mark.parametrize(
    ("way", "fewest"),
    [(low.zero_slashed, 2), (high.eight_two_rings, 2), (high.nine_straight, 1)],
)
def test_rings_and_slashes_enclose_ground(way, fewest):
    found = [holes(written(way(rng(seed)), rng(seed))) for seed in range(40)]
    assert np.mean(np.array(found) >= fewest) >= 0.8


def test_a_flag_points_to_the_left_and_a_bar_crosses_the_seven():
    for seed in range(40):
        tip, top, *_ = low.one_long_upstroke(rng(seed))[0]
        assert tip[0] < top[0] - 0.7
        assert tip[1] > top[1] + 1.3
        stem, bar = high.seven_crossed(rng(seed))
        level = bar[:, 1].mean()
        across = np.interp(level, stem[-9:, 1], stem[-9:, 0])
        assert bar[0, 0] < across + 0.3
        assert bar[1, 0] > across - 0.3


def test_the_bar_of_a_five_may_stand_apart():
    bodies, bars = zip(*(held_out_hands.five_bar_off(rng(seed)) for seed in range(40)), strict=True)
    gaps = [np.abs(bar[0] - body[0]).max() for body, bar in zip(bodies, bars, strict=True)]
    assert min(gaps) > 0.35


def test_a_curve_goes_through_its_points_and_a_ring_around_its_middle():
    points = [(0.0, 0.0), (1.0, 2.0), (3.0, 1.0), (4.0, 4.0)]
    drawn = curve(*points)
    for point in points:
        assert np.hypot(*(drawn - point).T).min() < 1e-9
    around = ring((2, 2), (1, 2), -90, -360)
    assert np.allclose(((around - 2) / (1, 2) ** np.array(1)) ** 2 @ (1, 1), 1)
    assert around[0] == pytest.approx((2, 0))
    assert around[len(around) // 4][0] < 2, "a hand turns to the left first"
    assert len(joined(line((0, 0), (1, 1)), line((2, 2)))) == 3


def test_the_network_that_ships_reads_most_of_them():
    """Of those that it was trained on; a way that reads as another digit would show here."""
    labels, drawn = [], []
    for digit, _, way in STYLES:
        for seed in range(12):
            labels.append(digit)
            drawn.append(mnist_form(written(way(rng(seed)), rng(seed))))
    logits = load_predictor().logits(np.stack(drawn).astype(np.float32) / 255)
    right = (logits.argmax(axis=1) == labels).reshape(len(STYLES), -1)
    assert right.mean() >= 0.93
    assert right.mean(axis=1).min() >= 0.5
