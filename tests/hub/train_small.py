"""Train a small network for a moment: python -m tests.hub.train_small FOLDER."""

import sys
from pathlib import Path

import keras
import numpy as np

from mnist_space.artifact import write_artifact
from mnist_space.data import load_test
from mnist_space.model.architectures import build_model
from mnist_space.model.export import export_model
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline


def main(folder: Path) -> None:
    load_steps()
    keras.utils.set_random_seed(0)
    digits = load_test()
    model = build_model("notebook_mlp")
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(digits.images[:2000] / np.float32(255), digits.labels[:2000], verbose=0)
    export_model(model, "notebook_mlp", folder)
    write_artifact(
        folder,
        name="small",
        architecture="notebook_mlp",
        pipeline=load_pipeline("notebook"),
        temperature=1.25,
        reject_threshold=-1.0,
        versions={"keras": keras.__version__},
        recipe={"epochs": 1},
        seed=0,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
