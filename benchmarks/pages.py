"""Read drawn pages of numbers, by kind: python benchmarks/pages.py.

Lines, forms, tables, photos, prices, words. By default the digits are those train digits that no
model has been shown, for choosing; `--split test` is for the final figures: test digits, and ways
of writing that are never drawn for training.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any, Literal

import cv2
import numpy as np
import typer
from common import (
    SEED,
    WORKERS,
    JsonOption,
    ModelOption,
    PipelineOption,
    SeedOption,
    contenders,
    percent,
    report,
    table,
)
from page_scores import PageScore, score_page

from mnist_space.data import DataError, load_test, load_train
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor
from mnist_space.synthesis.handwriting import Supply
from mnist_space.synthesis.page_truth import Page
from mnist_space.synthesis.pages import KINDS, draw_page
from mnist_space.synthesis.supplies import final_supply, validation_supply

SplitName = Literal["train", "test"]
Job = tuple[str, int]
KindsOption = Annotated[str, typer.Option(help="Some kinds, separated by commas.")]
TurnedOption = Annotated[int, typer.Option(help="Degrees: 0, 90, 180 or 270.")]
SplitOption = Annotated[SplitName, typer.Option(help="train is for choosing.")]
DataOption = Annotated[Path | None, typer.Option(help="Folder with MNIST's train files.")]
ShowOption = Annotated[
    Path | None, typer.Option(help="Write what is wrong into this folder.", metavar="DIR")
]
SIGNED = ("signed", "amounts", "clock_times")
ALL = ",".join(KINDS)
LONGEST = 80  # characters of a text in a file's name


def main(
    pages: Annotated[int, typer.Option(min=1, help="Pages of each kind.")] = 30,
    kinds: KindsOption = ALL,
    turned: TurnedOption = 0,
    split: SplitOption = "train",
    data: DataOption = None,
    show: ShowOption = None,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print for each kind what is read right, what is wrong and accepted, and what it costs."""
    start = time.perf_counter()
    chosen, supply = checked(kinds, KINDS, turned), supply_of(split, data)
    ours = contenders(model, pipeline)[1]
    if show:
        show.mkdir(parents=True, exist_ok=True)
    jobs = [(kind, index) for kind in chosen for index in range(pages)]
    work = partial(read_page, seed=seed, turned=turned, show=show)
    setup = (ours.predictor.artifact.folder, ours.pipeline.to_json(), supply)
    # Fresh processes, not forks: LiteRT's threads would not survive a fork.
    with ProcessPoolExecutor(WORKERS, get_context("spawn"), start_worker, setup) as pool:
        scores = list(pool.map(work, jobs))
    rows = [
        {"kind": kind} | summed(scores[i * pages : (i + 1) * pages])
        for i, kind in enumerate(chosen)
    ]
    facts: dict[str, Any] = {"model": ours.name, "sha256": ours.digest, "seed": seed}
    facts |= {"split": split, "turned": turned, "seconds": round(time.perf_counter() - start, 1)}
    report(facts, rows, lines(rows), as_json)


def checked(kinds: str, known: Collection[str], turned: int) -> list[str]:
    """The kinds named in a text.

    Raises:
        typer.BadParameter: there is no such kind, or pages do not lie like that.
    """
    chosen = kinds.split(",")
    for kind in chosen:
        if kind not in known:
            raise typer.BadParameter(f"There is no kind {kind!r}: {', '.join(known)}.")
    if turned not in (0, 90, 180, 270):
        raise typer.BadParameter("Pages are turned by 0, 90, 180 or 270 degrees.")
    return chosen


def supply_of(split: SplitName, data: Path | None) -> Supply:
    """What the pages are written with.

    Raises:
        typer.BadParameter: the train digits cannot be had.
    """
    try:
        return final_supply(load_test()) if split == "test" else validation_supply(load_train(data))
    except DataError as error:
        raise typer.BadParameter(str(error)) from error


