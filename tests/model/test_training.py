"""Batches, loss, and short runs of training: they learn, repeat, and go on after a kill."""

import csv
from dataclasses import replace
from functools import cache, partial

import keras
import numpy as np
import pytest

from mnist_space.data import NOT_A_DIGIT, DataError, hold_out, load_test, to_unit
from mnist_space.model.architectures import build_model
from mnist_space.model.batches import Batches, Pool
from mnist_space.model.losses import accuracy, digit_loss, hard_targets
from mnist_space.model.pools import build_pools, read_extra
from mnist_space.model.recipes import FAST, RECIPES
from mnist_space.model.run import Run, RunError, train_model
from mnist_space.model.training import WarmUpCosine, epochs_done, fit

SMALL = replace(FAST, epochs=3, batch_size=32, validation=100, ema=0.9, negatives=200, styles=65)
TRAIN, VALIDATION = hold_out(load_test()[:1060], 100)


@cache
def _pools():
    return build_pools(TRAIN, [], SMALL, SMALL.shares, seed=0)


def _tiny_network():
    """Batch normalisation and all, but a second to compile where the convnet takes ten."""
    layers = [keras.layers.Flatten(), keras.layers.Dense(24), keras.layers.BatchNormalization()]
    layers += [keras.layers.ReLU(), keras.layers.Dense(10), keras.layers.Reshape((1, 10))]
    return keras.Sequential([keras.Input((28, 28)), *layers])


def _fitted(folder, recipe=SMALL):
    folder.mkdir(exist_ok=True)
    keras.utils.set_random_seed(5)
    model = _tiny_network()
    fit(model, _pools(), VALIDATION, recipe, seed=5, folder=folder, verbose=0)
    return model


def test_validation_digits_are_held_out_and_fewer_are_among_more():
    train, held_out = hold_out(load_test()[:500], 100)
    assert (len(train), len(held_out)) == (400, 100)
    shown = {image.tobytes() for image in train.images}
    assert not shown & {image.tobytes() for image in held_out.images}
    assert np.array_equal(held_out.images[-40:], hold_out(load_test()[:500], 40)[1].images)


def test_a_batch_holds_the_pools_by_their_shares():
    pools = _pools()
    assert sum(pool.share for pool in pools) == pytest.approx(1)
    images, targets = Batches(pools, 100, seed=0, epochs=3)[0]
    assert images.shape == (len(targets), 28, 28)
    assert images.dtype == np.float32
    assert 0 <= images.min() < images.max() <= 1
    none = targets.argmax(axis=1) == NOT_A_DIGIT
    assert none.sum() == round(100 * SMALL.shares.negatives)


def test_batches_depend_on_seed_epoch_and_index_alone():
    first, again = Batches(_pools(), 32, seed=0, epochs=3), Batches(_pools(), 32, seed=0, epochs=3)
    again[3]
    assert np.array_equal(first[2][0], again[2][0])
    assert not np.array_equal(first[2][0], first[3][0])
    first.on_epoch_end()
    assert not np.array_equal(first[2][0], again[2][0])
    resumed = Batches(_pools(), 32, seed=0, epochs=3, first_epoch=1)
    assert np.array_equal(first[2][0], resumed[2][0])


def test_no_two_random_streams_of_a_run_are_one(monkeypatch):
    """To NumPy (seed, epoch), once the order, and (seed, epoch, 0), a batch, are the same seed."""
    streams, make = [], np.random.default_rng

    def default_rng(seed):
        streams.append(make(seed))
        return make(seed)

    pools = _pools()
    monkeypatch.setattr(np.random, "default_rng", default_rng)
    batches = Batches(pools, 32, seed=0, epochs=3)
    for _ in range(2):
        for index in range(3):
            batches[index]
        batches.on_epoch_end()
    assert len(streams) == 3 + 2 * 3
    assert len({stream.bit_generator.state["state"]["state"] for stream in streams}) == len(streams)


def test_untouched_digits_are_among_the_redrawn_more_of_them_each_epoch():
    pool = Pool(TRAIN.images, TRAIN.labels, share=1.0, untouched=(0.25, 0.75))
    own = {image.tobytes() for image in to_unit(TRAIN.images)}
    batches = Batches([pool], 40, seed=0, epochs=3)
    for kept in (10, 20, 30):
        images, _ = batches[0]
        assert [image.tobytes() in own for image in images] == [True] * kept + [False] * (40 - kept)
        batches.on_epoch_end()


def test_untouched_digits_are_nudged_where_the_pool_says_so():
    pool = Pool(TRAIN.images, TRAIN.labels, share=1.0, untouched=(1.0, 1.0), nudge=0.5)
    pools = pool, replace(pool, nudge=0.0)
    (moved, labels), (own, same) = (Batches([p], 40, seed=0, epochs=2)[0] for p in pools)
    assert np.array_equal(labels, same)
    assert 0 < np.abs(moved - own).mean((1, 2)).max() < 0.2


def test_the_loss_of_a_rejected_picture_falls_with_all_ten_logits():
    none = hard_targets(np.array([10], np.uint8))
    low, high = (np.full((1, 2, 10), level, np.float32) for level in (-9, 9))
    assert float(digit_loss(none, low)[0]) < 0.01
    assert float(digit_loss(none, high)[0]) > 9
    assert np.asarray(accuracy(none, low)).tolist() == [1]
    assert np.asarray(accuracy(none, high)).tolist() == [0]


