import numpy as np
import pytest

from mnist_space.artifact import OddsWeights
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.evidence import CLEAN, FEATURES, digit_odds, features, find_evidence


def entry(image):
    return TraceEntry(StepCall("step"), "A step", image, 0.0)


def page_of(relief, every, left):
    color = np.zeros((*relief.shape, 3), np.uint8)
    return [entry(image) for image in (color, relief, every, left)]


@pytest.fixture
def ink():
    image = np.zeros((60, 60), np.uint8)
    image[20:40, 28:32] = 200
    return image


def test_a_digit_alone_on_even_ground_is_clean(ink):
    found = find_evidence(page_of(ink, ink, ink), [entry(ink), entry(np.zeros((28, 28), np.uint8))])
    assert (found.explained, found.near, found.at_frame, found.removed) == (1, 1, 0, 0)
    assert found.roughness == pytest.approx(np.log(1 / 200))


def test_other_ink_is_counted_near_and_on_the_whole_page(ink):
    left = ink.copy()
    left[20:40, 35:37] = 200  # within a quarter of the digit's side
    left[0:10, 0:4] = 200
    found = find_evidence(page_of(left, left, left), [entry(ink)])
    assert found.near == pytest.approx(80 / 120)
    assert found.explained == pytest.approx(80 / 160)


def test_what_steps_took_from_around_the_digit_is_counted(ink):
    every = ink.copy()
    every[30, 20:40] = 200  # a line through it, 16 pixels of which are not the digit's
    every[58] = 200  # far away
    found = find_evidence(page_of(every, every, ink), [entry(ink)])
    assert found.removed == pytest.approx((33 + 7 - 21 - 4) / 80, abs=0.02)


def test_rough_ground_and_the_frame_are_seen(ink):
    relief = ink.copy()
    relief[::2, ::2] = np.maximum(relief[::2, ::2], 40)
    found = find_evidence(page_of(relief, ink, ink), [entry(ink)])
    assert found.roughness > np.log(15 / 200)
    edge = np.zeros((60, 60), np.uint8)
    edge[0:20, 28:32] = 200
    assert find_evidence(page_of(edge, edge, edge), [entry(edge)]).at_frame == 1


def test_a_page_step_that_changes_the_size_is_no_hindrance(ink):
    whole = np.zeros((90, 90), np.uint8)
    found = find_evidence([entry(whole), entry(whole), entry(ink)], [entry(ink)])
    assert (found.explained, found.near) == (1, 1)


def test_without_ink_there_is_nothing_to_measure():
    blank = np.zeros((60, 60), np.uint8)
    assert find_evidence(page_of(blank, blank, blank), [entry(blank)]) == CLEAN


def test_the_odds_are_the_weighted_sum_of_the_features():
    rows = features(np.float32([3, 3]), np.array([1, 7]), [CLEAN, CLEAN])
    assert rows.shape == (2, len(FEATURES))
    none = dict.fromkeys(FEATURES, 0.0)
    weights = OddsWeights(**none | {"constant": -1.0, "score": 0.5, "one": -2.0, "explained": 1.0})
    np.testing.assert_allclose(digit_odds(rows, weights), [-0.5, 1.5], rtol=1e-5)
    np.testing.assert_allclose(digit_odds(rows, None), [3, 3])
