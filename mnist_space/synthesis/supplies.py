"""What pages are written with: for training, for choosing between models, for the final figures."""

from mnist_space.data import Split, hold_out
from mnist_space.synthesis.handwriting import Supply
from mnist_space.synthesis.held_out_hands import HELD_OUT_STYLES
from mnist_space.synthesis.styles import STYLES

ALL_HELD_OUT, LONG_HELD_OUT = 5000, 2500
"""Train digits that training holds out now, and those of them that no model has ever seen."""


def train_supply(train: Split, held_out: int = ALL_HELD_OUT) -> Supply:
    """The train digits but those that are held out, and the ways of writing shown in training."""
    digits, _ = hold_out(train, held_out)
    return Supply("train", digits.images, digits.labels, STYLES)


def validation_supply(train: Split, count: int = LONG_HELD_OUT) -> Supply:
    """Held-out train digits, and the ways of writing shown in training."""
    _, digits = hold_out(train, count)
    return Supply("validation", digits.images, digits.labels, STYLES)


def final_supply(test: Split) -> Supply:
    """Test digits, and the ways of writing that are never drawn for training."""
    return Supply("test", test.images, test.labels, HELD_OUT_STYLES)
