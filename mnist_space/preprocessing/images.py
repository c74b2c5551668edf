"""What a picture is at each stage of the way, and the one place where pictures are decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError


class ImageError(ValueError):
    """A picture that cannot be read; its message is one sentence for the person who gave it."""


@dataclass(frozen=True)
class Form:
    """Shape, dtype and range of an image at one stage; the registry reads it from annotations."""

    name: str
    dtype: str
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

    def includes(self, other: Form) -> bool:
        """Tell whether every image of the form `other` is of this form too."""
        return (
            self.dtype == other.dtype
            and len(self.shape) == len(other.shape)
            and all(
                want in (None, have) for want, have in zip(self.shape, other.shape, strict=True)
            )
        )


COLOR = Form("ColorImage", "uint8", (None, None, 3), 255)
GRAY = Form("GrayImage", "uint8", (None, None), 255)
CANVAS = Form("CanvasImage", "uint8", (28, 28), 255)
DIGIT = Form("DigitTensor", "float32", (28, 28), 1)

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

ImageSource: TypeAlias = str | Path | bytes | Image.Image | NDArray[np.generic]

FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "BMP", "GIF", "TIFF")
MAX_PIXELS = 25_000_000
MAX_SIDE = 2048
_HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")


def decode(source: ImageSource) -> ColorImage:
    """Decode any picture into a ColorImage.

    Args:
        source: a path, the bytes of a file, a PIL image, or an array: (H, W), (H, W, 1), (H, W, 3)
            or (H, W, 4) of bool, uint8, uint16, or numbers in [0, 1] or [0, 255].

    Returns:
        uint8 (H, W, 3) RGB; EXIF orientation applied, alpha laid on white, the first frame of an
        animation, the longer side at most 2048 pixels (larger pictures are reduced).

    Raises:
        ImageError: for what is no picture, is broken, or has more than 25 million pixels.
    """
    if isinstance(source, np.ndarray):
        return _to_color(_image_from_array(source))
    if isinstance(source, Image.Image):
        return _guarded(lambda: _to_color(source))
    if isinstance(source, bytes):
        return _decode_file(source)
    if isinstance(source, str | Path):
        return _decode_file(_read(Path(source)))
    kind = type(source).__name__
    raise ImageError(f"A picture must be a file, its bytes, a PIL image or an array, not {kind}.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImageError(
            f"The file {path.name!r} cannot be opened: {error.strerror or error}."
        ) from error


def _decode_file(data: bytes) -> ColorImage:
    if not data:
        raise ImageError("The file is empty.")

    def read() -> ColorImage:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            return _to_color(image)

    try:
        return _guarded(read)
    except UnidentifiedImageError as error:
        raise ImageError(_unknown_format(data)) from error


def _guarded(read: Callable[[], ColorImage]) -> ColorImage:
    """Run `read`; whatever Pillow raises for a broken file becomes an ImageError."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd but readable files; whoever uses the picture cannot act on it.
            warnings.simplefilter("ignore")
            return read()
    except (ImageError, UnidentifiedImageError):
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(_too_large("The picture")) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError) as error:
        raise ImageError("The picture is broken or cut short; save it again as PNG or JPEG.") from (
            error
        )


def _unknown_format(data: bytes) -> str:
    head = data[:512].lstrip().lower()
    if data[4:12] in _HEIC_BRANDS:
        kind = "HEIC and AVIF photos are"
    elif head.startswith((b"<svg", b"<?xml")) or b"<svg" in head:
        kind = "SVG drawings are"
    else:
        return (
            "This is not a picture that can be read; use a PNG, JPEG, WebP, BMP, GIF or TIFF file."
        )
    return f"{kind} not supported; save the picture as PNG or JPEG."


def _too_large(what: str) -> str:
    return f"{what} has more than {MAX_PIXELS // 1_000_000} million pixels; use a smaller one."


def _to_color(image: Image.Image) -> ColorImage:
    if image.width * image.height == 0:
        raise ImageError("The picture has no pixels.")
    if image.width * image.height > MAX_PIXELS:
        raise ImageError(_too_large(f"The picture ({image.width} x {image.height})"))
    if isinstance(image, ImageFile.ImageFile):
        # A JPEG is decoded at 1/2, 1/4 or 1/8 of its size where that still reaches MAX_SIDE / 2.
        image.draft("RGB", (MAX_SIDE // 2, MAX_SIDE // 2))
    image = _eight_bits(image)
    if image.has_transparency_data:
        image = _on_white(image)
    image = _reduced(image.convert("RGB"))
    return np.array(ImageOps.exif_transpose(image), dtype=np.uint8)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and float gray to 8 bits; Pillow's convert would clip it at 255."""
    if image.mode[0] not in "IF":
        return image
    exif = image.getexif()
    values = np.asarray(image)
    high = 65535.0 if image.mode.startswith("I;16") else float(values.max(initial=0))
    if not np.isfinite(values).all() or float(values.min(initial=0)) < 0:
        raise ImageError("The picture has pixels that are negative or not a number.")
    span = next(top for top in (1.0, 255.0, 65535.0, max(high, 65536.0)) if high <= top)
    scaled = Image.fromarray(np.rint(values * np.float32(255 / span)).astype(np.uint8))
    scaled.getexif().update(exif)
    return scaled


def _on_white(image: Image.Image) -> Image.Image:
    exif = image.getexif()
    layer = _reduced(image.convert("RGBA").convert("RGBa")).convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    ground.alpha_composite(layer)
    ground.getexif().update(exif)
    return ground


def _reduced(image: Image.Image) -> Image.Image:
    factor = -(-max(image.size) // MAX_SIDE)
    if factor <= 1:
        return image
    exif = image.getexif()
    # A side never falls below one pixel: a 1 x 5000 picture stays one pixel wide.
    image = image.reduce((min(factor, image.width), min(factor, image.height)))
    image.getexif().update(exif)
    return image


def _image_from_array(array: NDArray[np.generic]) -> Image.Image:
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.size == 0 or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))):
        raise ImageError(
            f"An array must be (H, W), (H, W, 3) or (H, W, 4) with pixels in it, not {array.shape}."
        )
    if array.shape[0] * array.shape[1] > MAX_PIXELS:
        raise ImageError(_too_large(f"The array {array.shape}"))
    return Image.fromarray(np.ascontiguousarray(_array_to_uint8(array)))


def _array_to_uint8(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return array.astype(np.uint8)
    if array.dtype == np.bool_:
        return np.where(array, np.uint8(255), np.uint8(0))
    if array.dtype == np.uint16:
        return np.right_shift(array.astype(np.uint16), 8).astype(np.uint8)
    if array.dtype.kind not in "iuf":
        raise ImageError(f"An array must hold numbers, not {array.dtype}.")
    values = array.astype(np.float32)
    if not np.isfinite(values).all():
        raise ImageError("The array has values that are not a number (NaN) or infinite.")
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 255:
        raise ImageError(
            f"An array must have values in [0, 1] or [0, 255], not {low:g} to {high:g}."
        )
    scale = 255.0 if array.dtype.kind == "f" and high <= 1 else 1.0
    scaled: NDArray[np.uint8] = np.rint(values * scale).astype(np.uint8)
    return scaled
