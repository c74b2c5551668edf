"""The tags of a TIFF file and of EXIF, which is a small TIFF file without pixels."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

# A photo has about 40; those of a scanner or a microscope up to a hundred.
MAX_TAGS = 1000
# Numbers of one tag: a 25-megapixel picture in tiles of 16 x 16 has 100,000 tiles.
MAX_NUMBERS = 1 << 17
# Values may lie one over another where a file is damaged, but not to this size.
MAX_OVERLAP = 16 << 20
# Bytes of a value of each type; Pillow passes over other types.
_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
_TEXT = (1, 2, 6, 7)
_COMPRESSION, _SHORT = 259, 3
# None, CCITT, LZW, JPEG, Deflate, PackBits: the others are rare, and LZMA takes seconds.
_COMPRESSIONS = (1, 2, 3, 4, 5, 7, 8, 32773, 32946)


class TagError(ValueError):
    """Tags that would take Pillow very long or very much memory to read, in a sentence."""


class _Tag(NamedTuple):
    number: int
    type: int
    values: int
    size: int  # of the part that Pillow copies: bytes
    short: int  # the value, where it is one number of type _SHORT


def check_tags(data: bytes) -> None:
    """Check the first directory of EXIF or of a TIFF file; damage is for the decoder to find.

    Pillow copies every value: thousand tags that all point at the same megabyte take a gigabyte.

    Raises:
        TagError: the values are together much larger than the data.
    """
    taken = 0
    for tag in _tags(data):
        taken += tag.size
        if taken > len(data) + MAX_OVERLAP:
            raise TagError("The tags of this picture lie one over another: save it again as PNG.")


def check_tiff(data: bytes) -> None:
    """Check a TIFF file: its tags, as `check_tags` does, and how its pixels are stored.

    Raises:
        TagError: tags, values or a compression that are not read.
    """
    if b"\x2b" in data[2:4]:
        raise TagError("A BigTIFF is not supported: save it again as PNG or JPEG.")
    for count, tag in enumerate(_tags(data), 1):
        if count > MAX_TAGS:
            raise TagError(f"This TIFF has more than {MAX_TAGS} tags: save it again as PNG.")
        if tag.type not in _TEXT and tag.values > MAX_NUMBERS:
            raise TagError("This TIFF has very many strips or numbers: save it again as PNG.")
        if tag.number == _COMPRESSION and tag.type == _SHORT and tag.short not in _COMPRESSIONS:
            raise TagError("The compression of this TIFF is not supported: save it again as PNG.")
    check_tags(data)


def _tags(data: bytes) -> Iterator[_Tag]:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return
    (place,) = struct.unpack_from(f"{order}I", data, 4)
    if place + 2 > len(data):
        return
    (count,) = struct.unpack_from(f"{order}H", data, place)
    last = min(place + 2 + 12 * count, len(data) - 11)
    for start in range(place + 2, last, 12):
        number, kind, values, where = struct.unpack_from(f"{order}HHII", data, start)
        (short,) = struct.unpack_from(f"{order}H", data, start + 8)
        size = values * _BYTES.get(kind, 0)
        yield _Tag(number, kind, values, size if where + size <= len(data) else 0, short)
