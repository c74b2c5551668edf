"""The pictures on which the Lab works: by name, a lesson's, an upload, or the one in Predict."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import COLOR, ImageForm
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.preprocessing.samples import SAMPLE_NAMES, samples
from mnist_space.ui.choices import uploaded
from mnist_space.ui.predict.examples import EXAMPLES, example_path
from mnist_space.ui.predict.sketchpad import PREFIX, decode_drawing
from mnist_space.ui.predict.trace import thumbnail

OF_PREDICT, OWN_PICTURE = "predict", "upload"
FIRST_PICTURE = "three-under-a-lamp.jpg"
SAMPLE = "sample:"
# Of a picture in a link: pixels a side, tried in this order, and characters of its data URI, which
# even noise of 80 x 80 keeps within.
LINKED_SIDES = (280, 200, 140, 80)
MAX_LINKED = 9_000
NOT_SMALL = f"A lesson's picture is a PNG with at most {max(LINKED_SIDES)} pixels a side."


def picture_names(of_lesson: str = "") -> list[tuple[str, str]]:
    """Return what can be chosen: (words, name), with a lesson's drawing where it has one."""
    return [
        *([("the lesson's drawing", of_lesson)] if of_lesson.startswith(PREFIX) else []),
        ("the picture in Predict", OF_PREDICT),
        ("a picture of yours, below", OWN_PICTURE),
        *((example.description, example.file) for example in EXAMPLES),
        *((f"test sample {name}", f"{SAMPLE}{name}") for name in SAMPLE_NAMES),
    ]


def named_picture(name: str, form: ImageForm = COLOR) -> tuple[NDArray[Any], bool]:
    """Return a picture, uint8 (H, W, 3), or a sample of `form`, and whether it is a sample.

    Args:
        name: an example's file, a sample's name after SAMPLE, or a PNG as a data URI.
        form: that a sample has.

    Raises:
        ImageError: there is no picture of that name, or the PNG is damaged or too large.
    """
    if name.startswith(PREFIX):
        return _from_link(name), False
    if not name.startswith(SAMPLE):
        return decode(example_path(name)), False
    made = samples(form).get(name.removeprefix(SAMPLE))
    if made is None:
        raise ImageError("There is no such sample.")
    return made, True


def picture_of(
    form: ImageForm, name: object, upload: object, pad: object, of_predict: object
) -> tuple[NDArray[Any], bool] | None:
    """Return the chosen picture and whether it is a sample of this form; None: there is none.

    Raises:
        ImageError: it cannot be read, or there is none of that name.
    """
    if name == OWN_PICTURE:
        path = uploaded(upload)
        return None if path is None else (decode(path), False)
    if name == OF_PREDICT:
        path = uploaded(of_predict)
        image = decode_drawing(pad) if path is None else decode(path)
        return None if image is None else (image, False)
    if name is not None and not isinstance(name, str):
        raise ImageError("A picture is named by a text.")
    return named_picture(name or FIRST_PICTURE, form)


def linked_picture(name: object, *given: object) -> str:
    """Return the chosen picture as a link carries it: an example's name, or a grey PNG.

    Args:
        name, given: as in `picture_of`.

    Raises:
        ImageError: there is none, or it cannot be read.
    """
    if isinstance(name, str) and name.startswith(SAMPLE):
        raise ImageError("Choose a whole picture: this is a sample for one step.")
    found = picture_of(COLOR, name, *given)
    if found is None:
        raise ImageError("There is no picture yet: choose or draw one.")
    if isinstance(name, str) and name not in (OWN_PICTURE, OF_PREDICT):
        return name
    if name is None:
        return FIRST_PICTURE
    gray: NDArray[np.uint8] = cv2.cvtColor(found[0], cv2.COLOR_RGB2GRAY).astype(np.uint8)
    texts = (_png(thumbnail(gray, side)) for side in LINKED_SIDES)
    return next(text for text in texts if len(text) <= MAX_LINKED)


def _png(image: NDArray[np.uint8]) -> str:
    data = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1].tobytes()
    return PREFIX + base64.b64encode(data).decode()


def _from_link(text: str) -> NDArray[Any]:
    if len(text) > MAX_LINKED:
        raise ImageError(f"A lesson's picture has at most {MAX_LINKED:,} characters.")
    try:
        data = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError as error:
        raise ImageError("The lesson's picture arrived damaged.") from error
    # A PNG says its sides at its beginning: a large one is not unpacked.
    sides = (int.from_bytes(data[first : first + 4], "big") for first in (16, 20))
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or max(sides) > max(LINKED_SIDES):
        raise ImageError(NOT_SMALL)
    image = decode(data)
    if max(image.shape) > max(LINKED_SIDES):  # it said something else later
        raise ImageError(NOT_SMALL)
    return image
