"""Picture files, written on the spot."""

import io
import zlib

import numpy as np
from PIL import Image

# 24 x 16 with a black upper left quarter.
QUARTER = np.full((16, 24, 3), 255, np.uint8)
QUARTER[:8, :12] = 0


def encode(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(array: np.ndarray) -> bytes:
    return encode(Image.fromarray(array), "PNG")


def header_only_png(width: int, height: int, depth: int = 1) -> bytes:
    """A PNG of which every row is zero: 12000 x 12000 take 18 kB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    rows = zlib.compress(bytes((1 + (width * depth + 7) // 8) * height), 9)
    header = chunk(b"IHDR", size + bytes([depth, 0, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
