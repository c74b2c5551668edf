"""How often people use which pen, paper, light and camera: the draws of `random_picture`."""

from dataclasses import replace

import numpy as np

from mnist_space.synthesis.camera import Camera, Light
from mnist_space.synthesis.ink import Pen, Warp
from mnist_space.synthesis.noise import FloatImage
from mnist_space.synthesis.shades import corner, side_band, vignette
from mnist_space.synthesis.sheets import (
    BLUE_LINE,
    GREY_LINE,
    RED_LINE,
    LineKind,
    Lines,
    Paper,
)
from mnist_space.synthesis.writing import Color, Ink

Rng = np.random.Generator
Size = tuple[int, int]

_SHORTEST = 36
_KINDS: tuple[LineKind, ...] = ("ruled", "squared", "dotted")
_LINE_COLORS: tuple[Color, ...] = (BLUE_LINE, GREY_LINE, RED_LINE, (120, 150, 130))


def size(rng: Rng, max_side: int) -> Size:
    """(height, width): small crops as likely as large photos."""
    long = float(np.exp(rng.uniform(np.log(_SHORTEST), np.log(max_side))))
    short = max(long * float(rng.choice([1.0, 0.75, rng.uniform(0.5, 1)])), 0.9 * _SHORTEST)
    sides = (int(short), int(max(long, short)))
    return sides if rng.random() < 0.5 else sides[::-1]


def fill(rng: Rng, short: int) -> float:
    """The digit's share of the picture's shorter side, at least 22 pixels of it."""
    return min(max(float(rng.uniform(0.2, 0.95)), 22 / short), 0.95)


def pen(rng: Rng, thinnest: float) -> Pen:
    """The digit's own outline in a third of the cases, else any pen from hairline to marker."""
    if rng.random() < 0.3:
        return Pen()
    width = float(np.exp(rng.normal(np.log(1.8), 0.55)))
    return Pen(max(min(max(width, 0.35), 5.0), thinnest), float(rng.uniform(0, 0.3)))


def warp(rng: Rng) -> Warp:
    """A hand: mostly upright, seldom far from it."""
    return Warp(
        rotation=float(np.clip(rng.normal(0, 9), -28, 28)),
        shear=float(np.clip(rng.normal(0, 0.15), -0.45, 0.45)),
        stretch=float(np.exp(np.clip(rng.normal(0, 0.18), -0.45, 0.45))),
        elastic=float(np.clip(abs(rng.normal(0, 0.35)), 0, 0.8)),
    )


def screen_colors(rng: Rng) -> tuple[Color, Color]:
    """Ground and ink of a drawing app: black and white as often as all others."""
    if rng.random() < 0.5:
        pair: tuple[Color, Color] = ((0.0, 0.0, 0.0), (255.0, 255.0, 255.0))
        return pair if rng.random() < 0.5 else pair[::-1]
    while True:
        ground, color = _any_color(rng), _any_color(rng)
        if max(abs(a - b) for a, b in zip(ground, color, strict=True)) > 100:
            return ground, color


def further(ground: Color, ink: Color, rng: Rng) -> Color:
    """Another colour for a part of the ground, no nearer to the ink in any channel."""
    away = np.sign(np.array(ground) - np.array(ink)) * rng.uniform(0, 90, 3)
    red, green, blue = np.clip(np.array(ground) + away, 0, 255)
    return float(red), float(green), float(blue)


def _any_color(rng: Rng) -> Color:
    if rng.random() < 0.5:
        level = float(rng.choice([rng.uniform(0, 60), rng.uniform(195, 255)]))
        return level, level, level
    return _color(rng, (0, 0, 0), (255, 255, 255))


def paper(rng: Rng) -> Paper:
    """Light paper of any tint, a third of it with printed lines."""
    level = float(rng.uniform(150, 252))
    tint = rng.normal(0, 0.025, 3) + rng.uniform(0, 0.12) * np.array([0.3, 0, -1])
    if rng.random() < 0.05:
        tint += rng.normal(0, 0.15, 3)
    red, green, blue = np.clip(level * (1 + tint), 60, 254)
    return Paper(
        (float(red), float(green), float(blue)),
        grain=float(rng.uniform(0, 4)),
        mottle=float(max(rng.normal(0, 3), 0)),
        unevenness=float(rng.uniform(0, 4)),
        lines=lines(rng) if rng.random() < 0.33 else None,
    )


def lines(rng: Rng) -> Lines:
    """Ruled, squared or dotted, from barely visible to clear."""
    red, green, blue = (value * float(rng.uniform(0.75, 1.15)) for value in line_color(rng))
    return Lines(
        _KINDS[rng.choice(3, p=[0.45, 0.4, 0.15])],
        gap=float(rng.uniform(0.08, 0.6)),
        width=float(rng.uniform(0.003, 0.014)),
        color=(min(red, 255), min(green, 255), min(blue, 255)),
        turn=float(rng.normal(0, 4)),
    )


