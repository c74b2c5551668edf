"""The same redrawn digits through what people use instead: python benchmarks/engines.py.

Tesseract (Debian's tesseract-ocr) is told to expect one character, then one line where it finds
none, of digits alone. PP-OCRv4 (rapidocr-onnxruntime, its models come in the wheel) looks for text,
and takes the whole picture for it where it finds none. Of an answer the digits are kept: right is
one digit that is the label, accepted is any digit at all.

Install rapidocr-onnxruntime into an environment of its own: it brings another OpenCV.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

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
    columns,
    contenders,
    mean_row,
    read,
    report,
    score,
    scores,
    spread,
    table,
    three_cells,
    whole_test,
    worst_row,
)
from numpy.typing import NDArray
from redrawn import picture

from mnist_space.preprocessing.images import decode
from mnist_space.synthesis import FORMS

# Two pictures are read at a time; more threads than cores only wait for each other.
ALONE = os.environ | {"OMP_THREAD_LIMIT": "1"}
Picture = NDArray[np.uint8]
Engine = Callable[[Picture], str]


def main(
    digits: Annotated[int, typer.Option(min=1, max=100, help="Digits of each form.")] = 10,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print what each engine and our model read of the same redrawn test digits."""
    start = time.perf_counter()
    engines = dict(find_engines())
    if not engines:
        raise typer.BadParameter("There is no engine to compare with.")
    both = contenders(model, pipeline)
    # Each form has digits of its own: ten times the same would be ten too few.
    chosen = spread(digits * len(FORMS)).reshape(digits, -1).T
    jobs = [(form, int(i), seed) for form, own in zip(FORMS, chosen, strict=True) for i in own]
    labels = whole_test().labels[chosen.ravel()]
    answers = read(picture, jobs, both)
    texts = {name: read_all(engine, jobs) for name, engine in engines.items()}
    rows = []
    for i, form in enumerate(FORMS):
        part = slice(i * digits, (i + 1) * digits)
        theirs = {name: judged(given[part], labels[part]) for name, given in texts.items()}
        rows.append({"form": form, "n": digits} | theirs | scores(answers, labels, part))
    facts: dict[str, Any] = {"model": both[1].name, "sha256": both[1].digest, "seed": seed}
    facts["seconds"] = round(time.perf_counter() - start, 1)
    report(facts, rows, lines(rows, [*engines, *answers]), as_json)


def find_engines() -> Iterator[tuple[str, Engine]]:
    """The engines that are installed, by name; what is not is named on stderr."""
    if shutil.which("tesseract"):
        yield "Tesseract", tesseract
    else:
        typer.echo("Tesseract is not installed: apt-get install tesseract-ocr.", err=True)
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError:
        hint = "pip install rapidocr-onnxruntime, in an environment of its own."
        typer.echo(f"PP-OCRv4 is not installed: {hint}", err=True)
    else:
        yield "PP-OCRv4", pp_ocr(RapidOCR())


def tesseract(image: Picture) -> str:
    """What Tesseract reads of a picture, uint8 (H, W, 3)."""
    file = cv2.imencode(".png", image[..., ::-1])[1].tobytes()
    for mode in ("10", "7"):
        command = ["tesseract", "-", "-", "--psm", mode]
        command += ["-c", "tessedit_char_whitelist=0123456789"]
        # A picture that is too small for it is an error there, and no answer here.
        done = subprocess.run(command, input=file, capture_output=True, check=False, env=ALONE)
        text = done.stdout.decode(errors="replace")
        if re.search(r"\d", text):
            return text
    return ""


def pp_ocr(engine: Any) -> Engine:  # noqa: ANN401 - RapidOCR has no types
    """A function that lets PP-OCRv4 read a picture, uint8 (H, W, 3)."""

    def read_text(image: Picture) -> str:
        bgr = np.ascontiguousarray(image[..., ::-1])
        found, _ = engine(bgr)
        # With boxes: box, text, score; without: text, score.
        text = "".join(line[1] for line in found or [])
        if re.search(r"\d", text):
            return text
        found, _ = engine(bgr, use_det=False)
        return "".join(line[0] for line in found or [])

    return read_text


def read_all(engine: Engine, jobs: Sequence[tuple[str, int, int]]) -> list[str]:
    """The digits that an engine reads of each picture."""
    with ThreadPoolExecutor(WORKERS) as pool:
        texts = list(pool.map(lambda job: engine(decode(picture(job))), jobs))
    return [re.sub(r"[^0-9]", "", text) for text in texts]


def judged(texts: Sequence[str], labels: NDArray[np.uint8]) -> dict[str, Any]:
    """The `score` of an engine."""
    right = [text == str(label) for text, label in zip(texts, labels, strict=True)]
    return score(np.array(right), np.array([bool(text) for text in texts]))


def lines(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[str]:
    """The table, and the mean and the worst of each column under it."""
    body = [[row["form"], *three_cells(row, names)] for row in rows]
    body.append(["mean", *three_cells(mean_row(rows, names), names)])
    body.append(["worst", *three_cells(worst_row(rows, names), names)])
    return table(["form", *columns(names)], body)


if __name__ == "__main__":
    typer.run(main)
