"""Pictures for the ink map: drawn pages under all kinds of shade, and where their ink is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Split
from mnist_space.preprocessing.toolbox.ink_map import framed
from mnist_space.synthesis.cast_shadows import cast_shadow
from mnist_space.synthesis.negatives import negatives
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.random_picture import random_scene
from mnist_space.synthesis.shade_scenes import faint, firm, shaded_scene
from mnist_space.synthesis.shades import shade
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.styles import styled_digits
from mnist_space.synthesis.things import thing_picture

Picture = NDArray[np.uint8]

# Shares of the pictures; the rest are MNIST's train digits.
SIGNS, STYLED, BLANK, THINGS = 0.15, 0.12, 0.04, 0.06
PAGE = 0.35  # of those with ink: a large page that a thin pen wrote on
FAINT = 0.4  # of these pages: by a hard pencil
SHADOW = 0.6  # of all others of SMALLEST pixels or more: under a shadow
SMALLEST = 36
CHOSEN, DRAWN = range(2)  # the streams of a run, which its seed begins


@dataclass(frozen=True)
class InkScene:
    """What one picture is drawn from, so that any process can draw it.

    Attributes:
        ink: uint8 (28, 28); None: a picture of things without any writing.
        neighbours: uint8 (N, 28, 28), of which fragments may stick in; they are no ink.
        seed, number: of its stream of random numbers.
    """

    ink: Picture | None
    neighbours: Picture
    seed: int
    number: int


def ink_scenes(train: Split, count: int, seed: int) -> Iterator[InkScene]:
    """Choose what to draw, in any order.

    Args:
        train: digits; those held out for validation are not among them.
        count: pictures.
        seed: of everything random.
    """
    rng = stream(seed, CHOSEN)
    signs = negatives(round(SIGNS * count), rng, train.images, train.labels)
    styled, _ = styled_digits(round(STYLED * count), rng)
    inks: list[Picture | None] = [*signs, *styled]
    inks += [np.zeros((28, 28), np.uint8)] * round(BLANK * count) + [None] * round(THINGS * count)
    inks += list(train.images[rng.integers(len(train), size=count - len(inks))])
    for number, index in enumerate(rng.permutation(count)):
        neighbours = train.images[rng.integers(len(train), size=3)]
        yield InkScene(inks[index], neighbours, seed, number)


def drawn(scene: InkScene) -> tuple[Picture, Picture]:
    """Draw a picture as the network sees it.

    Returns:
        uint8 (96, 96, 3) RGB, and uint8 (96, 96): 255 where all of a pixel is ink.
    """
    picture, mask = _scene(scene, stream(scene.seed, DRAWN, scene.number))
    share, square = framed(np.rint(mask * 255).astype(np.uint8))
    ink = np.zeros_like(square)
    ink[: share.shape[0], : share.shape[1]] = share
    return framed(picture)[1], ink


def _scene(scene: InkScene, rng: np.random.Generator) -> tuple[Picture, FloatImage]:
    if scene.ink is None:
        picture = thing_picture(rng)
        return picture, np.zeros(picture.shape[:2], np.float32)
    if scene.ink.any() and rng.random() < PAGE:
        pencil = faint(rng) if rng.random() < FAINT else firm(rng)
        return shaded_scene(scene.ink, rng, cast_shadow(rng), pencil)
    picture, mask = random_scene(scene.ink, rng, neighbours=list(scene.neighbours))
    if max(mask.shape) >= SMALLEST and rng.random() < SHADOW:
        picture = shade(picture, cast_shadow(rng))
    return picture, mask