def test_the_loss_is_keras_own_over_eleven_logits_and_the_mean_of_the_members():
    logits = np.random.default_rng(0).normal(0, 2, (8, 3, 10)).astype(np.float32)
    labels = np.arange(8, dtype=np.uint8)
    eleven = np.concatenate([logits, np.zeros((8, 3, 1), np.float32)], axis=2)
    keras_own = partial(keras.losses.sparse_categorical_crossentropy, labels, from_logits=True)
    expected = np.mean([keras_own(member) for member in eleven.transpose(1, 0, 2)], axis=0)
    assert np.allclose(digit_loss(hard_targets(labels), logits), expected, atol=1e-5)


def test_accuracy_is_that_of_the_members_mean():
    logits = np.zeros((1, 2, 10), np.float32)
    logits[0, :, 4], logits[0, 0, 7], logits[0, 1, 7] = 3, 5, -5
    assert np.asarray(accuracy(hard_targets(np.array([4], np.uint8)), logits)).tolist() == [1]
    assert np.asarray(accuracy(hard_targets(np.array([7], np.uint8)), logits)).tolist() == [0]


def test_smoothing_spreads_a_digit_over_the_digits_alone():
    targets = hard_targets(np.array([3, 10], np.uint8), smoothing=0.1)
    expected = np.full(11, 0.01)
    expected[[3, 10]] = 0.91, 0
    np.testing.assert_allclose(targets[0], expected, atol=1e-6)
    assert targets[1].tolist() == [0] * 10 + [1]


def test_the_learning_rate_warms_up_and_falls_to_zero():
    rate = WarmUpCosine(1e-3, 1000)
    rates = [float(rate(step)) for step in (0, 25, 50, 525, 1000)]
    assert rates[0] < rates[1] < rates[2]
    assert rates[2] == pytest.approx(1e-3, rel=1e-3)
    assert rates[3] == pytest.approx(5e-4, rel=1e-3)
    assert rates[4] == pytest.approx(0, abs=1e-9)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run that nothing interrupts: its folder and the weights that it ends with."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, _fitted(folder).get_weights()


def test_a_few_steps_teach_a_network(whole):
    folder, _ = whole
    with (folder / "history.csv").open() as file:
        losses = [float(row["loss"]) for row in csv.DictReader(file)]
    assert len(losses) == SMALL.epochs
    assert losses[-1] < 0.9 * losses[0]
    assert not (folder / "backup").exists()


# The killed run leaves its CSV file open.
@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
def test_a_killed_run_goes_on_where_it_was(tmp_path, whole):
    """Killed between epochs 2 and 3, it ends with the very weights of the run that was not."""
    with pytest.raises(KeyboardInterrupt):
        _interrupted(tmp_path)
    assert epochs_done(tmp_path) == 2
    resumed = _fitted(tmp_path)
    rows = (tmp_path / "history.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows] == ["epoch", "0", "1", "2"]
    for weight, expected in zip(resumed.get_weights(), whole[1], strict=True):
        assert np.allclose(weight, expected, rtol=1e-3, atol=1e-4)


def _interrupted(folder):
    """The same run, ended like Ctrl-C does before the third epoch is saved."""
    ended = Batches.on_epoch_end

    def on_epoch_end(batches):
        if batches.epoch == 3:  # Keras has called this once before the first epoch
            raise KeyboardInterrupt
        ended(batches)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Batches, "on_epoch_end", on_epoch_end)
        _fitted(folder)


def test_a_killed_run_does_not_go_on_with_another_seed(tmp_path, monkeypatch):
    def kill(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mnist_space.model.run.build_pools", kill)
    run = Run("convnet", "fast", 0, 1, (), tmp_path)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            train_model(run, load_test())
    with pytest.raises(RunError, match="unfinished run of another recipe or seed"):
        train_model(replace(run, seed=1), load_test())


def test_extra_files_are_read_and_named_in_the_recipe(tmp_path):
    path = tmp_path / "made.npz"
    labels = np.array([3, 10], np.uint8)
    np.savez(path, images=TRAIN.images[:2], labels=labels, recipe=np.str_("made by hand"))
    extra = read_extra(path)
    assert extra.to_json()["recipe"] == "made by hand"
    assert extra.to_json()["images"] == 2
    pools = build_pools(TRAIN, [extra, extra], SMALL, SMALL.shares, seed=0)
    assert pools[-1].labels.tolist() == [3, 10, 3, 10]
    assert sum(pool.share for pool in pools) == pytest.approx(1)


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"images": np.zeros((2, 28, 28), np.uint8)}, "no .npz file with images and labels"),
        ({"images": np.zeros((2, 9, 9), np.uint8), "labels": np.zeros(2, np.uint8)}, "needed"),
        ({"images": np.zeros((2, 28, 28)), "labels": np.zeros(2, np.uint8)}, "needed"),
        ({"images": np.zeros((2, 28, 28), np.uint8), "labels": np.zeros(3, np.uint8)}, "needed"),
        ({"images": np.zeros((1, 28, 28), np.uint8), "labels": np.full(1, 11, np.uint8)}, "0 to 9"),
    ],
    ids=["no labels", "size", "dtype", "count", "label 11"],
)
def test_extra_files_that_do_not_fit_are_refused(tmp_path, arrays, says):
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(DataError, match=says):
        read_extra(tmp_path / "bad.npz")


def test_the_tutorials_recipe_is_the_tutorials():
    recipe = RECIPES["notebook_mlp"]["full"]
    assert (recipe.epochs, recipe.batch_size, recipe.validation) == (10, 32, 0)
    layers = build_model("notebook_mlp").layers
    assert [type(layer).__name__ for layer in layers] == ["Flatten", "Dense", "Dense", "Dense"]
    assert [layer.activation.__name__ for layer in layers[1:]] == ["relu", "relu", "sigmoid"]


def test_convnet_is_small():
    assert build_model("convnet").count_params() <= 1_000_000
