"""Ways of writing 5 to 9 that MNIST lacks or seldom has: what the network is shown of them.

Each way is a function that gives other strokes each time: points, proportions, gaps and loops are
drawn at random. What the benchmark alone draws is in `held_out_hands`.
"""

from mnist_space.synthesis.curves import Rng, Strokes, curve, joined, line, ring
from mnist_space.synthesis.strokes import Stroke


def five_bar_apart(rng: Rng) -> Strokes:
    """The bar is a stroke of its own, which may stand off."""
    gap, left = rng.uniform(0, 0.45), rng.uniform(0.8, 1.2)
    body = [(left, 0.1 + gap / 2), (left - 0.2, 1.8), (2.2, 1.5)]
    body += [(rng.uniform(3.1, 3.5), 2.6), (rng.uniform(2.2, 2.8), 3.9), (0.5, 3.6)]
    bar = line((left + gap, 0.1), (rng.uniform(3.1, 3.9), rng.uniform(-0.2, 0.1)))
    drawn = curve(*body[1:]) if rng.random() < 0.6 else line(*body[1:])
    return [joined(line(body[0]), drawn), bar]


def five_one_stroke(rng: Rng) -> Strokes:
    """From the end of the bar to that of the bow, with corners."""
    left, waist = rng.uniform(0.7, 1.1), rng.uniform(1.5, 2)
    top = line((rng.uniform(3, 3.7), rng.uniform(-0.1, 0.2)), (left, 0.1), (left - 0.2, waist))
    bow = ((left - 0.2, waist), (2.2, waist - 0.3), (3.4, 2.7), (2.4, 3.9), (0.5, 3.6))
    return [joined(top, curve(*bow) if rng.random() < 0.5 else line(*bow))]


def six_straight(rng: Rng) -> Strokes:
    """A straight stem that leans, and a ring."""
    wide, high = rng.uniform(0.8, 1.3), rng.uniform(0.7, 1.1)
    bowl = ring((2, 4 - high), (wide, high), rng.uniform(170, 200), -rng.uniform(330, 400))
    return [joined(line((rng.uniform(1.6, 3), 0)), bowl)]


def seven_crossed(rng: Rng) -> Strokes:
    """A bar through the stem; a hook where it begins in a third of them."""
    end, level, half = rng.uniform(0.9, 2), rng.uniform(1.5, 2.3), rng.uniform(0.4, 1)
    across = 3.5 + (end - 3.5) * level / 4
    tilt = rng.uniform(-0.15, 0.15)
    bar = line((across - half, level + tilt), (across + half, level - tilt))
    return [_seven(rng, end, rng.random() < 0.33), bar]


def seven_hook(rng: Rng) -> Strokes:
    """It begins with a stroke downwards, like a hanging serif."""
    return [_seven(rng, rng.uniform(0.9, 2.2), True)]


def _seven(rng: Rng, end: float, is_hooked: bool) -> Stroke:
    """Top and stem; the stem is bent in half of them."""
    left = rng.uniform(0.2, 0.7)
    hook = [(left - 0.1, rng.uniform(0.5, 1.1))] if is_hooked else []
    top = line(*hook, (left, rng.uniform(-0.1, 0.2)), (3.5, 0))
    middle = ((3.5 + end) / 2 - rng.uniform(0, 0.4), 2)
    return joined(top, curve((3.5, 0), middle, (end, 4)) if rng.random() < 0.5 else line((end, 4)))


def eight_two_rings(rng: Rng) -> Strokes:
    """One ring on the other."""
    waist, overlap = rng.uniform(1.6, 2.1), rng.uniform(-0.05, 0.2)
    upper, lower = (waist + overlap) / 2, (4 - waist) / 2
    sides = rng.uniform(0.6, 1.1), rng.uniform(0.8, 1.3)
    starts, sweeps = rng.uniform(0, 360, 2), rng.uniform(345, 385, 2) * rng.choice((-1, 1), 2)
    return [
        ring((2, upper), (sides[0], upper), starts[0], sweeps[0]),
        ring((2 + rng.uniform(-0.2, 0.2), 4 - lower), (sides[1], lower), starts[1], sweeps[1]),
    ]


def eight_open_top(rng: Rng) -> Strokes:
    """One stroke that does not close at the top, bent or of straight lines."""
    left, right = rng.uniform(0.7, 1.2), rng.uniform(2.9, 3.4)
    end = (rng.uniform(3.1, 3.8), rng.uniform(0, 0.4))
    points = ((right, 0.3), (1.7, 0), (left, 0.9), (2.1, 2), (right, 3), (2, 4), (left, 3.1))
    return [(curve if rng.random() < 0.7 else line)(*points, (2, 2), end)]


def nine_hooked(rng: Rng) -> Strokes:
    """The stem ends in a bow to the left."""
    head, right = _head(rng)
    bottom = rng.uniform(1.6, 2.3)
    tail = curve(
        (right, 1), (right, 2.8), (bottom, 4), (rng.uniform(0.5, 1.1), rng.uniform(3, 3.7))
    )
    return [joined(head, tail)]


def nine_like_g(rng: Rng) -> Strokes:
    """The stem runs into a wide loop below, like that of a g."""
    head, right = _head(rng)
    tail = (rng.uniform(0.4, 1), rng.uniform(3.3, 3.8))
    end = (rng.uniform(1, 2), rng.uniform(2.5, 2.9))
    return [joined(head, curve((right, 1), (right, 2.9), (2.1, 4), tail, end))]


def nine_straight(rng: Rng) -> Strokes:
    """A straight stem beside a ring."""
    head, right = _head(rng)
    return [joined(head, line((right, rng.uniform(0.2, 0.9)), (right + rng.uniform(-0.7, 0.2), 4)))]


def nine_curled(rng: Rng) -> Strokes:
    """The head is a curl that does not close."""
    right = rng.uniform(2.8, 3.2)
    head = ((right, 0.7), (1.8, 0), (rng.uniform(0.7, 1.1), 0.9), (1.7, 1.7), (right - 0.1, 1.1))
    return [curve(*head, (right, 2.6), (rng.uniform(2, 2.7), 3.9), (0.9, rng.uniform(3.2, 4)))]


def _head(rng: Rng) -> tuple[Stroke, float]:
    """The ring of a 9, and how far to the right it reaches."""
    wide, high = rng.uniform(0.8, 1.25), rng.uniform(0.7, 1.15)
    head = ring((2, high), (wide, high), rng.uniform(-50, 0), -rng.uniform(310, 365))
    return head, 2 + wide