def line_color(rng: Rng) -> Color:
    """Of printed lines and frames: pale print, at times black."""
    if rng.random() < 0.15:
        return (45.0, 45.0, 48.0)
    return _LINE_COLORS[rng.integers(len(_LINE_COLORS))]


def ink(rng: Rng, on: Paper) -> Ink:
    """Ballpoint, black felt pen, pencil, or a coloured pen that can be told from the paper."""
    kind = rng.choice(4, p=[0.35, 0.25, 0.2, 0.2])
    gaps = float(rng.uniform(0.02, 0.2)) if rng.random() < 0.12 else 0.0
    grain = float(rng.uniform(0, 0.2))
    if kind == 0:
        blue = _color(rng, (15, 20, 90), (70, 80, 200))
        return Ink(blue, float(rng.uniform(0.65, 1)), grain, gaps)
    if kind == 1:
        level = float(rng.uniform(5, 60))
        return Ink((level, level, level + 5), float(rng.uniform(0.75, 1)), 0.0, gaps)
    if kind == 2:
        return Ink((75, 75, 80), float(rng.uniform(0.15, 0.75)), 0.1 + 2 * grain, gaps)
    return Ink(_color_unlike(rng, on.color), float(rng.uniform(0.7, 1)), grain, gaps)


def _color(rng: Rng, low: Color, high: Color) -> Color:
    red, green, blue = rng.uniform(low, high)
    return float(red), float(green), float(blue)


def _color_unlike(rng: Rng, ground: Color) -> Color:
    """A colour with at least one channel much darker than the paper's."""
    while True:
        color = _color(rng, (0, 0, 0), (240, 240, 240))
        if max(a - b for a, b in zip(ground, color, strict=True)) > 80:
            return color


def dark_paper(rng: Rng) -> Paper:
    """A board or dark card."""
    red, green, blue = rng.uniform(15, 85) * (1 + rng.normal(0, 0.12, 3))
    color = (float(max(red, 0)), float(max(green, 0)), float(max(blue, 0)))
    return Paper(color, grain=float(rng.uniform(0, 4)), unevenness=float(rng.uniform(0, 7)))


def chalk(rng: Rng) -> Ink:
    """White or pastel on dark."""
    red, green, blue = rng.uniform(175, 250) * (1 - np.abs(rng.normal(0, 0.08, 3)))
    color = (float(red), float(green), float(blue))
    return Ink(color, float(rng.uniform(0.6, 1)), float(rng.uniform(0, 0.5)))


def light(rng: Rng) -> Light:
    """Even light as often as shade; a cast shadow in a sixth of the cases."""
    warmth = float(rng.normal(0, 0.05))
    lit = Light(
        level=float(rng.uniform(0.55, 1.05)),
        gradient=float(max(rng.uniform(-0.3, 0.5), 0)),
        vignette=float(max(rng.uniform(-0.4, 0.6), 0)),
        unevenness=float(rng.uniform(0, 0.05)),
        color=(1 + warmth, 1.0, 1 - warmth),
    )
    if rng.random() < 0.17:
        darkness, softness = float(rng.uniform(0.15, 0.55)), float(rng.uniform(0.01, 0.25))
        lit = replace(lit, shadow=darkness, softness=softness)
    return lit


def shade(rng: Rng) -> FloatImage | None:
    """Dark corners, a corner or a side in shade: in a fourth of the photos, else None."""
    strength = float(rng.uniform(0.2, 0.75))
    kind = rng.choice(4, p=[0.75, 0.13, 0.06, 0.06])
    if kind == 0:
        return None
    if kind == 1:
        return vignette(strength, float(rng.uniform(1.6, 4)), rng)
    softness = float(rng.uniform(0.04, 0.4))
    if kind == 2:
        return corner(strength, float(rng.uniform(0.2, 0.6)), softness, rng)
    return side_band(strength, float(rng.uniform(0.05, 0.4)), softness, rng)


def camera(rng: Rng, stroke: float, short: int) -> Camera:
    """A phone's camera; never so blurred that a stroke (pixels wide) is lost."""
    sharp = rng.random() < 0.5
    defocus = 0.3 if sharp else float(rng.uniform(0.3, min(0.5 + 0.5 * stroke, short / 40)))
    motion = float(rng.uniform(0, 1.3 * stroke)) if rng.random() < 0.15 else 0.0
    quality = int(rng.uniform(12, 96)) if rng.random() < 0.6 else None
    return Camera(defocus / short, motion / short, float(rng.uniform(0, 8)), quality)
