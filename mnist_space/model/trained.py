"""What another run needs of a trained model: its weights, and which digits it has not seen."""

from __future__ import annotations

import warnings
from typing import Any

import keras

from mnist_space.artifact import WEIGHTS, Artifact, ArtifactError


def load_weights(model: keras.Model, trained: Artifact) -> None:
    """Put the weights of a trained model into a network of the same architecture.

    Raises:
        ArtifactError: there are none, they are damaged, or they are those of another one.
    """
    weights = trained.weights_file
    try:
        with warnings.catch_warnings():
            # Keras only warns where a layer of the network has no weights in the file.
            warnings.simplefilter("error", UserWarning)
            model.load_weights(weights)
    except (OSError, ValueError, KeyError, UserWarning) as error:
        raise ArtifactError(f"{trained.folder.name!r} has no weights for this network.") from error


def held_out(trained: Artifact) -> int:
    """Return how many digits it was not trained on: those that `hold_out` holds out.

    0 where its recipe says nothing of it.

    Raises:
        ArtifactError: what its recipe says is no count.
    """
    count = trained.config.recipe.get("validation", 0)
    if type(count) is not int or count < 0:
        raise ArtifactError(f"The recipe of {trained.folder.name!r} does not say what it held out.")
    return count


def described(trained: Artifact) -> dict[str, Any]:
    """Return what the recipe of a run that builds on it says about it."""
    config = trained.config
    return {"sha256": config.sha256[WEIGHTS], "seed": config.seed, "recipe": config.recipe}
