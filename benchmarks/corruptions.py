"""Error on the fifteen corruptions of MNIST-C: python benchmarks/corruptions.py.

`network` is the paper's protocol: the corrupted digit / 255 straight to the network. `pipeline`
puts the same digits through the model's pipeline as pictures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import typer
from common import (
    SEED,
    Contender,
    JsonOption,
    ModelOption,
    PipelineOption,
    SeedOption,
    chosen_digits,
    contenders,
    percent,
    read,
    report,
    table,
)
from numpy.typing import NDArray

from mnist_space.evaluation.metrics import wilson_interval
from mnist_space.synthesis.corruptions import CORRUPTIONS, corrupt
from mnist_space.synthesis.streams import stream

Digits = NDArray[np.uint8]
WAYS = ("network", "pipeline")


def main(
    digits: Annotated[int, typer.Option(min=1, max=10_000, help="For the network.")] = 10_000,
    pictures: Annotated[int, typer.Option(min=1, max=10_000, help="For the pipeline.")] = 1000,
    strength: Annotated[float, typer.Option(min=0, max=3, help="1 is the paper's.")] = 1.0,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print the share of corrupted test digits that is read wrong."""
    start = time.perf_counter()
    both = contenders(model, pipeline)
    chosen = chosen_digits(digits)
    images = {name: corrupted(chosen.images, name, strength, seed) for name in CORRUPTIONS}
    part = np.arange(min(pictures, digits)) * digits // min(pictures, digits)
    jobs = [image for group in images.values() for image in group[part]]
    answers = read(np.asarray, jobs, both)
    rows: list[dict[str, Any]] = []
    for i, name in enumerate(CORRUPTIONS):
        straight = images[name].astype(np.float32) / np.float32(255)
        rows.append({"corruption": name, "n": digits, "pictures": len(part)})
        for contender in both:
            network = contender.predictor.logits(straight).argmax(axis=1)
            through = answers[contender.name].labels[i * len(part) : (i + 1) * len(part)]
            rows[-1][contender.name] = {
                "network": error(network, chosen.labels),
                "pipeline": error(through, chosen.labels[part]),
            }
    facts = {"model": both[1].name, "sha256": both[1].digest, "seed": seed, "strength": strength}
    means = {f"{c.name} {way}": mean(rows, c, way) for c in both for way in WAYS}
    facts |= {"mean error": means, "seconds": round(time.perf_counter() - start, 1)}
    report(facts, rows, lines(rows, means, both), as_json)


def corrupted(images: Digits, name: str, strength: float, seed: int) -> Digits:
    """The digits (N, 28, 28) with one corruption, the same for the same seed."""
    number = list(CORRUPTIONS).index(name)
    return corrupt(images, name, strength, stream(seed, number))


def error(predicted: NDArray[np.int64], labels: NDArray[np.uint8]) -> dict[str, Any]:
    """The share that is read wrong, with its 95% interval."""
    wrong = predicted != labels
    return {"error": float(wrong.mean()), "interval": wilson_interval(int(wrong.sum()), len(wrong))}


def mean(rows: list[dict[str, Any]], contender: Contender, way: str) -> float:
    """Mean error over the corruptions."""
    return round(float(np.mean([row[contender.name][way]["error"] for row in rows])), 5)


def lines(
    rows: list[dict[str, Any]], means: dict[str, float], both: tuple[Contender, ...]
) -> Iterator[str]:
    """The table, errors in percent."""
    columns = [(c.name, way) for c in both for way in WAYS]
    head = ["error %", *(f"{name}, {way}" for name, way in columns)]
    body = [
        [row["corruption"], *(percent(row[name][way]["error"]) for name, way in columns)]
        for row in rows
    ]
    return table(head, [*body, ["mean", *map(percent, means.values())]])


if __name__ == "__main__":
    typer.run(main)
