"""Loss and accuracy with an eleventh class, "not a digit", whose logit is fixed at 0."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from mnist_space.data import NOT_A_DIGIT, Labels

DIGITS = 10

Targets = Annotated[NDArray[np.float32], "(N, 11), rows sum to 1; column 10 = not a digit"]


def hard_targets(labels: Labels, smoothing: float = 0.0) -> Targets:
    """Return what a network should answer to each label.

    Args:
        labels: uint8 (N,).
        smoothing: the part of a digit's target that is spread evenly over the ten digits; "not a
            digit" gets none of it, so that smoothing does not lower the score of a digit.
    """
    targets = np.eye(DIGITS + 1, dtype=np.float32)[labels]
    digits = targets[labels != NOT_A_DIGIT, :DIGITS]
    targets[labels != NOT_A_DIGIT, :DIGITS] = digits + smoothing * (1 / DIGITS - digits)
    return targets


def with_reject_class(logits: tf.Tensor) -> tf.Tensor:
    """Append the fixed logit 0 of "not a digit": (..., 10) -> (..., 11)."""
    return tf.concat([logits, tf.zeros_like(logits[..., :1])], axis=-1)


def digit_loss(targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Return the cross-entropy over eleven classes, the mean of the members': -> (N,).

    Args:
        targets: (N, 11).
        logits: (N, members, 10). Each member learns for itself: its gradient knows no other's.
    """
    answers = with_reject_class(logits)
    wanted = tf.broadcast_to(targets[:, tf.newaxis], tf.shape(answers))
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, answers), axis=1)


def accuracy(targets: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Whether the largest of eleven logits, averaged over members, is the right one: -> (N,).

    A rejected digit is an error.
    """
    answer = with_reject_class(tf.reduce_mean(logits, axis=1))
    best, right = (tf.argmax(values, axis=1) for values in (answer, targets))
    return tf.cast(best == right, tf.float32)
