"""HEIC and AVIF, the photos of phones, decoded in a process that can be ended at any moment.

A small valid file can ask these decoders for gigabytes, whatever size its header claims, and a
damaged one can end the process that decodes it. So each photo has a process with limits of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mnist_space.limits import limits
from mnist_space.preprocessing.phone_child import LARGE, MEMORY

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
# A photo of 25 million pixels takes some 230 MB, with the process.
MAX_BYTES = 300 << 20
# For the process to start, on a machine whose cores are all taken.
START_SECONDS = 20
KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
_CHILD = Path(__file__).with_name("phone_child.py")


class PhotoError(ValueError):
    """A photo that cannot be read; its message is one sentence for the person who gave it."""


def is_phone_photo(data: bytes) -> bool:
    """Tell whether a file begins as HEIC and AVIF do."""
    return data[4:8] == b"ftyp" and data[8:12] in BRANDS


def as_png(data: bytes, side: int) -> bytes:
    """Return a HEIC or AVIF photo as a PNG of at most `side` pixels a side.

    Raises:
        PhotoError: it is broken, or above the limits of pixels, time or memory.
    """
    held = limits()
    seconds = held.step_seconds
    command = [
        sys.executable,
        "-P",
        str(_CHILD),
        *map(str, (held.pixels, side, seconds, MAX_BYTES)),
    ]
    # Nothing of the owner's goes to a process that decodes what strangers send.
    environment = {key: os.environ[key] for key in KEPT if key in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, sys.path))
    try:
        ran = subprocess.run(
            command,
            input=data,
            env=environment,
            capture_output=True,
            timeout=seconds + START_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise PhotoError(_too_much()) from error
    if ran.returncode == LARGE:
        size, most = ran.stdout.decode("ascii", "replace"), held.pixels / 1_000_000
        raise PhotoError(
            f"The picture ({size}) has more than {most:g} million pixels; use a smaller one."
        )
    if ran.returncode == MEMORY or ran.returncode < 0:
        raise PhotoError(_too_much())
    if ran.returncode:
        raise PhotoError("The photo is broken or cut short; save it again as PNG or JPEG.")
    return ran.stdout


def _too_much() -> str:
    return "The photo takes too much time or memory; save it again as PNG or JPEG."
