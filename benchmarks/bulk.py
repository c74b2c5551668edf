"""Pictures a second of one process, of local processes and of Ray: python benchmarks/bulk.py.

The same photos of test digits, each as a file, read in turn in this run. A start (processes, Ray,
the model) is timed with one part and taken off: a million pictures start once.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import cv2
import typer
from common import SEED, JsonOption, SeedOption, contenders, report, whole_test
from in_turn import Row, in_turn, lines, row

from mnist_space.bulk.local import cores, read_locally
from mnist_space.bulk.pictures import ListedPictures, list_pictures
from mnist_space.bulk.ray_data import read_with_ray
from mnist_space.bulk.reader import Part, Reader
from mnist_space.synthesis import redraw

Read = Callable[[Reader, range], list[Part]]


def main(
    pictures: Annotated[int, typer.Option(help="How many.", min=100)] = 200,
    turns: Annotated[int, typer.Option(help="How often each way is measured.", min=1)] = 1,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print pictures a second as ratios to one process."""
    ours = contenders()[1]
    ways: dict[str, Read] = {
        f"{cores()} local processes": lambda reader, parts: list(read_locally(reader, parts, None)),
        f"Ray, {cores()} actors": lambda reader, parts: list(read_with_ray(reader, parts, cores())),
    }
    with tempfile.TemporaryDirectory() as folder:
        listed = written(Path(folder), pictures, seed)
        reader = Reader(ours.predictor.on_one_core(), None, False, listed)
        cv2.setNumThreads(1)
        rows = [ratio(name, read, reader, turns) for name, read in ways.items()]
    facts = {"model": ours.name, "sha256": ours.digest, "seed": seed, "pictures": pictures}
    report(facts, rows, lines(rows), as_json)


def written(folder: Path, count: int, seed: int) -> ListedPictures:
    """Photos of test digits as JPEG files, and the list of them."""
    (folder / "pictures").mkdir()
    for number, ink in enumerate(whole_test().images[:count]):
        photo = redraw("grey_photo", ink, number, seed)[..., ::-1]
        cv2.imwrite(str(folder / "pictures" / f"{number}.jpg"), photo)
    list_pictures(folder / "pictures", folder / "listed")
    return ListedPictures.open(folder / "listed")


def ratio(name: str, read: Read, reader: Reader, turns: int) -> Row:
    """One line: pictures a second of a way to those of one process, in turn."""
    many, single = in_turn(
        lambda: speed(read, reader), lambda: speed(in_this_process, reader), turns
    )
    return row(f"{name} to one process", many, single, "/s")


def in_this_process(reader: Reader, parts: range) -> list[Part]:
    """Read parts one after another, here."""
    return [(number, reader.part(number)) for number in parts]


def speed(read: Read, reader: Reader) -> float:
    """Pictures a second, without the start."""
    sizes = reader.pictures.sizes
    start = seconds(read, reader, range(1)) - seconds(in_this_process, reader, range(1))
    return sum(sizes) / (seconds(read, reader, range(len(sizes))) - max(0.0, start))


def seconds(read: Read, reader: Reader, parts: range) -> float:
    """How long reading these parts takes; all must come."""
    began = time.perf_counter()
    assert {number for number, _ in read(reader, parts)} == set(parts)
    return time.perf_counter() - began


if __name__ == "__main__":
    typer.run(main)
