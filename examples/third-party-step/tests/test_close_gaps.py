import numpy as np
from close_gaps import close_gaps

from mnist_space.preprocessing.checks import step_checks
from mnist_space.preprocessing.discovery import load_steps


def test_a_small_gap_is_closed_and_a_large_one_stays():
    stroke = np.zeros((20, 40), np.uint8)
    stroke[8:12, 5:35] = 255
    broken = stroke.copy()
    broken[:, 10:13] = 0
    assert np.array_equal(close_gaps(broken, pixels=5), stroke)
    broken[:, 20:30] = 0
    assert close_gaps(broken, pixels=5)[10, 25] == 0


def test_the_step_is_found_and_keeps_the_contract():
    steps = load_steps()
    for check in step_checks():
        check(steps["close_gaps"])
