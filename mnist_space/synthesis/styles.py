"""Digits in ways of writing that MNIST lacks, drawn from stroke skeletons."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis.strokes import Glyph, mnist_form, write_glyph

Digits = Annotated[NDArray[np.uint8], "(N, 28, 28), 0 = ground, 255 = ink"]
Labels = Annotated[NDArray[np.uint8], "(N,), 0..9"]

STYLES: tuple[tuple[int, str, Glyph], ...] = (
    # Straighter than any 1 of MNIST's, where a pen drew it; on a pad it is the usual one.
    (1, "stroke", [[(2, 0), (2, 4)]]),
    (1, "stroke, hooked", [[(2, 0), (2, 3.6), (2.5, 4)]]),
    (1, "flag", [[(1, 1.2), (2.2, 0), (2.2, 4)]]),
    (1, "long flag", [[(0.3, 2), (2.4, 0), (2.4, 4)]]),
    (1, "flag and foot", [[(0.9, 1), (2, 0), (2, 4)], [(0.8, 4), (3.2, 4)]]),
    (1, "foot", [[(2, 0), (2, 4)], [(0.8, 4), (3.2, 4)]]),
    (1, "steep flag", [[(1.1, 3), (2.5, 0), (2.3, 4)]]),
    (2, "flat, corners", [[(0.5, 0.4), (2.6, 0), (3.3, 0.9), (0.4, 4), (3.8, 4)]]),
    (
        2,
        "loop",
        [
            [
                (0.5, 1),
                (1.6, 0),
                (3, 0.5),
                (3, 1.6),
                (1, 3.6),
                (0.4, 3.2),
                (1, 2.9),
                (2.2, 3.8),
                (3.8, 3.7),
            ]
        ],
    ),
    (3, "flat top", [[(0.5, 0), (3.3, 0), (1.8, 1.6), (3.3, 2.2), (3, 3.6), (1.6, 4), (0.4, 3.4)]]),
    (
        5,
        "bar apart",
        [
            [(1.1, 0.4), (0.8, 1.8), (2.4, 1.6), (3.4, 2.6), (2.6, 3.9), (0.6, 3.7)],
            [(1.5, 0.2), (3.7, 0)],
        ],
    ),
    (6, "straight", [[(2.6, 0), (0.8, 2.6), (1.2, 3.8), (2.6, 4), (3.2, 3), (2.2, 2.2), (0.9, 3)]]),
    (
        8,
        "two rings",
        [
            [(2, 0), (1, 0.6), (1.2, 1.6), (2, 1.9), (2.9, 1.5), (3, 0.5), (2, 0)],
            [(2, 1.9), (0.7, 2.6), (0.9, 3.7), (2, 4), (3.2, 3.6), (3.3, 2.6), (2, 1.9)],
        ],
    ),
    (
        8,
        "open top",
        [
            [
                (3.2, 0.3),
                (1.6, 0),
                (1, 1),
                (2.2, 2),
                (3.2, 3),
                (2, 4),
                (0.9, 3.1),
                (2, 2),
                (3.5, 0.2),
            ]
        ],
    ),
    (7, "crossed", [[(0.4, 0.1), (3.6, 0), (1.5, 4)], [(1.2, 2), (3.3, 1.9)]]),
    (
        7,
        "crossed, hook",
        [[(0.4, 0.8), (0.5, 0), (3.6, 0), (2.2, 2), (1.7, 4)], [(1, 2.1), (3.4, 1.9)]],
    ),
    (7, "hook", [[(0.5, 1), (0.6, 0), (3.5, 0), (2.1, 2), (1.7, 4)]]),
    (4, "open", [[(0.9, 0), (0.4, 2.5), (3.6, 2.4)], [(2.9, 0.4), (2.7, 4)]]),
    (4, "open, square", [[(0.6, 0), (0.6, 2.2), (3.4, 2.2)], [(2.9, 0), (2.9, 4)]]),
    (4, "lightning", [[(1.9, 0), (0.4, 2.3), (3.2, 2)], [(3.3, 1.2), (2.2, 4)]]),
    (4, "closed", [[(2.8, 4), (2.8, 0), (0.3, 2.8), (3.8, 2.8)]]),
    (
        0,
        "slashed",
        [
            [
                (2, 0),
                (0.8, 0.8),
                (0.5, 2),
                (0.8, 3.2),
                (2, 4),
                (3.2, 3.2),
                (3.5, 2),
                (3.2, 0.8),
                (2, 0),
            ],
            [(3.4, 0.4), (0.6, 3.6)],
        ],
    ),
    (
        9,
        "hooked",
        [
            [
                (3.2, 1),
                (2, 0),
                (0.8, 0.8),
                (1, 2),
                (2.3, 2),
                (3.2, 1),
                (3.2, 2.8),
                (2.4, 4),
                (0.9, 3.6),
            ]
        ],
    ),
    (
        9,
        "curled",
        [
            [
                (3, 0.7),
                (1.8, 0),
                (0.9, 0.9),
                (1.7, 1.7),
                (2.9, 1.1),
                (3.2, 2.6),
                (2.6, 3.8),
                (1.2, 4),
                (0.6, 3.2),
            ]
        ],
    ),
    (9, "straight", [[(3, 0.9), (1.8, 0), (0.8, 1), (1.6, 2), (3, 1.2), (3, 0.4), (3, 4)]]),
)


def styled_digits(count: int, rng: np.random.Generator) -> tuple[Digits, Labels]:
    """Return `count` digits in other styles, evenly over the styles, and what they are."""
    kinds = np.arange(count) % len(STYLES)
    images = [mnist_form(write_glyph(STYLES[kind][2], rng, shake=0.12)) for kind in kinds]
    return np.stack(images), np.array([STYLES[kind][0] for kind in kinds], np.uint8)
