"""What a recipe asks for reaches the training: smoothing, and weight decay for kernels alone."""

import csv
from dataclasses import replace

import keras
import numpy as np
import pytest

from mnist_space.data import hold_out, load_test
from mnist_space.model.batches import Pool
from mnist_space.model.recipes import FAST
from mnist_space.model.training import fit

SMALL = replace(FAST, epochs=2, batch_size=32, ema=0.9, label_smoothing=0.0, weight_decay=0.0)
TRAIN, VALIDATION = hold_out(load_test()[:420], 100)
POOLS = [Pool(TRAIN.images, TRAIN.labels, share=1.0, untouched=(1.0, 1.0))]


def fitted(folder, recipe, layer):
    """A network of one layer that learns, beside `layer`, whose output counts for nothing."""
    keras.utils.set_random_seed(5)
    pixels = keras.Input((28, 28))
    flat = keras.layers.Flatten()(pixels)
    answer = keras.layers.Dense(10)(flat) + 0.0 * keras.layers.Dense(10)(layer(flat))
    model = keras.Model(pixels, keras.layers.Reshape((1, 10))(answer))
    fit(model, POOLS, VALIDATION, recipe, seed=5, folder=folder, verbose=0)
    return model


@pytest.mark.parametrize(("smoothing", "decay"), [(0.0, 0.0), (1.0, 0.5)])
def test_smoothing_is_taught_and_weight_decay_is_for_kernels_alone(tmp_path, smoothing, decay):
    """No answer has a smaller loss than the entropy of its target, ten equal shares if smooth.

    What no gradient reaches moves by its decay alone.
    """
    norm = keras.layers.BatchNormalization(beta_initializer="ones")
    dense = keras.layers.Dense(4, kernel_initializer="ones", bias_initializer="ones")
    recipe = replace(SMALL, label_smoothing=smoothing, weight_decay=decay, peak_rate=1e-2)
    fitted(tmp_path, recipe, keras.Sequential([dense, norm]))
    with (tmp_path / "history.csv").open() as file:
        loss = float(list(csv.DictReader(file))[-1]["loss"])
    assert (loss >= np.log(10)) == (smoothing > 0)
    for weights in (dense.bias, norm.gamma, norm.beta):
        np.testing.assert_allclose(weights, 1, atol=1e-5)
    assert (np.asarray(dense.kernel) < 0.99).all() == (decay > 0)
