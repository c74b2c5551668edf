"""What pages cost that are made to cost much: python benchmarks/hostile_pages.py.

Ruled and squared every 8 pixels, slanting lines, a net, noise, blots, 60,000 specks, 400
and 10,000 digits. Time is that of the processor, all threads together; memory is the most that the
process held up to there.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import typer
from common import (
    SEED,
    JsonOption,
    ModelOption,
    PipelineOption,
    SeedOption,
    contenders,
    report,
    table,
)
from numpy.typing import NDArray

from mnist_space.data import load_test

SIDE, GAP = 2048, 8  # pixels
Gray = NDArray[np.uint8]


def main(
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print time, memory and marks of each page."""
    _, ours = contenders(model, pipeline)
    ours.predictor.read_number(digits(4, 28)(np.random.default_rng(seed)), ours.pipeline)
    before, rows = _peak_mb(), []
    for name, draw in PAGES.items():
        picture = draw(np.random.default_rng(seed))
        start = time.process_time()
        reading = ours.predictor.read_number(picture, ours.pipeline)
        middle = time.process_time()
        ours.predictor.read_table(picture, ours.pipeline)
        rows.append(
            {
                "page": name,
                "cpu_s": middle - start,
                "table_cpu_s": time.process_time() - middle,
                "peak_mb": _peak_mb(),
                "marks": len(reading.digits),
                "accepted": reading.accepted,
            }
        )
    facts = {"model": f"{ours.name}, sha256 {ours.digest}", "seed": seed}
    facts |= {"MB once it has read four digits": round(before)}
    report(facts, rows, _table(rows), as_json)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    head = ["page", "CPU s", "CPU s as a table", "peak MB", "marks", "accepted"]
    body = [
        [
            r["page"],
            f"{r['cpu_s']:.2f}",
            f"{r['table_cpu_s']:.2f}",
            f"{r['peak_mb']:.0f}",
            *map(str, (r["marks"], r["accepted"])),
        ]
        for r in rows
    ]
    return table(head, body)


def ruled(_: np.random.Generator) -> Gray:
    """Level lines of one pixel."""
    page = np.full((SIDE, SIDE), 255, np.uint8)
    page[::GAP] = 0
    return page


def squared(rng: np.random.Generator) -> Gray:
    """Level and upright lines of one pixel."""
    page = ruled(rng)
    page[:, ::GAP] = 0
    return page


def slanting(_: np.random.Generator) -> Gray:
    """Lines of two pixels whose boxes lie over each other."""
    page = np.full((SIDE, SIDE), 255, np.uint8)
    drop = round(np.tan(np.deg2rad(11)) * SIDE)
    for y in range(-drop, SIDE, 14):
        cv2.line(page, (0, y), (SIDE, y + drop), 0, 2)
    return page


def net(_: np.random.Generator) -> Gray:
    """A table of cells of 24 pixels, with a margin."""
    page = np.full((SIDE, SIDE), 255, np.uint8)
    page[64:-64:24, 64:-64] = 0
    page[64:-64, 64:-64:24] = 0
    return page


def bands(rng: np.random.Generator) -> Gray:
    """40 rows of four rows of boxes, no two above each other."""
    page = np.full((SIDE, SIDE), 255, np.uint8)
    for row in range(40):
        for place in range(4):
            left, top = 40 + 500 * place + int(rng.integers(0, 15)), 20 + 50 * row
            box = page[top : top + 44, left : left + 402]
            box[:2] = box[42:] = 0
            for x in range(0, 401, 20):
                box[:, x : x + 2] = 0
    return page


def noise(rng: np.random.Generator) -> Gray:
    """Every pixel of its own."""
    return rng.integers(0, 256, (SIDE, SIDE), np.uint8)


def blots(rng: np.random.Generator) -> Gray:
    """Black and white, as large as digits."""
    soft = cv2.GaussianBlur(noise(rng), (0, 0), 6)
    return np.where(soft > np.median(soft), np.uint8(255), np.uint8(0))


def specks(rng: np.random.Generator) -> Gray:
    """60,000 of 3 x 3 pixels."""
    page = np.full((SIDE, SIDE), 255, np.uint8)
    for x, y in rng.integers(0, SIDE - 3, (60_000, 2)):
        page[y : y + 3, x : x + 3] = 0
    return page


def digits(count: int, side: int) -> Callable[[np.random.Generator], Gray]:
    """A square of `count` test digits of `side` pixels."""

    def draw(_: np.random.Generator) -> Gray:
        row = int(np.sqrt(count))
        images = load_test().images[: row * row]
        large = [cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA) for image in images]
        ink = np.stack(large).reshape(row, row, side, side).swapaxes(1, 2)
        return 255 - ink.reshape(row * side, row * side)

    return draw


PAGES: dict[str, Callable[[np.random.Generator], Gray]] = {
    "ruled": ruled,
    "squared": squared,
    "slanting": slanting,
    "net": net,
    "bands": bands,
    "noise": noise,
    "blots": blots,
    "60,000 specks": specks,
    "400 digits": digits(400, 48),
    "10,000 digits": digits(10_000, 28),
}

if __name__ == "__main__":
    typer.run(main)
