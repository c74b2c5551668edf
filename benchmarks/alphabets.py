"""Draw letters of alphabets never shown in training: python benchmarks/alphabets.py FONTS...

FONTS are font files with some of these alphabets, such as Debian's fonts-noto-core has:
NotoSans{Balinese,Batak,Bengali,Elbasan,Gothic,Osage,Shavian,Tifinagh}-Regular.ttf. Letters that
read as a digit are left out: mnist_space/synthesis/lookalikes.txt. That list was made with the
network that is bundled in 0.1.0, so it favours that one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
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
    contenders,
    drawing,
    read,
    report,
    score,
    share_cells,
    table,
)
from numpy.typing import NDArray

from mnist_space.data import DataError
from mnist_space.synthesis.characters import HELD_OUT, find_characters, written
from mnist_space.synthesis.streams import stream

Drawn = tuple[NDArray[np.uint8], int, int]


def main(
    fonts: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Font files.")],
    drawings: Annotated[int, typer.Option(min=1, help="Drawings of each letter.")] = 5,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print the share of the drawings that is rejected, for each alphabet."""
    start = time.perf_counter()
    both = contenders(model, pipeline)
    try:
        letters = [letter for letter in find_characters(fonts) if letter.alphabet in HELD_OUT]
    except DataError as error:
        raise typer.BadParameter(str(error)) from error
    if not letters:
        raise typer.BadParameter(f"These fonts have none of the alphabets {sorted(HELD_OUT)}.")
    drawn = [letter for letter in letters for _ in range(drawings)]
    jobs = [(c.forms[i % len(c.forms)], seed, i) for i, c in enumerate(drawn)]
    rejected = {name: ~given.accepted for name, given in read(picture, jobs, both).items()}
    alphabets = np.array([letter.alphabet for letter in drawn])
    rows = []
    for name in [*np.unique(alphabets).tolist(), "all"]:
        member = (alphabets == name) | (name == "all")
        shares = {who: score(good[member], ~good[member]) for who, good in rejected.items()}
        rows.append({"alphabet": name.capitalize(), "n": int(member.sum())} | shares)
    facts: dict[str, Any] = {"model": both[1].name, "sha256": both[1].digest, "seed": seed}
    facts |= {"letters": len(letters), "seconds": round(time.perf_counter() - start, 1)}
    report(facts, rows, lines(rows, both), as_json)


def picture(job: Drawn) -> NDArray[np.uint8]:
    """One drawing, black on white, uint8 (280, 280)."""
    mask, seed, number = job
    return drawing(written(mask, stream(seed, number)))


def lines(rows: Sequence[dict[str, Any]], both: tuple[Contender, ...]) -> Iterator[str]:
    """The table."""
    head = ["rejected", "n", *(name for c in both for name in (c.name, "95%"))]
    return table(head, [[row["alphabet"], str(row["n"]), *share_cells(row, both)] for row in rows])


if __name__ == "__main__":
    typer.run(main)
