"""Digits in ways of writing that MNIST lacks, for training."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis import hands_0_to_4 as low
from mnist_space.synthesis import hands_5_to_9 as high
from mnist_space.synthesis.curves import Style, written
from mnist_space.synthesis.strokes import mnist_form

Digits = Annotated[NDArray[np.uint8], "(N, 28, 28), 0 = ground, 255 = ink"]
Labels = Annotated[NDArray[np.uint8], "(N,), 0..9"]

STYLES: tuple[Style, ...] = (
    (0, "slashed", low.zero_slashed),
    (0, "dotted", low.zero_dotted),
    (0, "double-turned", low.zero_double_turned),
    (0, "scribbled", low.zero_scribbled),
    (1, "stroke", low.one_stroke),
    (1, "flag", low.one_flag),
    (1, "long upstroke", low.one_long_upstroke),
    (1, "foot", low.one_foot),
    (2, "corners", low.two_corners),
    (2, "loop", low.two_loop),
    (3, "flat top", low.three_flat_top),
    (3, "looped waist", low.three_looped),
    (4, "open", low.four_open),
    (4, "one stroke", low.four_one_stroke),
    (4, "closed", low.four_closed),
    (5, "bar apart", high.five_bar_apart),
    (5, "one stroke", high.five_one_stroke),
    (6, "straight", high.six_straight),
    (7, "crossed", high.seven_crossed),
    (7, "hook", high.seven_hook),
    (8, "two rings", high.eight_two_rings),
    (8, "open top", high.eight_open_top),
    (9, "hooked", high.nine_hooked),
    (9, "like g", high.nine_like_g),
    (9, "straight", high.nine_straight),
    (9, "curled", high.nine_curled),
)
"""Digit, name, way: those that the network is trained on."""


def styled_digits(count: int, rng: np.random.Generator) -> tuple[Digits, Labels]:
    """Return `count` digits in other styles, evenly over the styles, and what they are."""
    styles = [STYLES[number % len(STYLES)] for number in range(count)]
    images = [mnist_form(written(way(rng), rng)) for _, _, way in styles]
    return np.stack(images), np.array([digit for digit, *_ in styles], np.uint8)
