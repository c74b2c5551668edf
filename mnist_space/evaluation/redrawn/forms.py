"""The forms of the benchmark: one MNIST digit as pictures that people give an app."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from mnist_space.evaluation.redrawn.camera import Camera, Light, light, photograph
from mnist_space.evaluation.redrawn.ink import FloatImage, Pen, Place, Size, Warp, draw_ink
from mnist_space.evaluation.redrawn.paper import GREY, Color, Paper, lay_paper, paint

Digit = NDArray[np.uint8]
Picture = NDArray[np.uint8]
Form = Callable[[Digit, np.random.Generator], Picture]

BLACK: Color = (15, 15, 15)
WHOLE = Place(fill=None)
OWN_PEN, UPRIGHT = Pen(), Warp()


def _on_screen(mask: FloatImage, ground: int, ink: int) -> Picture:
    level = ground + mask * (ink - ground)
    return np.repeat(np.rint(level).astype(np.uint8)[..., None], 3, axis=2)


def _screen(
    digit: Digit,
    rng: np.random.Generator,
    pen: Pen = OWN_PEN,
    warp: Warp = UPRIGHT,
    place: Place = WHOLE,
    size: Size = (280, 280),
) -> FloatImage:
    return draw_ink(digit, size, pen, warp, rng, place)


def clean(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, 280x280, the digit as MNIST has it."""
    return _on_screen(_screen(digit, rng), 0, 255)


def dark_on_light(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black on white, 280x280."""
    return _on_screen(_screen(digit, rng), 255, 0)


def small_in_corner(digit: Digit, rng: np.random.Generator) -> Picture:
    """A digit of a fifth of a 400x400 canvas, near one of its corners."""
    center = tuple(rng.choice([0.18, 0.82], 2) + rng.uniform(-0.05, 0.05, 2))
    place = Place(0.2, (float(center[0]), float(center[1])))
    return _on_screen(_screen(digit, rng, place=place, size=(400, 400)), 0, 255)


def thin_pen(digit: Digit, rng: np.random.Generator) -> Picture:
    """A thin pen: strokes of a twentieth of the digit's height."""
    return _on_screen(_screen(digit, rng, Pen(1.0)), 0, 255)


def thick_pen(digit: Digit, rng: np.random.Generator) -> Picture:
    """A thick pen: strokes of a quarter of the digit's height."""
    return _on_screen(_screen(digit, rng, Pen(4.5)), 0, 255)


def non_square(digit: Digit, rng: np.random.Generator) -> Picture:
    """A picture twice as wide as high, or the reverse, with an undistorted digit."""
    size = (300, 600) if rng.random() < 0.5 else (600, 300)
    center = (float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.3, 0.7)))
    return _on_screen(_screen(digit, rng, place=Place(0.7, center), size=size), 0, 255)


def grey_photo(digit: Digit, rng: np.random.Generator) -> Picture:
    """Dark ink on uneven grey paper, photographed: shading, noise, JPEG; 600x800."""
    size = (600, 800)
    picture = lay_paper(Paper(GREY, grain=4, unevenness=5), size, rng)
    mask = draw_ink(digit, size, Pen(), Warp(), rng, Place(rng.uniform(0.4, 0.75)))
    picture = paint(picture, mask * 0.85, (45, 45, 55))
    picture = light(picture, Light(gradient=0.5, vignette=0.25, unevenness=0.06), rng)
    return photograph(picture, Camera(defocus=0.002, noise=6, quality=85), rng)


def alpha_layer(digit: Digit, rng: np.random.Generator) -> Picture:
    """Black ink whose shape is only in the alpha channel; the rest is transparent black. RGBA."""
    alpha = np.rint(_screen(digit, rng) * 255).astype(np.uint8)
    return np.dstack([np.zeros((*alpha.shape, 3), np.uint8), alpha])


def rotated_20(digit: Digit, rng: np.random.Generator) -> Picture:
    """White on black, turned by 20 degrees to either side."""
    turn = float(rng.choice([-20, 20]))
    return _on_screen(_screen(digit, rng, warp=Warp(rotation=turn)), 0, 255)


NINE: Mapping[str, Form] = {
    form.__name__: form
    for form in (
        clean,
        dark_on_light,
        small_in_corner,
        thin_pen,
        thick_pen,
        non_square,
        grey_photo,
        alpha_layer,
        rotated_20,
    )
}
FORMS: Mapping[str, Form] = dict(NINE)
