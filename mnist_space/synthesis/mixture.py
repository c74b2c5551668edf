"""What the product meets: digits as people draw and photograph them, and what is none."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import NOT_A_DIGIT, Split
from mnist_space.synthesis.camera import Camera, Light, light, photograph
from mnist_space.synthesis.negatives import negatives
from mnist_space.synthesis.random_picture import random_picture
from mnist_space.synthesis.scenes import FORMS, HELD_OUT
from mnist_space.synthesis.sheets import Paper, lay_paper
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.styles import styled_digits
from mnist_space.synthesis.things import thing_picture

# Shares of the pictures: half are digits, and half of these in the forms of the benchmark that
# may be drawn for training; the others in random pictures, a third of them in other hands.
PLAIN, STYLED = 0.17, 0.08
# What is cut out of forms, tables and lines has rests of them around it: every third form is one.
CROWDED = ("cell", "neighbours", "desk_edge", "tight_crop")
SIGNS, THINGS, PAPERS = 0.3, 0.15, 0.05
PAPER = 300  # pixels

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Sample:
    """What one picture of a mixture is drawn from, so that any process can draw it.

    Attributes:
        kind: a form's name, "random", "thing" or "paper".
        ink: uint8 (28, 28).
        label: 0 to 9, or 10 for what is no digit.
        key: of its stream of random numbers.
    """

    kind: str
    ink: Picture
    label: int
    seed: int
    key: int

    def draw(self) -> Picture:
        """Return the picture, uint8 (H, W, 3) RGB or (H, W, 4) RGBA."""
        rng = stream(self.seed, self.key)
        if self.kind == "thing":
            return thing_picture(rng)
        if self.kind == "paper":
            return _empty_paper(rng)
        if self.kind == "random":
            return random_picture(self.ink, rng)
        return FORMS[self.kind](self.ink, rng)


def mixture(digits: Split, count: int, seed: int) -> Iterator[Sample]:
    """Choose the pictures of a mixture, in any order.

    Args:
        digits: that are redrawn.
        count: pictures, about.
        seed: of everything random.
    """
    rng = stream(seed)
    forms = _forms()
    signs = negatives(round(SIGNS * count), rng, digits.images, digits.labels)
    styled, labels = styled_digits(round(STYLED * count), rng)
    chosen = rng.integers(len(digits), size=round((0.5 - STYLED) * count))
    plain = round(PLAIN * count)
    blank = np.zeros((28, 28), np.uint8)
    parts: list[tuple[str, Picture, int]] = [
        *(("random", digits.images[i], int(digits.labels[i])) for i in chosen[:plain]),
        *(
            (forms[n % len(forms)], digits.images[i], int(digits.labels[i]))
            for n, i in enumerate(chosen[plain:])
        ),
        *(("random", ink, int(label)) for ink, label in zip(styled, labels, strict=True)),
        *(("random", ink, NOT_A_DIGIT) for ink in signs),
        *[("thing", blank, NOT_A_DIGIT)] * round(THINGS * count),
        *[("paper", blank, NOT_A_DIGIT)] * round(PAPERS * count),
    ]
    for key, (kind, ink, label) in enumerate(parts):
        yield Sample(kind, ink, label, seed, key)


def _forms() -> list[str]:
    """The forms that may be drawn for training, the crowded ones as often as half of all others."""
    allowed = [name for name in FORMS if name not in HELD_OUT]
    return [*allowed, *CROWDED * (len(allowed) // (2 * len(CROWDED)))]


def _empty_paper(rng: np.random.Generator) -> Picture:
    """A sheet with nothing on it, under any light."""
    tone = float(rng.uniform(110, 245))
    paper = Paper(
        (tone, tone, tone - float(rng.uniform(0, 20))),
        grain=float(rng.uniform(0, 8)),
        mottle=float(rng.uniform(0, 5)),
        unevenness=float(rng.uniform(0, 8)),
    )
    lit = Light(
        gradient=float(rng.uniform(0, 0.6)),
        vignette=float(rng.uniform(0, 0.8)),
        unevenness=float(rng.uniform(0, 0.1)),
    )
    sheet = light(lay_paper(paper, (PAPER, PAPER), rng), lit, rng)
    return photograph(sheet, Camera(0.002, noise=float(rng.uniform(0, 6)), quality=85), rng)
