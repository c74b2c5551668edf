"""Turns a HEIC or AVIF photo into a PNG, in a process of its own: see phone_photos.

Run as a file, so that it loads nothing but the decoders: phone_child.py PIXELS SIDE SECONDS BYTES.
Reads the photo from its standard input and writes the PNG to its output.
"""

from __future__ import annotations

import io
import sys

from PIL import AvifImagePlugin, ExifTags, Image

FORMATS = ("AVIF", "HEIF")
LARGE, BROKEN, MEMORY = 3, 4, 5


def converted(data: bytes, pixels: int, side: int) -> bytes | str:
    """Return a PNG of at most `side` pixels a side, or the size where it is above `pixels`.

    The photo's orientation stays a field of its EXIF; all other fields go.
    """
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > pixels:
            return f"{image.width} x {image.height}"
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = image.getexif().get(ExifTags.Base.Orientation, 1)
        factor = -(-max(image.size) // side)
        image.load()
        small: Image.Image = image
        if factor > 1:
            small = image.reduce((min(factor, image.width), min(factor, image.height)))
        made = io.BytesIO()
        small.save(made, "PNG", compress_level=0, exif=exif)
    return made.getvalue()


def limit(seconds: int, size: int) -> None:
    """End this process where it takes more time of the processor, or refuse it memory."""
    # One thread: each takes a stack of the memory that there is.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    try:
        from resource import RLIMIT_CPU, RLIMIT_DATA, setrlimit
    except ImportError:  # Windows has none: its parent ends this process after a while
        return
    setrlimit(RLIMIT_CPU, (seconds, seconds))
    setrlimit(RLIMIT_DATA, (size, size))


def main() -> None:
    """Convert one photo; the exit status says how it ended."""
    pixels, side, seconds, size = map(int, sys.argv[1:])
    limit(seconds, size)
    try:
        made = converted(sys.stdin.buffer.read(), pixels, side)
    except MemoryError:
        sys.exit(MEMORY)
    except Exception:  # of broken files there are many kinds
        sys.exit(BROKEN)
    if isinstance(made, str):
        sys.stdout.write(made)
        sys.exit(LARGE)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
