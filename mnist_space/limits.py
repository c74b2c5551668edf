"""The limits of what one visitor can ask for: each a setting of the environment with a default."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

PREFIX = "MNIST_SPACE_"
# Characters of what somebody sent that an error repeats.
ECHOED = 60


class LimitError(ValueError):
    """A limit in the environment that is no whole number within its bounds."""


def _limit(default: int, low: int, high: int, meaning: str) -> Any:  # noqa: ANN401 - an int field
    return field(default=default, metadata={"low": low, "high": high, "meaning": meaning})


@dataclass(frozen=True)
class Limits:
    """The limits that hold. `scans` is set by MNIST_SPACE_SCANS, and so on."""

    file_bytes: int = _limit(20 << 20, 10_000, 200_000_000, "bytes of a picture's file")
    pixels: int = _limit(25_000_000, 10_000, 100_000_000, "pixels of a picture")
    scans: int = _limit(50, 10, 500, "scans of a JPEG; a usual one has 10")
    chunks: int = _limit(
        20_000, 100, 1_000_000, "chunks of a PNG, segments of a JPEG, blocks of a GIF"
    )
    step_seconds: int = _limit(20, 1, 3600, "seconds of one step on one picture")
    picture_seconds: int = _limit(60, 1, 3600, "seconds of all steps on one picture")
    at_once: int = _limit(
        2, 1, 64, "pictures that are read at the same time; one takes up to 300 MB"
    )
    queue: int = _limit(256, 1, 10_000, "requests that wait; who comes later is told so")
    sessions: int = _limit(250, 10, 10_000, "visitors' pages that are remembered; one takes 230 kB")
    batch: int = _limit(256, 1, 10_000, "pictures of one `/predict_batch`")
    data_pictures: int = _limit(1000, 1, 10_000, "pictures of a visitor's own data, evaluated")
    data_seconds: int = _limit(120, 1, 3600, "seconds that evaluating them may take")
    request_bytes: int = _limit(100 << 20, 1 << 20, 1 << 30, "bytes of one request")
    upload_bytes: int = _limit(1 << 30, 100 << 20, 1 << 40, "bytes of all uploads that are kept")
    upload_seconds: int = _limit(3600, 60, 1 << 20, "seconds that an upload is kept")
    hub_seconds: int = _limit(180, 1, 3600, "seconds of a pull or a push")
    hub_bytes: int = _limit(1 << 30, 400 << 20, 1 << 36, "memory of a pull or a push")
    training_seconds: int = _limit(300, 0, 3600, "seconds of a training on the page; 0: none")
    training_bytes: int = _limit(3 << 30, 1 << 30, 1 << 36, "memory of a training on the page")

    gift_bytes: int = _limit(
        20 << 20, 1 << 20, 1 << 30, "bytes of given pictures that wait for the Hub"
    )
    gifts_a_day: int = _limit(1000, 1, 1_000_000, "pictures that visitors may give in a day")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Limits:
        """Read the settings; what is not set has its default.

        Raises:
            LimitError: one is no whole number within its bounds; the sentence names it.
        """
        return cls(**{name: _value(name, environment) for name in NAMES})

    def to_json(self) -> dict[str, int]:
        """Return every limit by its name."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = tuple(each.name for each in fields(Limits))


def variable(name: str) -> str:
    """Return the environment variable that sets a limit.

    >>> variable("file_bytes")
    'MNIST_SPACE_FILE_BYTES'
    """
    return PREFIX + name.upper()


def _value(name: str, environment: Mapping[str, str]) -> int:
    limit = Limits.__dataclass_fields__[name]
    low, high = limit.metadata["low"], limit.metadata["high"]
    text = environment.get(variable(name), "").strip() or str(limit.default)
    # isdecimal alone takes digits of other scripts, and int() of very long texts takes long.
    if not (text.isascii() and text.isdecimal() and len(text) <= 16 and low <= int(text) <= high):
        raise LimitError(
            f"{variable(name)} must be a whole number from {low} to {high}, not {text[:40]!r}."
        )
    return int(text)


@functools.cache
def limits() -> Limits:
    """Return the limits of this process, read from the environment once.

    Raises:
        LimitError: a setting is no whole number within its bounds.
    """
    return Limits.from_environment(os.environ)


def echo(value: object) -> str:
    """Return what an error says of a value that somebody sent: a few characters, or its kind.

    >>> echo("robst"), echo(12), echo({"path": "x"})
    ("'robst'", '12', 'a dict')
    """
    if isinstance(value, str):
        return repr(value if len(value) <= ECHOED else f"{value[:ECHOED]}...")
    # An int of many digits cannot be written out quickly.
    if (
        value is None
        or isinstance(value, bool | float)
        or (isinstance(value, int) and value.bit_length() <= 64)
    ):
        return repr(value)
    return f"a {type(value).__name__}"
