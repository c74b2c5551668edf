"""The forms of the benchmark, by name."""

import zlib
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from mnist_space.synthesis import (
    ground_scenes,
    photo_scenes,
    screen_scenes,
    shade_scenes,
    small_scenes,
)
from mnist_space.synthesis.held_out_scenes import HELD_OUT_FORMS
from mnist_space.synthesis.streams import stream

Scene = Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]


def _named(*forms: Scene) -> dict[str, Scene]:
    return {form.__name__: form for form in forms}


NINE: Mapping[str, Scene] = _named(
    screen_scenes.clean,
    screen_scenes.dark_on_light,
    screen_scenes.small_in_corner,
    screen_scenes.thin_pen,
    screen_scenes.thick_pen,
    screen_scenes.non_square,
    photo_scenes.grey_photo,
    screen_scenes.alpha_layer,
    screen_scenes.rotated_20,
)
"""The forms that published recognizers were measured on."""

FORMS: Mapping[str, Scene] = {
    **NINE,
    **_named(
        screen_scenes.hairline_pen,
        screen_scenes.marker_pen,
        screen_scenes.stretched,
        screen_scenes.rotated_to_25,
        screen_scenes.sheared,
        photo_scenes.coloured_ink,
        photo_scenes.faint_pencil,
        photo_scenes.low_jpeg,
        photo_scenes.out_of_focus,
        photo_scenes.shaken,
        photo_scenes.shadowed,
        photo_scenes.dark_corners,
        photo_scenes.ruled_paper,
        photo_scenes.squared_paper,
        photo_scenes.dotted_paper,
        photo_scenes.desk_edge,
        photo_scenes.neighbours,
        photo_scenes.chalkboard,
        photo_scenes.large_photo,
        shade_scenes.strong_vignette,
        shade_scenes.faint_vignette,
        shade_scenes.corner_shade,
        shade_scenes.side_shade,
        shade_scenes.faint_large_pencil,
        ground_scenes.frame_filling,
        ground_scenes.straight_strokes,
        ground_scenes.frame_filling_photo,
        ground_scenes.tight_crop,
        ground_scenes.small_hole,
        ground_scenes.tinted_ground,
        ground_scenes.gradient_ground,
        ground_scenes.light_on_midtone,
        small_scenes.tiny_8,
        small_scenes.tiny_16,
        small_scenes.tiny_28,
        small_scenes.cell,
        *HELD_OUT_FORMS,
    ),
}
"""All forms: a digit (uint8 (28, 28), ink 255) and a generator give a picture, uint8
(H, W, 3) RGB or (H, W, 4) RGBA."""

HELD_OUT = frozenset(form.__name__ for form in HELD_OUT_FORMS)
"""The forms that are never drawn for training."""


def redraw(form: str, digit: NDArray[np.uint8], index: int, seed: int) -> NDArray[np.uint8]:
    """Draw one digit in one form, the same picture each time.

    Args:
        form: a name in `FORMS`.
        digit: uint8 (28, 28), ink 255.
        index: the digit's number; with the form and the seed it sets all that is random.
        seed: of the whole run, 0 or more.

    Returns:
        uint8 (H, W, 3) RGB or (H, W, 4) RGBA.
    """
    return FORMS[form](digit, stream(seed, zlib.crc32(form.encode()), index))
