"""Convnets with the layers and the members of the real ones, but fewer."""

from contextlib import contextmanager

import pytest
from keras import layers

from mnist_space.model import architectures


@contextmanager
def slim_members():
    """Members of convnets of three convolutions, not seven: LiteRT's converter takes a second."""

    def member(x):
        x = architectures._residual(architectures._conv(x, 8, size=5, strides=4), 8)
        return layers.Dense(10, dtype="float32")(layers.Dropout(0.4)(layers.Flatten()(x)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(architectures, "_residual_network", member)
        yield
