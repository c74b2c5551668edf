"""Settings of the tests that train."""

import os

import pytest

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


HELD_OUT = 40


@pytest.fixture(scope="session")
def sealed_convnet(tmp_path_factory):
    """A model folder of an untrained convnet's weights; nobody reads with it."""
    import keras

    from mnist_space.artifact import LITERT, WEIGHTS, write_artifact
    from mnist_space.model.architectures import build_model
    from mnist_space.preprocessing.discovery import load_steps
    from mnist_space.preprocessing.pipelines import load_pipeline

    load_steps()
    keras.utils.set_random_seed(1)
    folder = tmp_path_factory.mktemp("sealed")
    build_model("convnet").save_weights(folder / WEIGHTS)
    (folder / LITERT).write_bytes(b"not read")
    write_artifact(
        folder, name="convnet", architecture="convnet", pipeline=load_pipeline("notebook"),
        temperature=1.0, reject_threshold=0.0, versions={}, seed=1,
        recipe={"name": "none", "validation": HELD_OUT},
    )  # fmt: skip
    return folder


@pytest.fixture
def slim():
    """Convnets are built of slim members."""
    from tests.model.slim import slim_members

    with slim_members():
        yield


@pytest.fixture(scope="session")
def convnets(tmp_path_factory):
    """Two model folders of untrained slim convnets, which held out 40 of all test digits."""
    import keras

    from mnist_space.data import hold_out, load_test
    from mnist_space.model.architectures import build_model
    from mnist_space.model.sealing import seal
    from mnist_space.preprocessing.discovery import load_steps
    from mnist_space.preprocessing.pipelines import load_pipeline
    from tests.model.slim import slim_members

    load_steps()
    folders = [tmp_path_factory.mktemp("convnet") for _ in range(2)]
    for seed, folder in enumerate(folders):
        keras.utils.set_random_seed(seed)
        with slim_members():
            seal(
                build_model("convnet"), "convnet", folder,
                name="convnet",
                pipeline=load_pipeline("notebook"),
                validation=hold_out(load_test(), HELD_OUT)[1],
                recipe={"name": "none", "validation": HELD_OUT},
                seed=seed,
            )  # fmt: skip
    return folders


def pytest_itemcollected(item):
    """TensorFlow 2.21 warns under numpy 2.4 whenever Keras reads a variable."""
    item.add_marker(
        pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
    )
