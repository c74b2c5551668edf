"""Ways of writing a digit that are never drawn for training: the benchmark alone shows them."""

from mnist_space.synthesis.curves import Rng, Strokes, Style, curve, joined, line, ring


def zero_slashed_back(rng: Rng) -> Strokes:
    """A stroke from the upper left to the lower right."""
    wide, down = rng.uniform(1.1, 1.7), rng.uniform(0.9, 2)
    over = wide * rng.uniform(0.5, 1.1)
    bar = line((2 - over, 2 - down), (2 + over, 2 + down))
    return [ring((2, 2), (wide, 2), rng.uniform(-120, -60), -rng.uniform(345, 380)), bar]


def zero_curled_in(rng: Rng) -> Strokes:
    """It ends in a curl inside, at its top."""
    wide = rng.uniform(1.1, 1.7)
    rounded = ring((2, 2), (wide, 2), rng.uniform(-80, -50), -rng.uniform(330, 360))
    x, y, size = 2 + rng.uniform(-0.2, 0.4), rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.6)
    return [joined(rounded, curve(tuple(rounded[-1]), (x - size, y), (x - size, y + size), (x, y)))]


def one_bowed_upstroke(rng: Rng) -> Strokes:
    """The upstroke is bowed and begins in the lower half."""
    start = (2 - rng.uniform(1, 1.9), rng.uniform(2.2, 3.4))
    upstroke = curve(start, (2 - rng.uniform(0.5, 1), rng.uniform(1.4, 1.9)), (2, 0))
    return [joined(upstroke, line((2 + rng.uniform(-0.3, 0.2), 4)))]


def one_level_flag(rng: Rng) -> Strokes:
    """The flag hangs level or bowed from the top; a wide foot in half of them."""
    reach, drop = rng.uniform(0.6, 1.2), rng.uniform(0.1, 0.5)
    flag = curve((2 - reach, drop), (2 - reach / 2, drop + 0.1), (2, 0))
    foot = [line((2 - rng.uniform(1, 1.6), 4), (2 + rng.uniform(1, 1.6), 4))]
    return [joined(flag, line((2, 4))), *(foot if rng.random() < 0.5 else [])]


def two_swan(rng: Rng) -> Strokes:
    """A curl where it begins, a long neck and a wavy foot."""
    size = rng.uniform(0.3, 0.6)
    start = ((0.9, 0.9 + size), (0.5, 0.9), (0.8, 0.4), (1.9, 0))
    neck = ((rng.uniform(2.9, 3.3), 0.9), (1.9, 2.7), (0.4, 3.9))
    return [curve(*start, *neck, (1.4, 3.5), (2.4, 3.9), (3.6, rng.uniform(3.4, 3.8)))]


def three_angular(rng: Rng) -> Strokes:
    """Of straight lines, with a bar at its waist."""
    waist, level = rng.uniform(1.3, 2), rng.uniform(1.6, 2)
    upper = ((0.5, rng.uniform(0, 0.3)), (3.1, 0), (waist, level))
    return [line(*upper, (3.2, rng.uniform(2.1, 2.8)), (rng.uniform(2.2, 3), 4), (0.4, 3.8))]


def four_bowed(rng: Rng) -> Strokes:
    """In one stroke whose bar and stem are bent, no stem above the bar."""
    corner = (rng.uniform(0.4, 0.9), rng.uniform(1.9, 2.4))
    right = (rng.uniform(2.7, 3.3), corner[1] - rng.uniform(0.1, 0.4))
    bar = (corner, (1.7, corner[1] + rng.uniform(0, 0.3)), right)
    end = (right[0] - rng.uniform(0.3, 0.9), 4)
    stem = curve(right, (right[0] - 0.1, 3), end)
    return [joined(line((rng.uniform(1.3, 2.2), 0)), curve(*bar), stem)]


def four_turned_up(rng: Rng) -> Strokes:
    """In one stroke that turns up from the end of the bar and comes down as the stem."""
    level, stem = rng.uniform(2.2, 2.8), rng.uniform(2.4, 2.9)
    bar = ((rng.uniform(1.2, 2), 0), (0.4, level), (rng.uniform(3.2, 3.7), level - 0.1))
    return [line(*bar, (stem + 0.2, rng.uniform(0.5, 1.4)), (stem, 4))]


