"""The forms of the benchmark, by name."""

import zlib
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from mnist_space.evaluation.redrawn import photo_forms, screen_forms

Form = Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]


def _named(*forms: Form) -> dict[str, Form]:
    return {form.__name__: form for form in forms}


NINE: Mapping[str, Form] = _named(
    screen_forms.clean,
    screen_forms.dark_on_light,
    screen_forms.small_in_corner,
    screen_forms.thin_pen,
    screen_forms.thick_pen,
    screen_forms.non_square,
    photo_forms.grey_photo,
    screen_forms.alpha_layer,
    screen_forms.rotated_20,
)
"""The forms that published recognizers were measured on."""

FORMS: Mapping[str, Form] = {
    **NINE,
    **_named(
        screen_forms.hairline_pen,
        screen_forms.marker_pen,
        screen_forms.stretched,
        screen_forms.rotated_to_25,
        screen_forms.sheared,
        photo_forms.coloured_ink,
        photo_forms.faint_pencil,
        photo_forms.low_jpeg,
        photo_forms.out_of_focus,
        photo_forms.shaken,
        photo_forms.shadowed,
        photo_forms.dark_corners,
        photo_forms.ruled_paper,
        photo_forms.squared_paper,
        photo_forms.dotted_paper,
        photo_forms.desk_edge,
        photo_forms.neighbours,
        photo_forms.chalkboard,
        photo_forms.large_photo,
    ),
}
"""All forms: a digit (uint8 (28, 28), ink 255) and a generator give a picture, uint8
(H, W, 3) RGB or (H, W, 4) RGBA."""


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
    rng = np.random.default_rng((seed, zlib.crc32(form.encode()), index))
    return FORMS[form](digit, rng)
