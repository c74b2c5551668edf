"""Two things measured in turn, and the table of their ratios."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from common import Floats, table

Row = dict[str, Any]


def in_turn(
    first: Callable[[], float], second: Callable[[], float], turns: int
) -> tuple[Floats, Floats]:
    """What each of two measurements gives, taken in turn, after one of each that does not count."""
    given = np.array([(first(), second()) for _ in range(turns + 1)])[1:]
    return given[:, 0], given[:, 1]


def seconds_of(function: Callable[..., object], *args: object) -> float:
    """Time of one call in seconds."""
    start = time.perf_counter()
    function(*args)
    return time.perf_counter() - start


def row(what: str, one: Floats, other: Floats, unit: str) -> Row:
    """One line of the table: the ratio of two series, taken in turn, with its spread."""
    ratios, factor = one / np.maximum(other, 1e-12), 1000 if unit == "ms" else 1
    low, middle, high = np.percentile(ratios, [10, 50, 90])
    return {
        "what": what,
        "ratio": round(float(middle), 3),
        "spread": [round(float(low), 3), round(float(high), 3)],
        "one": round(factor * float(np.median(one)), 2),
        "other": round(factor * float(np.median(other)), 2),
        "unit": unit,
    }


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """The table."""
    body = [
        [each["what"], str(each["ratio"]), " to ".join(map(str, each["spread"]))]
        + [f"{each[key]} {each['unit']}" for key in ("one", "other")]
        for each in rows
    ]
    return table(["what", "ratio", "10 to 90% of turns", "one", "other"], body)
