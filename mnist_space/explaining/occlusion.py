"""Which ink spoke for the answer: the digit is read again with each small patch of it covered."""

from __future__ import annotations

import numpy as np

from mnist_space.reading.network import Floats
from mnist_space.reading.predictor import Predictor

SIDE = 28
PATCH = 5  # MNIST pixels: a stroke is 2 to 4 wide
STRIDE = 2


def occlusion_map(
    predictor: Predictor, tensor: Floats, label: int, against: int, patch: int = PATCH
) -> Floats:
    """Return how much the ink at each place spoke for one digit and against another.

    Occlusion sensitivity (Zeiler and Fergus 2014, arXiv:1311.2901): a square patch is emptied, and
    what the difference of the two logits loses is what the patch spoke. A pixel has the mean of the
    patches with ink that cover it. All of them are read at once.

    Args:
        predictor: the model.
        tensor: float32 (28, 28) in [0, 1], the last image of a prediction's trace.
        label: the digit that was read.
        against: the digit that it is compared with, such as the runner-up.
        patch: side of a patch, pixels.

    Returns:
        float32 (28, 28), in logits: positive where ink spoke for `label`, negative where it spoke
        for `against`, 0 where there is no ink.
    """
    corners = [
        (y, x)
        for y in range(1 - patch, SIDE, STRIDE)
        for x in range(1 - patch, SIDE, STRIDE)
        if tensor[max(0, y) : y + patch, max(0, x) : x + patch].any()
    ]
    covered = np.repeat(tensor[np.newaxis], 1 + len(corners), axis=0)
    for picture, (y, x) in zip(covered[1:], corners, strict=True):
        picture[max(0, y) : y + patch, max(0, x) : x + patch] = 0
    logits = predictor.logits(covered)
    leads = logits[:, label] - logits[:, against]
    return _spread(leads[0] - leads[1:], corners, patch) * (tensor > 0)


def _spread(losses: Floats, corners: list[tuple[int, int]], patch: int) -> Floats:
    """The mean of the patches' losses at each pixel: float32 (28, 28)."""
    total, count = (np.zeros((SIDE, SIDE), np.float32) for _ in range(2))
    for loss, (y, x) in zip(losses, corners, strict=True):
        total[max(0, y) : y + patch, max(0, x) : x + patch] += loss
        count[max(0, y) : y + patch, max(0, x) : x + patch] += 1
    total /= np.maximum(count, 1)
    return np.asarray(total, np.float32)
