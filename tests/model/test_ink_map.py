"""The ink map can be trained from scratch, and what is written is what the step reads."""

import json
from hashlib import sha256

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from mnist_space.data import load_test
from mnist_space.model.ink_map import InkMapRun, build_ink_map, train_ink_map
from mnist_space.preprocessing.toolbox.ink_map import FOLDER, MODEL, RECIPE


def test_a_run_writes_the_network_and_its_recipe(tmp_path):
    run = InkMapRun(count=48, epochs=1, seed=0)
    found = train_ink_map(run, load_test()[:300], tmp_path / "new", processes=1)
    recipe = json.loads((tmp_path / "new" / RECIPE).read_text())
    model = (tmp_path / "new" / MODEL).read_bytes()
    assert recipe["sha256"] == sha256(model).hexdigest()
    assert (recipe["count"], recipe["epochs"], recipe["seed"]) == (48, 1, 0)
    assert 0 <= found == recipe["overlap"] <= 1
    network = Interpreter(model_content=model)
    assert tuple(network.get_input_details()[0]["shape"]) == (1, 96, 96, 3)
    assert tuple(network.get_output_details()[0]["shape"]) == (1, 96, 96, 1)


def test_the_bundled_network_is_one_of_this_shape():
    network = Interpreter(model_path=str(FOLDER / MODEL))
    weights = sum(int(np.prod(weight.shape)) for weight in build_ink_map().weights)
    assert tuple(network.get_output_details()[0]["shape"]) == (1, 96, 96, 1)
    assert 2 * weights < (FOLDER / MODEL).stat().st_size < 3 * weights
