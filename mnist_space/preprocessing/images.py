"""The one place where pictures are decoded."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

from mnist_space.files import FileError, megabytes, read_bounded
from mnist_space.limits import limits
from mnist_space.preprocessing.containers import complaint
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.phone_photos import PhotoError, as_png, is_phone_photo
from mnist_space.preprocessing.tags import check_tags

# Of odd but readable files: whoever uses the picture cannot act on it. Once for all, because
# warnings.catch_warnings is not for threads.
warnings.filterwarnings("ignore", module=r"PIL\.")

# Scans of a JPEG inside a TIFF, whose strips may all be the same bytes: libtiff reads this as it
# decodes. By default it allows 100, which took 6 s.
os.environ.setdefault("LIBTIFF_JPEG_MAX_ALLOWED_SCAN_NUMBER", "12")


class ImageError(ValueError):
    """A picture that cannot be read; its message is one sentence for the person who gave it."""


ImageSource: TypeAlias = str | Path | bytes | Image.Image | NDArray[np.generic]

# MPO, the JPEG of two-lens phones, is opened as JPEG.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
MAX_PIXELS_WEBP = 15_000_000  # its decoder holds the picture four times: 16 bytes a pixel
MAX_SIDE = 2048


def decode(source: ImageSource) -> ColorImage:
    """Decode any picture into a ColorImage.

    Args:
        source: a path, the bytes of a file, a PIL image, or an array: (H, W), (H, W, 1), (H, W, 3)
            or (H, W, 4) of bool, uint8, uint16, or numbers in [0, 1] or [0, 255].

    Returns:
        uint8 (H, W, 3) RGB; EXIF orientation applied, alpha laid on white, the first frame of an
        animation, the longer side at most 2048 pixels (larger pictures are reduced).

    Raises:
        ImageError: for what is no picture, is broken, or is above the limits of bytes, pixels,
            scans or other parts (`mnist_space.limits`).
    """
    if isinstance(source, np.ndarray):
        if _is_decoded(source):
            return np.array(source, order="C")
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
        return read_bounded(path, limits().file_bytes)
    except FileError as error:
        raise ImageError(str(error)) from error
    except OSError as error:
        why = error.strerror or error
        raise ImageError(f"The file {path.name!r} cannot be opened: {why}.") from error
    except ValueError as error:  # a null character in the path
        raise ImageError(f"{path.name!r} is no name of a file.") from error


def _decode_file(data: bytes) -> ColorImage:
    if not data:
        raise ImageError("The file is empty.")
    if len(data) > limits().file_bytes:
        raise ImageError(f"The file has more than {megabytes(limits().file_bytes)}.")
    if refused := complaint(data):
        raise ImageError(refused)
    if is_phone_photo(data):
        try:
            data = as_png(data, MAX_SIDE)
        except PhotoError as error:
            raise ImageError(str(error)) from error

    def read() -> ColorImage:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _refuse_large(image)
            # A JPEG is decoded at 1/2, 1/4 or 1/8 of its size where that still reaches half of
            # MAX_SIDE. Not in a picture that the caller holds: it would shrink under his hands.
            image.draft("RGB", (MAX_SIDE // 2, MAX_SIDE // 2))
            return _to_color(image)

    try:
        return _guarded(read)
    except UnidentifiedImageError as error:
        raise ImageError(_unknown_format(data)) from error


def _guarded(read: Callable[[], ColorImage]) -> ColorImage:
    """Run `read`; whatever Pillow raises for a broken file becomes an ImageError."""
    try:
        return read()
    except (ImageError, UnidentifiedImageError):
        raise
    except Image.DecompressionBombError as error:
        raise ImageError(_too_large("The picture", limits().pixels)) from error
    except Exception as error:  # of broken files there are many kinds
        sentence = "The picture is broken or cut short; save it again as PNG or JPEG."
        raise ImageError(sentence) from error


def _unknown_format(data: bytes) -> str:
    head = data[:512].lstrip().lower()
    if head.startswith((b"<svg", b"<?xml")) or b"<svg" in head:
        return "SVG drawings are not supported; save the picture as PNG or JPEG."
    names = ", ".join((*FORMATS, "HEIC", "AVIF"))
    return f"This is not a picture that can be read; use a file of {names}."


def _too_large(what: str, most: int) -> str:
    return f"{what} has more than {most / 1_000_000:g} million pixels; use a smaller one."


def _refuse_large(image: Image.Image) -> None:
    if image.width * image.height == 0:
        raise ImageError("The picture has no pixels.")
    most = limits().pixels
    if image.format == "WEBP":
        most = min(most, MAX_PIXELS_WEBP)
    if image.width * image.height > most:
        raise ImageError(_too_large(f"The picture ({image.width} x {image.height})", most))


def _to_color(image: Image.Image) -> ColorImage:
    _refuse_large(image)
    image.load()  # Pillow turns a TIFF as it is loaded
    turn = _orientation(image)  # new pictures made on the way have none
    image = _eight_bits(image)
    if image.has_transparency_data:
        image = _on_white(image)
    # Not `convert` alone: it copies a picture that is RGB already.
    image = _reduced(image if image.mode == "RGB" else image.convert("RGB"))
    # Not ImageOps.exif_transpose: it writes the whole EXIF anew, of which parts may be damaged.
    return np.array(image if turn is None else image.transpose(turn), dtype=np.uint8)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _orientation(image: Image.Image) -> Image.Transpose | None:
    """What turns the picture upright after its EXIF; None also where the EXIF is damaged."""
    try:
        exif = image.info.get("exif")
        check_tags(exif.removeprefix(b"Exif\0\0") if isinstance(exif, bytes) else b"")
        turn = image.getexif().get(ExifTags.Base.Orientation)
        return _TURNS.get(turn) if isinstance(turn, int) else None
    except Exception:  # of damaged EXIF Pillow raises what struct, ElementTree and others raise
        return None


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and float gray to 8 bits; Pillow's convert would clip it at 255."""
    if image.mode[0] not in "IF":
        return image
    values = np.asarray(image)
    high = 65535.0 if image.mode.startswith("I;16") else float(values.max(initial=0))
    if not np.isfinite(values).all() or float(values.min(initial=0)) < 0:
        raise ImageError("The picture has pixels that are negative or not a number.")
    span = next(top for top in (1.0, 255.0, 65535.0, max(high, 65536.0)) if high <= top)
    gray = np.empty(values.shape, np.uint8)
    for line, out in zip(values, gray, strict=True):  # all at once would take 8 bytes a pixel
        out[:] = np.rint(line * np.float32(255 / span))
    return Image.fromarray(gray)


