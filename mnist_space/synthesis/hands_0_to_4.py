"""Ways of writing 0 to 4 that MNIST lacks or seldom has: what the network is shown of them.

Each way is a function that gives other strokes each time: points, proportions, gaps and loops are
drawn at random. What the benchmark alone draws is in `held_out_hands`.
"""

import numpy as np

from mnist_space.synthesis.curves import Rng, Strokes, curve, joined, line, ring
from mnist_space.synthesis.strokes import Stroke


def zero_slashed(rng: Rng) -> Strokes:
    """A stroke from the upper right to the lower left, inside or across."""
    wide = rng.uniform(1, 1.7)
    over, down = wide * rng.uniform(0.5, 1.15), 2 * rng.uniform(0.5, 1.1)
    return [_zero(rng, wide), line((2 + over, 2 - down), (2 - over, 2 + down))]


def zero_dotted(rng: Rng) -> Strokes:
    """A dot or a dash in its middle."""
    x, y = rng.uniform(1.8, 2.2), rng.uniform(1.7, 2.3)
    dash = rng.uniform(0.03, 0.35)
    return [
        _zero(rng, rng.uniform(1.1, 1.7)),
        line((x, y), (x + dash, y + rng.uniform(-1, 1) * dash)),
    ]


def zero_double_turned(rng: Rng) -> Strokes:
    """The pen goes round once and a half or twice."""
    return [_turned(rng, rng.uniform(480, 760), 0.12)]


def zero_scribbled(rng: Rng) -> Strokes:
    """Round and round, three times or more."""
    return [_turned(rng, rng.uniform(900, 1500), 0.2)]


def _zero(rng: Rng, wide: float) -> Stroke:
    return ring((2, 2), (wide, 2), rng.uniform(-120, -40), -rng.uniform(340, 390))


def _turned(rng: Rng, sweep: float, stray: float) -> Stroke:
    """Rounds whose middle and size wander by up to `stray`."""
    rounds = ring((0, 0), (rng.uniform(1, 1.7), 2), rng.uniform(-120, -40), -sweep)
    turn = np.linspace(0, sweep / 360, len(rounds))[:, None] * 2 * np.pi
    speed, phase = rng.uniform(0.2, 0.7, (3, 2)), rng.uniform(0, 6, (3, 2))
    wander = np.sin(turn[..., None] * speed + phase) * rng.uniform(0.4 * stray, stray)
    return 2 + rounds * (0.9 + wander[:, 0]) + 1.5 * wander[:, 1]


def one_stroke(rng: Rng) -> Strokes:
    """Straighter than any 1 of MNIST's, where a pen drew it; on a pad it is the usual one."""
    lean = rng.uniform(-0.4, 0.4)
    hook = rng.uniform(0, 0.6) if rng.random() < 0.3 else 0.0
    return [line((2 + lean, 0), (2, 4 - hook), (2 + hook, 4))]


def one_flag(rng: Rng) -> Strokes:
    """A short flag; a foot in a third of them."""
    flag = line((2 - rng.uniform(0.4, 1.3), rng.uniform(0.4, 1.5)), (2, 0))
    return [joined(flag, _stem(rng)), *_foot(rng, 0.33)]


def one_long_upstroke(rng: Rng) -> Strokes:
    """German, French, Vietnamese: the upstroke is half as long as the stem, or longer."""
    upstroke = line((2 - rng.uniform(0.8, 1.9), rng.uniform(1.4, 2.8)), (2, 0))
    return [joined(upstroke, _stem(rng)), *_foot(rng, 0.3)]


def one_foot(rng: Rng) -> Strokes:
    """A stem on a foot, without a flag."""
    return [joined(line((2, 0)), _stem(rng)), *_foot(rng, 1)]


def _stem(rng: Rng) -> Stroke:
    return line((2, 0), (2 + rng.uniform(-0.4, 0.3), 4))


def _foot(rng: Rng, share: float) -> Strokes:
    if rng.random() >= share:
        return []
    left, right, tilt = *rng.uniform(0.4, 1.4, 2), rng.uniform(-0.15, 0.15)
    return [line((2 - left, 4 + tilt), (2 + right, 4 - tilt))]


