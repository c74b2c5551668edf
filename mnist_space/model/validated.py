"""How a sealed model reads the digits that it held out."""

from __future__ import annotations

import numpy as np

from mnist_space.artifact import Artifact
from mnist_space.data import Split, hold_out, to_unit
from mnist_space.model.trained import held_out
from mnist_space.reading.network import CLASSES, Network


def validated(artifact: Artifact, digits: Split) -> list[list[int]]:
    """Return the confusion matrix on the digits held out, straight to the network.

    Args:
        artifact: a sealed model.
        digits: MNIST's train digits.

    Returns:
        Ten rows, the true digit, of ten counts, what was read.

    Raises:
        ArtifactError: its network is gone, or its recipe does not say what it held out.
    """
    unseen = hold_out(digits, held_out(artifact))[1]
    network = Network(artifact.model_bytes, artifact.folder.name)
    read = network.logits(to_unit(unseen.images)).argmax(axis=1)
    matrix = np.zeros((CLASSES, CLASSES), int)
    np.add.at(matrix, (unseen.labels, read), 1)
    counts: list[list[int]] = matrix.tolist()
    return counts