def _on_white(image: Image.Image) -> Image.Image:
    # Pillow weighs by alpha: the colour of what is transparent has no part in a mean.
    layer = _reduced(image if image.mode == "RGBA" else image.convert("RGBA"))
    ground = Image.new("RGBA", layer.size, "white")
    ground.alpha_composite(layer)
    return ground


def _reduced(image: Image.Image) -> Image.Image:
    factor = -(-max(image.size) // MAX_SIDE)
    if factor <= 1:
        return image
    # A side never falls below one pixel: a 1 x 5000 picture stays one pixel wide.
    return image.reduce((min(factor, image.width), min(factor, image.height)))


def _is_decoded(array: NDArray[np.generic]) -> bool:
    """Tell whether an array is a ColorImage already: a copy of it takes a fifth of the time."""
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
        return False
    return 0 < array.size <= 3 * limits().pixels and max(array.shape) <= MAX_SIDE


def _image_from_array(array: NDArray[np.generic]) -> Image.Image:
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.size == 0 or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))):
        raise ImageError(
            f"An array must be (H, W), (H, W, 3) or (H, W, 4) with pixels in it, not {array.shape}."
        )
    if array.shape[0] * array.shape[1] > limits().pixels:
        raise ImageError(_too_large(f"The array {array.shape}", limits().pixels))
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
    scale = 255.0 if high <= 1 else 1.0
    return np.asarray(np.rint(values * scale), np.uint8)