def two_corners(rng: Rng) -> Strokes:
    """Of straight lines."""
    neck = (rng.uniform(3, 3.7), rng.uniform(0.6, 1.4))
    start, end = (rng.uniform(0.3, 0.9), rng.uniform(0.2, 0.9)), (rng.uniform(3.2, 4), 4)
    return [line(start, (rng.uniform(1.4, 2.8), 0), neck, (rng.uniform(0.2, 0.7), 4), end)]


def two_loop(rng: Rng) -> Strokes:
    """A loop where the neck meets the foot."""
    size = rng.uniform(0.4, 1)
    left, bottom = rng.uniform(0.7, 1.1), rng.uniform(3.5, 3.9)
    return [
        curve(
            (rng.uniform(0.3, 0.8), rng.uniform(0.6, 1.2)),
            (1.7, 0),
            (rng.uniform(2.9, 3.4), rng.uniform(0.5, 1)),
            (2.5, 2.1),
            (left, bottom),
            (left - 0.5 * size, bottom - 0.2 * size),
            (left, bottom - 0.7 * size),
            (left + 1.1, bottom - 0.1),
            (rng.uniform(3.4, 4), rng.uniform(3.4, 4)),
        )
    ]


def three_flat_top(rng: Rng) -> Strokes:
    """A level bar and a slope in the place of the upper bow."""
    waist = (rng.uniform(1.3, 2), rng.uniform(1.3, 1.9))
    belly = rng.uniform(2.9, 3.5)
    bow = curve(waist, (belly - 0.3, 2.1), (belly, 3), (rng.uniform(1.5, 2.1), 4), (0.4, 3.4))
    top = line((rng.uniform(0.3, 0.8), rng.uniform(0, 0.2)), (rng.uniform(2.9, 3.5), 0), waist)
    return [joined(top, bow)]


def three_looped(rng: Rng) -> Strokes:
    """A small loop between the bows."""
    x, y, size = rng.uniform(1.2, 1.7), rng.uniform(1.6, 2), rng.uniform(0.2, 0.4)
    upper = ((0.6, 0.5), (1.9, 0), (rng.uniform(2.7, 3.2), 0.8), (2.1, y - 0.1))
    loop = ((x, y + size / 2), (x - size / 2, y), (x, y - size / 2), (2.2, y + 0.2))
    return [curve(*upper, *loop, (rng.uniform(2.9, 3.4), 3), (2, 4), (0.5, 3.5))]


def four_open(rng: Rng) -> Strokes:
    """Two strokes, open at the top, from leaning lines to a square."""
    corner = (rng.uniform(0.2, 0.8), rng.uniform(1.9, 2.8))
    start = (corner[0] + rng.uniform(0, 0.9), rng.uniform(0, 0.4))
    bar = (rng.uniform(3.2, 4), corner[1] + rng.uniform(-0.2, 0.2))
    stem = rng.uniform(2.4, 3.1)
    return [
        line(start, corner, bar),
        line((stem + rng.uniform(0, 0.4), rng.uniform(0, 1.6)), (stem, 4)),
    ]


def four_one_stroke(rng: Rng) -> Strokes:
    """Like lightning: no stem above the bar."""
    start, corner = (rng.uniform(1.2, 2.4), 0), (rng.uniform(0.3, 1), rng.uniform(1.9, 2.5))
    bar = (rng.uniform(2.7, 3.4), corner[1] + rng.uniform(-0.4, 0.1))
    return [line(start, corner, bar, (bar[0] - rng.uniform(0.2, 1), 4))]


def four_closed(rng: Rng) -> Strokes:
    """A stem, a long slope, a bar: the printed form in one stroke or two."""
    stem, level = rng.uniform(2.5, 3), rng.uniform(2.5, 3.1)
    slope = ((stem, 0), (rng.uniform(0.1, 0.5), level), (rng.uniform(3.4, 4), level))
    if rng.random() < 0.5:
        return [line((stem, 4), *slope)]
    return [line(*slope), line((stem, rng.uniform(0, 1.8)), (stem, 4))]
