"""Values as text in a link: compressed JSON, read as what a stranger sends."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any


class LinkError(ValueError):
    """A text that is too long, damaged, or no JSON; says which."""


def packed(value: object) -> str:
    """Return a JSON value as text of letters, digits, `-` and `_`."""
    data = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def unpacked(what: str, text: str, most_characters: int, most_bytes: int) -> Any:  # noqa: ANN401
    """Read what `packed` gave; `what` the link holds is named in errors.

    Raises:
        LinkError: it has more characters, or unpacked more bytes, or is damaged.
    """
    if len(text) > most_characters:
        raise LinkError(f"A link's {what} has at most {most_characters:,} characters.")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        unpacking = zlib.decompressobj()
        unzipped = unpacking.decompress(data, most_bytes + 1)
    except (ValueError, zlib.error) as error:
        raise LinkError(f"The link holds no whole {what}: copy it again.") from error
    if len(unzipped) <= most_bytes and not unpacking.eof:
        raise LinkError(f"The link holds no whole {what}: copy it again.")
    return parsed(what, unzipped, most_bytes)


def parsed(what: str, data: bytes | str, most_bytes: int) -> Any:  # noqa: ANN401 - JSON
    """Read JSON that somebody sent; `what` it is, is named in errors.

    Raises:
        LinkError: it is longer than `most_bytes`, or no JSON.
    """
    if len(data) > most_bytes:
        raise LinkError(f"A {what}'s JSON has at most {most_bytes:,} bytes.")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:  # the latter: brackets nested too deep
        raise LinkError(f"The {what} is not valid JSON.") from error