def five_bar_off(rng: Rng) -> Strokes:
    """The bar stands well off, to the right of the neck or above it."""
    left = rng.uniform(0.8, 1.1)
    over, up = ((rng.uniform(0.5, 0.9), 0.0), (0.0, rng.uniform(0.4, 0.7)))[rng.integers(2)]
    body = ((left, 0.4), (left - 0.2, 1.8), (2.1, 1.5), (3.3, 2.6), (2.4, 3.9), (0.6, 3.7))
    return [curve(*body), line((left + over, 0.3 - up), (rng.uniform(3.2, 3.9), 0.2 - up))]


def six_like_b(rng: Rng) -> Strokes:
    """An upright stem along the left side of the ring."""
    wide, high = rng.uniform(0.8, 1.2), rng.uniform(0.7, 1)
    bowl = ring((2, 4 - high), (wide, high), 185, rng.choice((-1, 1)) * rng.uniform(350, 380))
    return [joined(line((2 - wide + rng.uniform(-0.1, 0.4), 0)), bowl)]


def six_open(rng: Rng) -> Strokes:
    """A straight stem whose ring does not close."""
    wide, high = rng.uniform(0.9, 1.3), rng.uniform(0.8, 1.1)
    bowl = ring((2, 4 - high), (wide, high), 185, -rng.uniform(250, 300))
    return [joined(line((rng.uniform(2, 3.2), 0)), bowl)]


def seven_waved(rng: Rng) -> Strokes:
    """A wave at the top; a low and long bar through the stem in half of them."""
    end, level = rng.uniform(1.4, 2.2), rng.uniform(2.3, 2.8)
    top = curve((0, 0.5), (1, -0.1), (2.3, 0.4), (3.7, 0))
    across = 3.7 + (end - 3.7) * level / 4
    bar = [line((across - rng.uniform(0.9, 1.4), level), (across + rng.uniform(0.9, 1.4), level))]
    return [joined(top, line((end, 4))), *(bar if rng.random() < 0.5 else [])]


def eight_rings_apart(rng: Rng) -> Strokes:
    """Two rings that do not touch, or stand beside each other by a third of their width."""
    gap, shift = ((rng.uniform(0.05, 0.3), 0.0), (-0.15, rng.uniform(0.3, 0.6)))[rng.integers(2)]
    high = (4 - gap) / 4
    sides = rng.uniform(0.7, 1.1), rng.uniform(0.8, 1.2)
    return [
        ring((2 + shift / 2, high), (sides[0], high), rng.uniform(0, 360), 370),
        ring((2 - shift / 2, 4 - high), (sides[1], high), rng.uniform(0, 360), -370),
    ]


def nine_looped_tail(rng: Rng) -> Strokes:
    """The stem ends in a small loop to the left, which crosses it."""
    right, size = rng.uniform(2.7, 3.1), rng.uniform(0.5, 0.9)
    head = ring((2, 0.9), (right - 2, 0.9), -20, -350)
    loop = ((right - 0.6 * size, 4), (right - 1.5 * size, 3.8), (right - size, 4 - size))
    return [joined(head, curve((right, 0.7), (right, 2.9), *loop, (right + 0.4, 3.7 - size)))]


def nine_stem_apart(rng: Rng) -> Strokes:
    """The ring and the stem are two strokes that hardly touch."""
    wide, high = rng.uniform(0.8, 1.1), rng.uniform(0.8, 1.1)
    stem = 2 + wide + rng.uniform(0.05, 0.25)
    return [
        ring((2, high), (wide, high), rng.uniform(-90, 0), -rng.uniform(345, 370)),
        line((stem, rng.uniform(0, 0.6)), (stem - rng.uniform(0, 0.5), 4)),
    ]


HELD_OUT_STYLES: tuple[Style, ...] = (
    (0, "slashed back", zero_slashed_back),
    (0, "curled in", zero_curled_in),
    (1, "bowed upstroke", one_bowed_upstroke),
    (1, "level flag", one_level_flag),
    (2, "swan", two_swan),
    (3, "angular", three_angular),
    (4, "bowed", four_bowed),
    (4, "turned up", four_turned_up),
    (5, "bar off", five_bar_off),
    (6, "like b", six_like_b),
    (6, "open", six_open),
    (7, "waved", seven_waved),
    (8, "rings apart", eight_rings_apart),
    (9, "looped tail", nine_looped_tail),
    (9, "stem apart", nine_stem_apart),
)
"""Digit, name, way."""
