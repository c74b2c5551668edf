"""The networks that ship, as Keras code: an artifact stores weights, never an architecture."""

from collections.abc import Callable

import keras
from keras import layers

from mnist_space.model.sizes import size_of

HALVES = ("first", "second")


def build_model(architecture: str, precision: str = "float32") -> keras.Model:
    """Return an untrained network that takes float32 (N, 28, 28) in [0, 1].

    Args:
        architecture: a name in `ARCHITECTURES`, or one of `mnist_space.model.sizes`.
        precision: Keras' policy for its layers, "float32" or a mixed one, such as
            "mixed_bfloat16"; weights and output are float32 under each.

    Raises:
        ValueError: there is no such architecture.
    """
    size = size_of(architecture)
    if size is None and architecture not in ARCHITECTURES:
        raise ValueError(
            f"No architecture '{architecture}'. There are: {', '.join(ARCHITECTURES)}, "
            "mlp_2x128, conv_3x24 and others of that kind."
        )
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        return SIZED[size[0]](*size[1:]) if size else ARCHITECTURES[architecture]()
    finally:
        keras.config.set_dtype_policy(before)


def notebook_mlp() -> keras.Model:
    """Return the usual tutorial's network: it gives ten sigmoids, not logits (118k parameters)."""
    return mlp(2, 128, "notebook_mlp")


def mlp(hidden: int, width: int, name: str = "mlp") -> keras.Model:
    """Return the tutorial's network with `hidden` layers of `width` units: ten sigmoids."""
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            *(layers.Dense(width, activation="relu") for _ in range(hidden)),
            layers.Dense(10, activation="sigmoid", dtype="float32"),
        ],
        name=name,
    )


def convnet(name: str = "convnet") -> keras.Model:
    """Return two small residual networks side by side: logits (N, 2, 10), 904k parameters.

    Each learns by itself, from the same batches; their mean is what is served. Two that start
    from other weights err on other digits (Lakshminarayanan et al. 2017, arXiv:1612.01474). The
    first layer has stride 2, because elementwise work at 28x28 is what costs on a CPU. Residual
    blocks as in He et al. 2016 (arXiv:1512.03385).
    """
    inputs = keras.Input((28, 28))
    x = layers.Reshape((28, 28, 1))(inputs)
    members = [_residual_network(x) for _ in range(2)]
    return keras.Model(inputs, keras.ops.stack(members, axis=1), name=name)


def quicknet() -> keras.Model:
    """Return one small network that is trained in a minute: logits (N, 1, 10), 58k parameters.

    Nearly all its work is done at 14x14 and below; the statistics of its batch normalization
    follow quickly, for there are few steps.
    """
    inputs = keras.Input((28, 28))
    x = _conv(layers.Reshape((28, 28, 1))(inputs), 24, size=5, strides=2, momentum=0.9)
    x = layers.MaxPooling2D(2)(_conv(x, 32, momentum=0.9))
    return _one_member(inputs, _conv(x, 64, momentum=0.9), "quicknet")


def small_conv(convolutions: int, filters: int) -> keras.Model:
    """Return up to three convolutions, of `filters` filters and ever twice as many: (N, 1, 10)."""
    inputs = keras.Input((28, 28))
    x = _conv(layers.Reshape((28, 28, 1))(inputs), filters, size=5, strides=2, momentum=0.9)
    for number in range(1, convolutions):
        x = layers.MaxPooling2D(2)(_conv(x, filters << number, momentum=0.9))
    return _one_member(inputs, x, "conv")


def _one_member(inputs: keras.KerasTensor, x: keras.KerasTensor, name: str) -> keras.Model:
    logits = layers.Dense(10, dtype="float32")(layers.Dropout(0.3)(layers.Flatten()(x)))
    return keras.Model(inputs, keras.ops.expand_dims(logits, axis=1), name=name)


def convnet_pair() -> keras.Model:
    """Return two `convnet`s side by side, to be filled by `join`: logits (N, 4, 10)."""
    inputs = keras.Input((28, 28))
    members = keras.ops.concatenate([convnet(name)(inputs) for name in HALVES], axis=1)
    return keras.Model(inputs, members, name="convnet_pair")


def halves(pair: keras.Model) -> list[keras.Model]:
    """Return the two `convnet`s of a `convnet_pair`, which hold its weights."""
    return [pair.get_layer(name) for name in HALVES]


def logits_model(model: keras.Model) -> keras.Model:
    """Return what is served of a trained network: logits (N, 10).

    The members of `convnet` and `convnet_pair` are averaged. Of sigmoids p it is log(p):
    softmax(log p) = p / sum(p), which is what Keras' categorical cross-entropy is computed from;
    1e-7 is the floor that Keras puts under a probability there.
    """
    answer = model.outputs[0]
    if ends_in_sigmoids(model):
        return keras.Model(model.inputs, LogOfProbabilities()(answer), name=model.name)
    return keras.Model(model.inputs, keras.ops.mean(answer, axis=1), name=model.name)


def ends_in_sigmoids(model: keras.Model) -> bool:
    """Whether a network's last layer gives probabilities, as the tutorial's does."""
    return getattr(model.layers[-1], "activation", None) is keras.activations.sigmoid


class LogOfProbabilities(layers.Layer):  # type: ignore[misc]  # keras has no types
    """log(p), with p kept at 1e-7 or more."""

    def call(self, probabilities: keras.KerasTensor) -> keras.KerasTensor:
        """Return the logarithm, of the same shape."""
        return keras.ops.log(keras.ops.maximum(probabilities, 1e-7))


def _residual_network(x: keras.KerasTensor) -> keras.KerasTensor:
    x = _conv(x, 32, size=5, strides=2)
    x = _conv(x, 32)
    x = _residual(_conv(layers.MaxPooling2D(2)(x), 64), 64)
    x = _residual(_conv(layers.MaxPooling2D(2, padding="same")(x), 120), 120)
    return layers.Dense(10, dtype="float32")(layers.Dropout(0.4)(layers.Flatten()(x)))


def _conv(
    x: keras.KerasTensor,
    filters: int,
    size: int = 3,
    strides: int = 1,
    relu: bool = True,
    momentum: float = 0.99,
) -> keras.KerasTensor:
    x = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=momentum)(x)
    return layers.ReLU()(x) if relu else x


def _residual(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    branch = _conv(_conv(x, filters), filters, relu=False)
    return layers.ReLU()(layers.Add()([x, branch]))


ARCHITECTURES: dict[str, Callable[[], keras.Model]] = {
    "convnet": convnet,
    "convnet_pair": convnet_pair,
    "notebook_mlp": notebook_mlp,
    "quicknet": quicknet,
}
# By family, with layers and width: see `mnist_space.model.sizes`.
SIZED: dict[str, Callable[[int, int], keras.Model]] = {"mlp": mlp, "conv": small_conv}
