"""Streams of random numbers that are independent of each other, each repeatable by its key."""

import numpy as np


def stream(seed: int, *key: int) -> np.random.Generator:
    """Return the random numbers of one thing in a run.

    Tuples as seeds do not do: NumPy takes (1, 2) and (1, 2, 0) for the same seed.

    Args:
        seed: of the whole run, 0 or more.
        key: what the numbers are for, such as a form's code and a digit's number; 0 or more each.
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
