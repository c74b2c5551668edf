"""The pictures on which the Lab tries a step: by name, an upload, or the one in Predict."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ImageForm
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.preprocessing.samples import samples
from mnist_space.ui.predict.examples import EXAMPLES, example_path

OF_PREDICT, OWN_PICTURE = "predict", "upload"
SAMPLE = "sample:"


def picture_names(form: ImageForm) -> list[tuple[str, str]]:
    """Return what can be chosen for a step that takes `form`: (words, name)."""
    return [
        ("the picture in Predict", OF_PREDICT),
        ("a picture of yours, below", OWN_PICTURE),
        *((example.description, example.file) for example in EXAMPLES),
        *((f"test sample {name}", f"{SAMPLE}{name}") for name in samples(form)),
    ]


def named_picture(name: str, form: ImageForm) -> tuple[NDArray[Any], bool]:
    """Return an example, uint8 (H, W, 3), or a sample of `form`, and whether it is a sample.

    Raises:
        ImageError: there is no picture of that name.
    """
    if not name.startswith(SAMPLE):
        return decode(example_path(name)), False
    made = samples(form).get(name.removeprefix(SAMPLE))
    if made is None:
        raise ImageError("There is no such sample.")
    return made, True
