"""Random square cuttings of photos of things, which are no digits: python benchmarks/cuttings.py.

Of a FOLDER with photos, or of textures drawn here where none is given. A cutting is a tenth of the
photo's shorter side or more; each is shown as it is.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
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
    Verdicts,
    contenders,
    percent,
    read,
    report,
    span,
    table,
)
from numpy.typing import NDArray

from mnist_space.evaluation.metrics import wilson_interval
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.textures import TEXTURES

Cut = tuple[str, int, int]
PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
SMALLEST = 32  # pixels


def main(
    folder: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, help="Photos of things.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="Cuttings in all.")] = 400,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print the share of the cuttings that is accepted as a digit, and as which."""
    start = time.perf_counter()
    both = contenders(model, pipeline)
    sources = [str(path) for path in find_photos(folder)] if folder else list(TEXTURES)
    jobs = [(sources[i % len(sources)], i, seed) for i in range(count)]
    answers = read(cutting, jobs, both)
    names = np.array([Path(source).name for source, *_ in jobs])
    rows = [
        {"cut from": name, "n": int((names == name).sum())}
        | {who: taken(given, names == name) for who, given in answers.items()}
        for name in dict.fromkeys(names.tolist())
    ]
    whole = {who: taken(given, names == names) for who, given in answers.items()}
    rows.append({"cut from": "all", "n": count} | whole)
    facts: dict[str, Any] = {"model": both[1].name, "sha256": both[1].digest, "seed": seed}
    facts["seconds"] = round(time.perf_counter() - start, 1)
    report(facts, rows, lines(rows, both), as_json)


def find_photos(folder: Path) -> list[Path]:
    """The photos of a folder and of those in it.

    Raises:
        typer.BadParameter: there is none, or one cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PHOTOS)
    if not paths:
        raise typer.BadParameter(f"{folder} has no photos ({', '.join(PHOTOS)}).")
    for path in paths:
        try:
            decode(path)
        except ImageError as error:
            raise typer.BadParameter(f"{path.name}: {error}") from error
    return paths


def cutting(job: Cut) -> NDArray[np.uint8]:
    """One square cutting, uint8 (S, S, 3)."""
    source, number, seed = job
    rng = stream(seed, number)
    photo = opened(source) if source not in TEXTURES else TEXTURES[source](rng)
    height, width = photo.shape[:2]
    short = min(height, width)
    side = min(max(int(rng.uniform(0.1, 1) * short), SMALLEST), short)
    top, left = rng.integers(height - side + 1), rng.integers(width - side + 1)
    return photo[top : top + side, left : left + side]


@cache
def opened(path: str) -> NDArray[np.uint8]:
    """A photo, read once a process."""
    return decode(path)


def taken(given: Verdicts, member: NDArray[np.bool_]) -> dict[str, Any]:
    """How many of a part of the cuttings are accepted, and how often as which digit."""
    accepted = given.accepted[member]
    digits = Counter(given.labels[member][accepted].tolist())
    return {
        "accepted": float(accepted.mean()),
        "interval": wilson_interval(int(accepted.sum()), len(accepted)),
        "as": {str(digit): times for digit, times in digits.most_common()},
    }


def lines(rows: Sequence[dict[str, Any]], both: Sequence[Contender]) -> Iterator[str]:
    """The table."""
    head = ["cut from", "n"]
    for contender in both:
        head += [f"{contender.name}: accepted", "95%", "as"]
    body = []
    for row in rows:
        cells = [row["cut from"], str(row["n"])]
        for contender in both:
            value = row[contender.name]
            digits = ", ".join(f"{digit}: {times}" for digit, times in value["as"].items())
            cells += [percent(value["accepted"]), span(value["interval"]), digits]
        body.append(cells)
    return table(head, body)


if __name__ == "__main__":
    typer.run(main)
