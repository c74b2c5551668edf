"""Data as a text in a link: compressed, in letters, digits, `-` and `_`; unpacked within bounds."""

from __future__ import annotations

import base64
import zlib


class PackingError(ValueError):
    """A text that is too long, or damaged."""


def pack(data: bytes) -> str:
    """Return bytes as text of letters, digits, `-` and `_`."""
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def unpack(text: str, most: int) -> bytes:
    """Return what `pack` was given, or its first `most` + 1 bytes where there are more.

    Raises:
        PackingError: it is damaged.
    """
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(packed, most + 1)
    except (ValueError, zlib.error) as error:
        raise PackingError("The text is damaged.") from error
    if len(data) <= most and not unpacking.eof:
        raise PackingError("The text is cut short.")
    return data
