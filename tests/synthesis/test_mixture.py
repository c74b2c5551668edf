import pickle

import numpy as np

from mnist_space.data import NOT_A_DIGIT, load_test
from mnist_space.synthesis.mixture import mixture
from mnist_space.synthesis.scenes import HELD_OUT
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.things import thing_picture

SAMPLES = list(mixture(load_test(), 400, seed=3))


def test_half_of_a_mixture_are_digits_and_no_form_is_a_held_out_one():
    labels = np.array([sample.label for sample in SAMPLES])
    assert len(SAMPLES) == 400
    assert (labels < NOT_A_DIGIT).sum() == 200
    assert set(labels) == set(range(NOT_A_DIGIT + 1))
    kinds = {sample.kind for sample in SAMPLES}
    assert {"random", "thing", "paper", "clean", "tiny_8"} <= kinds
    assert not kinds & HELD_OUT


def test_a_sample_is_drawn_alike_in_any_process():
    for sample in SAMPLES[::40]:
        again = pickle.loads(pickle.dumps(sample))
        assert np.array_equal(sample.draw(), again.draw())
    first, second = [sample for sample in SAMPLES if sample.kind == "thing"][:2]
    assert not np.array_equal(first.draw(), second.draw())


def test_another_seed_draws_other_pictures():
    other = list(mixture(load_test(), 400, seed=4))
    same = [a.ink.tobytes() == b.ink.tobytes() for a, b in zip(SAMPLES, other, strict=True)]
    assert np.mean(same[:200]) < 0.1


def test_things_are_square_pictures_of_all_sizes_with_something_on_them():
    pictures = [thing_picture(stream(1, number)) for number in range(40)]
    sides = [picture.shape[0] for picture in pictures]
    assert all(
        picture.shape == (side, side, 3) for picture, side in zip(pictures, sides, strict=True)
    )
    assert min(sides) >= 48
    assert max(sides) <= 400
    assert max(sides) > 2 * min(sides)
    assert np.mean([picture.std() > 8 for picture in pictures]) > 0.7
