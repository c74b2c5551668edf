import numpy as np
import pytest

from mnist_space.artifact import read_artifact
from mnist_space.data import hold_out, load_test
from mnist_space.model.architectures import build_model
from mnist_space.model.recipes import RECIPES
from mnist_space.model.run import Run, train_model
from mnist_space.model.sizes import FAMILIES, family_of, size_of, sized
from mnist_space.model.validated import validated


@pytest.mark.parametrize("family", FAMILIES)
def test_every_size_has_a_name_that_says_it(family):
    for layers in FAMILIES[family].layers:
        for width in FAMILIES[family].width:
            name = sized(family, layers, width)
            assert size_of(name) == (family, layers, width)
            assert family_of(name) == family


@pytest.mark.parametrize("name", ["mlp_9x128", "mlp_2x0128", "mlp_2x127", "conv_2x256", "convnet"])
def test_a_size_that_is_not_offered_has_no_name(name):
    assert size_of(name) is None
    assert family_of(name) == name


def test_a_size_that_is_not_offered_is_a_sentence():
    with pytest.raises(ValueError, match=r"mlp has 1, 2, 3 or 4 layers .* not 5 of 128"):
        sized("mlp", 5, 128)


def test_the_tutorials_network_is_one_of_the_sizes():
    ours, theirs = build_model("mlp_2x128"), build_model("notebook_mlp")
    assert [w.shape for w in ours.weights] == [w.shape for w in theirs.weights]
    assert build_model("conv_3x8").output_shape == (None, 1, 10)
    widest, narrow = build_model("conv_3x32"), build_model("conv_1x32")
    assert [w.shape[-1] for w in widest.weights if w.name == "kernel"] == [32, 64, 128, 10]
    assert [w.shape[-1] for w in narrow.weights if w.name == "kernel"] == [32, 10]


@pytest.mark.parametrize("name", ["mlp_1x16", "conv_1x8"])
def test_a_small_run_is_followed_and_judged_by_digits_held_out(tmp_path, monkeypatch, name):
    family = family_of(name)
    few = {"validation": 60, "drawn": 5, "negatives": 8, "styles": 4}
    recipe = RECIPES[family]["small"]
    monkeypatch.setitem(RECIPES[family], "small", type(recipe)(**{**vars(recipe), **few}))
    digits, told = load_test()[:700], []
    run = Run(name, "small", 0, 2, (), tmp_path / "out", None, 0.01, 0.5)
    artifact = train_model(run, digits, lambda **values: told.append(values))
    assert artifact.config.recipe["used"] == 0.5
    assert artifact.config.recipe["peak_rate"] == 0.01
    assert [each["epochs"] for each in told if "val_loss" in each] == [1, 2]
    assert all(each["of"] == 2 and 0 < each["epochs"] <= 2 for each in told)
    matrix = np.array(validated(read_artifact(tmp_path / "out"), digits))
    held = hold_out(digits, 60)[1]
    assert (matrix.sum(axis=1) == np.bincount(held.labels, minlength=10)).all()
