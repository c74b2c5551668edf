"""What a picture is at each stage of the way: shape, dtype and range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ImageForm:
    """Shape, dtype and range of an image at one stage; the registry reads it from annotations."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int | None, ...]
    high: float

    def complaint(self, image: object) -> str | None:
        """Say in what `image` differs from this form, or None where it fits."""
        if not isinstance(image, np.ndarray):
            return f"{type(image).__name__} instead of an array"
        if image.dtype != self.dtype:
            return f"dtype {image.dtype} instead of {self.dtype}"
        fits = len(image.shape) == len(self.shape) and all(
            want in (None, have) and have > 0
            for want, have in zip(self.shape, image.shape, strict=True)
        )
        if not fits:
            wanted = tuple("any" if side is None else side for side in self.shape)
            return f"shape {image.shape} instead of {wanted}"
        if image.dtype.kind == "f":
            low, high = image.min(), image.max()
            # Written so that NaN, which compares false with everything, is refused too.
            if not (low >= 0 and high <= self.high):
                return f"values {low} to {high} instead of 0 to {self.high:g}"
        return None

    def includes(self, other: ImageForm) -> bool:
        """Tell whether every image of the form `other` is of this form too."""
        return (
            self.dtype == other.dtype
            and len(self.shape) == len(other.shape)
            and all(
                want in (None, have) for want, have in zip(self.shape, other.shape, strict=True)
            )
        )


COLOR = ImageForm("ColorImage", np.dtype("uint8"), (None, None, 3), 255)
GRAY = ImageForm("GrayImage", np.dtype("uint8"), (None, None), 255)
CANVAS = ImageForm("CanvasImage", np.dtype("uint8"), (28, 28), 255)
DIGIT = ImageForm("DigitTensor", np.dtype("float32"), (28, 28), 1)

# To a type checker these are arrays of any dtype, for that is what OpenCV's stubs return; the form
# beside each is what is checked when a step runs.
ColorImage: TypeAlias = Annotated[NDArray[Any], COLOR]
"""uint8 (H, W, 3), RGB, upright, alpha laid on white."""
GrayImage: TypeAlias = Annotated[NDArray[Any], GRAY]
"""uint8 (H, W), 0 = ground, 255 = ink (before a step has found the ink: plain brightness)."""
CanvasImage: TypeAlias = Annotated[NDArray[Any], CANVAS]
"""uint8 (28, 28): a GrayImage of MNIST's size; may go wherever a GrayImage is taken."""
DigitTensor: TypeAlias = Annotated[NDArray[Any], DIGIT]
"""float32 (28, 28) in [0, 1], 1 = ink: what the network reads."""
