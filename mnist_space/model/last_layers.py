"""The last layer of each network of a model, trained alone: all before it is computed once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import keras
import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Digits, Labels, Split, Tensors, to_unit
from mnist_space.model.augmentation import augment, nudge
from mnist_space.model.losses import Targets, accuracy, digit_loss, hard_targets
from mnist_space.model.recipes import AddRecipe
from mnist_space.model.training import EVALUATION_BATCH
from mnist_space.reading.scores import softmax
from mnist_space.synthesis.negatives import negatives
from mnist_space.synthesis.styles import styled_digits

Floats = NDArray[np.float32]
Features = Annotated[list[Floats], "one (N, F) for each last layer"]

AT_ONCE = 128  # copies that are drawn in one picture
NUDGE = 0.5  # of what redrawing moves a digit


@dataclass(frozen=True)
class LastLayers:
    """A network cut in two before the layers that give its members' logits.

    Attributes:
        parts: what is before them; together they give all features, in the order of the layers.
        model: from the features to logits (N, members, 10). Its layers are the network's own, so
            that what they learn the network has learnt.
    """

    parts: tuple[keras.Model, ...]
    model: keras.Model

    def features(self, images: Tensors) -> Features:
        """Return what the last layers are shown of float32 images (N, 28, 28)."""
        told = (p.predict(images, batch_size=EVALUATION_BATCH, verbose=0) for p in self.parts)
        return [np.asarray(values) for each in told for values in keras.tree.flatten(each)]

    def logits(self, features: Features) -> Floats:
        """Return the members' mean (N, 10)."""
        found = self.model.predict(features, batch_size=EVALUATION_BATCH, verbose=0)
        return np.asarray(found.mean(axis=1), np.float32)


def cut_before_last(model: keras.Model) -> LastLayers:
    """Cut a network whose members each end in one dense layer, as all do that give logits."""
    parts, layers = [], []
    for part in _parts(model):
        dense = [layer for layer in part.layers if isinstance(layer, keras.layers.Dense)]
        parts.append(keras.Model(part.inputs, [layer.input for layer in dense]))
        layers += dense
    inputs = [keras.Input(layer.input.shape[1:]) for layer in layers]
    logits = [layer(given) for layer, given in zip(layers, inputs, strict=True)]
    return LastLayers(tuple(parts), keras.Model(inputs, keras.ops.stack(logits, axis=1)))


def fit_last_layers(
    last: LastLayers,
    own: Split,
    train: Split,
    validation: tuple[Features, Labels],
    recipe: AddRecipe,
    seed: int,
    following: Sequence[keras.callbacks.Callback],
) -> None:
    """Train the last layers in place on what somebody has labelled.

    Beside it they are shown MNIST's digits, pictures of none, and other ways of writing, and learn
    to answer these as they did before (learning without forgetting: Li and Hoiem 2016,
    arXiv:1606.09282).

    Args:
        last: of a trained network.
        own: uint8 (N, 28, 28), what is to be read better, and labels; 10 = not a digit.
        train: digits that the network was trained on.
        validation: features (N, F) for each layer, and labels (N,), to follow the run with.
        recipe: of the run.
        seed: of everything random.
        following: callbacks.
    """
    rng = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    known = last.features(_shown_before(train, recipe, rng))
    copies = list(_copies(own.images, recipe.redrawn, rng))
    new = last.features(np.concatenate(copies))
    # "Not a digit" has the fixed logit 0.
    answers: Targets = softmax(np.pad(last.logits(known), ((0, 0), (0, 1))))
    wanted = hard_targets(np.tile(own.labels, len(copies)), recipe.label_smoothing)
    shares = _shares(len(answers), len(wanted), recipe.share)
    steps = -(-len(shares) // recipe.batch_size)
    rate = keras.optimizers.schedules.CosineDecay(recipe.peak_rate, steps * recipe.epochs)
    last.model.compile(keras.optimizers.Adam(rate), digit_loss, metrics=[accuracy])
    last.model.fit(
        [np.concatenate(pair) for pair in zip(known, new, strict=True)],
        np.concatenate([answers, wanted]),
        sample_weight=shares,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        validation_data=(validation[0], hard_targets(validation[1])),
        validation_batch_size=EVALUATION_BATCH,
        callbacks=list(following),
        verbose=0,
    )


def _parts(model: keras.Model) -> list[keras.Model]:
    """The networks that a joined one holds, or itself."""
    return [layer for layer in model.layers if isinstance(layer, keras.Model)] or [model]


def _shown_before(train: Split, recipe: AddRecipe, rng: np.random.Generator) -> Tensors:
    some = train.images[rng.permutation(len(train))[: recipe.digits]]
    none = negatives(recipe.negatives, rng, train.images, train.labels)
    styles, _ = styled_digits(recipe.styles, rng)
    return to_unit(np.concatenate([some, none, styles]))


def _copies(images: Digits, count: int, rng: np.random.Generator) -> Iterator[Tensors]:
    """The images as they are, then up to `count` more, nudged and redrawn in turn.

    None where there are more than `count`: one takes 30 kB of features.
    """
    yield to_unit(images)
    for turn in range(count // len(images)):
        chunks = np.array_split(images, -(-len(images) // AT_ONCE))
        yield np.concatenate(
            [augment(some, rng) if turn % 2 else nudge(some, rng, NUDGE) for some in chunks]
        )


def _shares(known: int, new: int, share: float) -> Floats:
    """How much each counts: the new ones together `share` of all, the mean being 1."""
    each = [np.full(known, (1 - share) / known), np.full(new, share / new)]
    return np.asarray(np.concatenate(each) * (known + new), np.float32)