_LOADED: list[tuple[Predictor, Pipeline, Supply]] = []


def start_worker(folder: Path, pipeline: dict[str, Any], supply: Supply) -> None:
    """Load in a process what all its pages need."""
    cv2.setNumThreads(1)
    _LOADED[:] = [(load_predictor(folder).on_one_core(), Pipeline.from_json(pipeline), supply)]


def read_page(job: Job, seed: int, turned: int, show: Path | None) -> PageScore:
    """Draw one page, read it and compare; where it is wrong, write it into `show`."""
    predictor, pipeline, supply = _LOADED[0]
    kind, index = job
    page = draw_page(kind, supply, index, seed, turned)
    start = time.process_time()
    reading = predictor.read_number(page.picture, pipeline)
    score = score_page(page, reading, kind == "words", 1000 * (time.process_time() - start))
    if show and (score.wrong or score.right < score.numbers):
        write_page(show, job, page, reading.text, reading.accepted)
    return score


def write_page(folder: Path, job: Job, page: Page, text: str, accepted: bool) -> None:
    """Write a page as PNG: kind, number, truth, reading and whether it is accepted."""
    texts = [re.sub(r"[^\w.,+%?-]", "_", said)[:LONGEST] for said in (page.text, text)]
    verdict = "accepted" if accepted else "refused"
    name = f"{job[0]}-{job[1]:03} {texts[0]} read {texts[1]} {verdict}.png"
    _, png = cv2.imencode(".png", page.picture[..., ::-1])
    (folder / name).write_bytes(png.tobytes())


def summed(scores: Sequence[PageScore]) -> dict[str, Any]:
    """Shares over the pages of one kind; None where there is nothing to count."""

    def share(part: str, whole: str) -> float | None:
        every = sum(getattr(score, whole) for score in scores)
        return sum(getattr(score, part) for score in scores) / every if every else None

    return {
        "pages": len(scores),
        "numbers": share("right", "numbers"),
        "numbers_sure": share("sure", "numbers"),
        "numbers_taken": share("taken", "numbers"),
        "with_signs": share("signed", "numbers"),
        "pages_right": float(np.mean([not score.wrong for score in scores])),
        "digit_errors": share("errors", "digits"),
        "wrong_accepted": float(np.mean([score.wrong and score.accepted for score in scores])),
        "not_accepted": float(np.mean([not score.accepted for score in scores])),
        "lines_read": share("lines_read", "lines"),
        "lines_taken": share("lines_taken", "lines"),
        "cpu_ms": float(np.median([score.cpu for score in scores])),
    }


def lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The table of the numbers, and that of the words."""
    head = ["kind", "pages", "numbers right", "right and accepted", "wrong and accepted"]
    head += ["with signs", "digit errors"]
    head += ["pages right", "wrong and accepted", "not accepted", "CPU ms"]
    shares = ("digit_errors", "pages_right", "wrong_accepted", "not_accepted")
    body = [
        [row["kind"], str(row["pages"]), percent(row["numbers"])]
        + [percent(row["numbers_sure"]), percent(row["numbers_taken"])]
        + [percent(row["with_signs"]) if row["kind"] in SIGNED else ""]
        + [percent(row[name]) for name in shares]
        + [f"{row['cpu_ms']:.0f}"]
        for row in rows
        if row["numbers"] is not None
    ]
    if body:
        yield from table(head, body)
    for row in rows:
        if row["lines_read"] is not None:
            yield from ("",) if body else ()
            cells = (row["lines_read"], row["lines_taken"], row["wrong_accepted"])
            head = ["kind", "pages", "lines with digits", "with accepted ones"]
            head += ["pages with digits, accepted", "CPU ms"]
            said = [row["kind"], str(row["pages"]), *map(percent, cells), f"{row['cpu_ms']:.0f}"]
            yield from table(head, [said])


if __name__ == "__main__":
    typer.run(main)
