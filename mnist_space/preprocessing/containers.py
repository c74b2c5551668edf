"""What a picture's file is made of, looked at before anything of it is decoded.

A valid file can hold a million empty parts, or ask for every part a thousand times: Pillow takes
seconds or gigabytes for it. Each check reads a file once and stops at its limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mnist_space.limits import limits
from mnist_space.preprocessing.tags import TagError, check_tags, check_tiff

SAVE = "save it again as PNG or JPEG."
# Padding between the parts of a file; usual files have none or a few bytes.
MAX_FILL = 4096
# Pillow unpacks run-length BMP in Python: 5 million bytes and pixels take it 1 to 2 s.
MAX_RUN_LENGTH = 5_000_000
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
_SCAN, _END = 0xDA, 0xD9
_EXIF = b"Exif\0\0"


class _PartsError(ValueError):
    """More parts than the limit, in words."""


def complaint(data: bytes) -> str | None:
    """Say why a file is not decoded, in a sentence, or None where it may be."""
    for head, check in _CHECKS.items():
        if data.startswith(head):
            try:
                check(data)
            except (_PartsError, TagError) as error:
                return str(error)
    return None


def _check_jpeg(data: bytes) -> None:
    place, scans, segments, fill, exif = 2, 0, 0, 0, b""
    while found := _MARKER.search(data, place):
        marker, start = data[found.end() - 1], found.end()
        if marker == _END:
            break
        # Between a scan and the next marker lie its pixels; elsewhere nothing should.
        fill += found.start() - place if not scans else 0
        scans, segments = scans + (marker == _SCAN), segments + 1
        _refuse("JPEG", "scans", scans, limits().scans)
        _refuse("JPEG", "segments", segments, limits().chunks)
        _refuse("JPEG", "bytes of padding", fill, MAX_FILL)
        place = start + int.from_bytes(data[start : start + 2])
        if marker == 0xE1 and data.startswith(_EXIF, start + 2):
            exif += data[start + 2 + len(_EXIF) : place]
    check_tags(exif)


def _check_png(data: bytes) -> None:
    place, chunks = 8, 0
    while place < len(data):
        chunks += 1
        _refuse("PNG", "chunks", chunks, limits().chunks)
        place += 12 + int.from_bytes(data[place : place + 4])


def _check_gif(data: bytes) -> None:
    """Walk to the first picture, as Pillow does: byte by byte, and every block in Python."""
    palette = 3 << (1 + (data[10] & 7)) if len(data) > 10 and data[10] & 0x80 else 0
    place, blocks, fill = 13 + palette, 0, 0
    while place < len(data) and data[place : place + 1] not in b",;":
        if data[place : place + 1] != b"!":
            place, fill = place + 1, fill + 1
            _refuse("GIF", "bytes of padding", fill, MAX_FILL)
            continue
        place += 2
        while place < len(data):
            size = data[place]
            place, blocks = place + 1 + size, blocks + 1
            _refuse("GIF", "blocks", blocks, limits().chunks)
            if not size:
                break


def _check_bmp(data: bytes) -> None:
    width, height = (
        abs(int.from_bytes(data[start : start + 4], "little", signed=True)) for start in (18, 22)
    )
    if int.from_bytes(data[30:34], "little") in (1, 2):
        size = max(len(data), width * height)
        _refuse("BMP with run-length compression", "bytes or pixels", size, MAX_RUN_LENGTH)


def _check_webp(data: bytes) -> None:
    place, chunks = 12, 0
    while place < len(data):
        chunks += 1
        _refuse("WebP", "chunks", chunks, limits().chunks)
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        place += 8 + size + size % 2


def _refuse(kind: str, what: str, count: int, most: int) -> None:
    if count > most:
        raise _PartsError(f"This {kind} has more than {most:,} {what}: {SAVE}")


_CHECKS: dict[bytes, Callable[[bytes], None]] = {
    b"\xff\xd8\xff": _check_jpeg,
    b"\x89PNG\r\n\x1a\n": _check_png,
    b"GIF8": _check_gif,
    b"BM": _check_bmp,
    b"RIFF": _check_webp,
    b"II": check_tiff,
    b"MM": check_tiff,
}
