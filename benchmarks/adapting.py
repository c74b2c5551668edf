"""Training further on a writer's digits, tried on later ones: python benchmarks/adapting.py DATA.

A writer has a way of writing each digit that is never drawn for training, and leans, turns and
squeezes all of them alike. `train --start MODEL --add` gets five of each digit; what it makes is
tried on digits that the writer draws later.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import cv2
import numpy as np
import typer
from common import SEED, JsonOption, SeedOption, contenders, drawing, percent, report, table
from numpy.typing import NDArray
from tqdm import tqdm

from mnist_space.data import DataError, Split, load_train
from mnist_space.labelled.reading import Labelled
from mnist_space.loading import load_predictor
from mnist_space.reading.predictor import Predictor
from mnist_space.synthesis.curves import written
from mnist_space.synthesis.held_out_hands import HELD_OUT_STYLES
from mnist_space.synthesis.streams import stream

EACH = 5
FIRST_OTHER = 100  # drawings of a digit before this one are for learning
MIDDLE = 2.0


@dataclass(frozen=True)
class Writer:
    """Somebody who writes each digit in one way, and all of them bent alike.

    Attributes:
        seed, number: what all that they draw depends on.
    """

    seed: int
    number: int

    def draw(self, digit: int, number: int) -> NDArray[np.uint8]:
        """Return one drawing, black on white, uint8 (280, 280)."""
        habits = stream(self.seed, self.number)
        ways = [way for of, _, way in HELD_OUT_STYLES if of == digit]
        way = ways[stream(self.seed, self.number, digit).integers(len(ways))]
        lean = habits.choice([-1, 1]) * habits.uniform(0.4, 0.9)
        turn = np.deg2rad(habits.choice([-1, 1]) * habits.uniform(5, 18))
        size = habits.uniform(0.5, 1), habits.uniform(0.7, 0.85)
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        bend = rotation @ np.array([[size[0], -lean * size[1]], [0, size[1]]])
        rng = stream(self.seed, self.number, digit, number)
        strokes = [(stroke - MIDDLE) @ bend.T + MIDDLE for stroke in way(rng)]
        return drawing(written(strokes, rng))


def main(
    data: Annotated[Path, typer.Argument(help="Folder with MNIST's train files.")],
    writers: Annotated[int, typer.Option(min=1, help="How many writers.")] = 6,
    others: Annotated[int, typer.Option(min=1, help="Later drawings of each digit.")] = 30,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print how each writer's later digits are read before and after."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    try:
        digits = load_train(data)
    except DataError as error:
        raise typer.BadParameter(str(error)) from error
    ours = contenders()[1]
    people = [Writer(seed, number) for number in range(writers)]
    rows = [tried(ours.predictor, writer, others, digits, epochs) for writer in tqdm(people)]
    facts = {"model": ours.name, "sha256": ours.digest, "seed": seed}
    report(facts, rows, lines(rows), as_json)


def tried(
    predictor: Predictor, writer: Writer, others: int, digits: Split, epochs: int | None
) -> dict[str, Any]:
    """Train further on a writer's drawings; the figures of one row."""
    from mnist_space.model.adapting import adapt

    places = [(digit, number) for digit in range(10) for number in range(EACH)]
    pictures = [Labelled(f"{d}-{n}.png", png(writer.draw(d, n)), d) for d, n in places]
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "model"
        made = adapt(predictor.artifact.folder, pictures, digits, out, epochs=epochs)
        seconds = time.perf_counter() - start
        after = faults(load_predictor(out), writer, others)
    return {
        "writer": writer.number,
        "n": 10 * others,
        "before": faults(predictor, writer, others),
        "after": after,
        "validation_before": made.before.wrong,
        "validation_after": made.after.wrong,
        "validation": made.before.digits,
        "seconds": round(seconds, 1),
    }


def faults(predictor: Predictor, writer: Writer, others: int) -> dict[str, float]:
    """The shares of a writer's later drawings that are wrong, and that are wrong or refused."""
    pairs = [(d, FIRST_OTHER + n) for d in range(10) for n in range(others)]
    read = [(predictor.predict(writer.draw(*pair)), pair[0]) for pair in pairs]
    wrong = [answer.label != digit for answer, digit in read]
    failed = [answer.label != digit or not answer.accepted for answer, digit in read]
    return {"wrong": float(np.mean(wrong)), "wrong_or_refused": float(np.mean(failed))}


def png(picture: NDArray[np.uint8]) -> bytes:
    """The picture's PNG file."""
    return cv2.imencode(".png", picture)[1].tobytes()


def lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The table, with the means below it."""
    head = ["writer", "wrong, %", "after", "wrong or refused, %", "after"]
    head += ["validation digits wrong", "after", "seconds"]
    body = [
        [
            str(row["writer"]),
            *(percent(row[when][what]) for what in KINDS for when in ("before", "after")),
            f"{row['validation_before']} of {row['validation']:,}",
            str(row["validation_after"]),
            f"{row['seconds']:.0f}",
        ]
        for row in rows
    ]
    means = (
        percent(float(np.mean([row[when][what] for row in rows])))
        for what in KINDS
        for when in ("before", "after")
    )
    longest = max(row["seconds"] for row in rows)
    return table(head, [*body, ["mean", *means, "", "", f"{longest:.0f} at most"]])


KINDS = ("wrong", "wrong_or_refused")


if __name__ == "__main__":
    typer.run(main)
