"""A network cut before its last layers, and these trained alone."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from mnist_space.data import Split, load_test, to_unit
from mnist_space.model.architectures import build_model
from mnist_space.model.last_layers import cut_before_last, fit_last_layers
from mnist_space.model.recipes import ADD

DIGITS = load_test()[:400]
FEW = replace(ADD, epochs=6, redrawn=400, digits=200, negatives=20, styles=10)


def logits(model, images):
    return np.asarray(model(images)).mean(axis=1)


@pytest.mark.parametrize("name", ["convnet_pair", "convnet", "quicknet", "conv_2x8"])
def test_a_cut_network_gives_the_logits_of_the_whole(name):
    model = build_model(name)
    images = to_unit(DIGITS.images[:8])
    last = cut_before_last(model)
    found = last.logits(last.features(images))
    np.testing.assert_allclose(found, logits(model, images), atol=1e-5)


@pytest.fixture(scope="module")
def taught():
    """A quicknet that has seen a few digits, cut, and the weights of its last layer."""
    keras.utils.set_random_seed(0)
    model = build_model("quicknet")
    last = cut_before_last(model)
    few = replace(FEW, epochs=20)
    fit_last_layers(last, DIGITS[:200], DIGITS, checked(last), few, 0, [])
    return model, last, last.model.get_weights()


@pytest.fixture
def trained(taught):
    """The same, as it was at first."""
    model, last, weights = taught
    last.model.set_weights(weights)
    return model, last


def checked(last):
    return last.features(to_unit(DIGITS.images[200:])), DIGITS.labels[200:]


def test_the_last_layers_learn_and_the_others_stay(trained):
    model, last = trained
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    mirrored = Split(DIGITS.images[:60, :, ::-1], DIGITS.labels[:60])
    images = to_unit(mirrored.images)
    others = [layer for layer in model.layers if layer not in dense]
    before = [value for layer in others for value in layer.get_weights()]
    was_right = (logits(model, images).argmax(axis=1) == mirrored.labels).mean()
    fit_last_layers(last, mirrored, DIGITS, checked(last), replace(FEW, share=0.7), 0, [])
    after = [value for layer in others for value in layer.get_weights()]
    assert all(np.array_equal(old, new) for old, new in zip(before, after, strict=True))
    assert (logits(model, images).argmax(axis=1) == mirrored.labels).mean() > was_right + 0.1


def test_what_was_read_before_is_answered_as_before(trained):
    model, last = trained
    images, old = to_unit(DIGITS.images), logits(trained[0], to_unit(DIGITS.images))
    turned = Split(DIGITS.images[:60, ::-1], (DIGITS.labels[:60] + 1) % 10)
    start = last.model.get_weights()

    def moved(share):
        last.model.set_weights(start)
        fit_last_layers(last, turned, DIGITS, checked(last), replace(FEW, share=share), 0, [])
        return float(np.abs(logits(model, images) - old).mean())

    assert moved(0.01) < min(0.5 * moved(0.9), 0.2 * float(np.abs(old).mean()))


def test_the_same_seed_teaches_the_same(trained):
    _, last = trained
    own, start = DIGITS[300:340], last.model.get_weights()
    found = []
    for before, seed in enumerate((3, 3, 4)):
        keras.utils.set_random_seed(before)  # what was drawn before does not count
        last.model.set_weights(start)
        fit_last_layers(last, own, DIGITS, checked(last), FEW, seed, [])
        found.append(last.model.get_weights()[0])
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)
    assert np.abs(found[0] - found[2]).max() > 1e-3


def test_many_pictures_are_redrawn_too(trained):
    _, last = trained
    many = DIGITS[np.tile(np.arange(200), 6)]  # more than are drawn in one picture
    before = last.model.get_weights()[0]
    few = replace(FEW, epochs=1, redrawn=2 * len(many))
    fit_last_layers(last, many, DIGITS, checked(last), few, 0, [])
    assert np.isfinite(last.model.get_weights()[0]).all()
    assert not np.array_equal(before, last.model.get_weights()[0])
