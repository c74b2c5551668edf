"""Keras and LiteRT give the same logits, for new networks and for the bundled ones."""

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from mnist_space.artifact import BUNDLED, BUNDLED_MODELS, LITERT, WEIGHTS, write_artifact
from mnist_space.data import load_test, to_unit
from mnist_space.loading import load_predictor
from mnist_space.model.architectures import ARCHITECTURES, build_model, logits_model
from mnist_space.model.export import export_model
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.reading.scores import softmax

SEED = 3
DIGITS = to_unit(load_test().images[:200])
# Of the range of the logits: LiteRT's weights have 8 bits, but for the tutorial's network.
AGREE = {"convnet": 0.02, "convnet_pair": 0.02, "notebook_mlp": 1e-5, "quicknet": 0.02}


# test_join.py exports a pair.
@pytest.fixture(scope="module", params=[name for name in ARCHITECTURES if name != "convnet_pair"])
def exported(request, tmp_path_factory):
    """A new network of each architecture, its name, and the folder that it was exported to."""
    keras.utils.set_random_seed(SEED)
    model = build_model(request.param)
    folder = tmp_path_factory.mktemp(request.param)
    export_model(model, request.param, folder)
    return model, request.param, folder


def _logits(model):
    # Not `predict`, which first compiles the network.
    return np.asarray(logits_model(model)([DIGITS], training=False))


def _apart(model, served):
    """The largest difference of a logit, as a share of their range."""
    logits = _logits(model)
    return np.abs(logits - served.logits(DIGITS)).max() / np.ptp(logits)


def test_the_mean_of_the_members_is_served():
    keras.utils.set_random_seed(3)
    model = build_model("convnet")
    members = np.asarray(model(DIGITS[:20], training=False))
    assert members.shape == (20, 2, 10)
    assert np.abs(members[:, 0] - members[:, 1]).max() > 0.01
    served = _logits(model)[:20]
    np.testing.assert_allclose(served, members.mean(axis=1), atol=1e-5)


@pytest.mark.parametrize("name", BUNDLED_MODELS)
def test_keras_and_litert_agree_on_the_bundled_network(name):
    served = load_predictor(name)
    model = build_model(served.artifact.config.architecture)
    model.load_weights(BUNDLED / name / WEIGHTS)
    assert _apart(model, served) <= AGREE[served.artifact.config.architecture] / 2


def test_an_exported_network_agrees_and_takes_any_number_of_digits(exported):
    model, architecture, folder = exported
    load_steps()
    write_artifact(
        folder, name="new", architecture=architecture, pipeline=load_pipeline("notebook"),
        temperature=1.0, reject_threshold=0.0, versions={}, recipe={}, seed=SEED,
    )  # fmt: skip
    served = load_predictor(folder)
    assert _apart(model, served) <= AGREE[architecture] < _apart(build_model(architecture), served)
    assert served.logits(DIGITS[:1]).shape == (1, 10)
    assert served.logits(DIGITS[:7]).shape == (7, 10)


def test_stored_weights_are_the_networks_own_rounded_to_16_bits(exported):
    model, architecture, folder = exported
    again = build_model(architecture)
    again.load_weights(folder / WEIGHTS)
    assert {str(weight.dtype) for weight in again.weights} == {"float32"}
    step = 0.0 if architecture == "notebook_mlp" else 2.0**-11
    for weight, own in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(weight, own, rtol=step, atol=2.0**-25 if step else 0)


def test_files_are_small(exported):
    _, _, exported_to = exported
    for folder in (exported_to, BUNDLED / "convnet"):
        assert (folder / LITERT).stat().st_size <= 2_000_000
        assert (folder / WEIGHTS).stat().st_size <= 4_200_000


def test_the_tutorials_sigmoids_become_the_logarithms_of_probabilities():
    model = build_model("notebook_mlp")
    sigmoids = np.asarray(model(DIGITS, training=False))
    logits = _logits(model)
    expected = sigmoids / sigmoids.sum(axis=1, keepdims=True)
    assert np.allclose(softmax(logits), expected, atol=1e-6)


def test_a_saturated_sigmoid_keeps_its_floor(tmp_path):
    model = build_model("notebook_mlp")
    last = model.layers[-1]
    last.set_weights([last.get_weights()[0], np.full(10, -60, np.float32)])
    export_model(model, "notebook_mlp", tmp_path)
    interpreter = Interpreter(str(tmp_path / LITERT))
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], DIGITS[:1])
    interpreter.invoke()
    logits = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    assert np.allclose(logits, np.log(1e-7), atol=1e-4)


def test_a_network_trained_in_bfloat16_is_served_in_float32(tmp_path):
    for architecture in ("convnet", "quicknet"):
        model = build_model(architecture, "mixed_bfloat16")
        assert {str(weight.dtype) for weight in model.weights} == {"float32"}
        assert model.outputs[0].dtype == "float32"
        assert build_model(architecture).dtype_policy.name == "float32"
    export_model(model, "quicknet", tmp_path)
    tensors_ = Interpreter(str(tmp_path / LITERT)).get_tensor_details()
    assert {np.dtype(t["dtype"]).name for t in tensors_} <= {"float32", "int8", "int32"}


def test_an_unknown_architecture_names_those_that_exist():
    with pytest.raises(
        ValueError, match=r"No architecture 'resnet'.*convnet, convnet_pair, notebook_mlp"
    ):
        build_model("resnet")
