"""How often a picture's diagnosis is right: python benchmarks/diagnosis.py --data MNIST_FOLDER.

Validation digits, which training holds out, in forms of which one thing is known. Plain drawings
say how often it is found where it is not, and what an explanation takes beside a prediction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from common import SEED, JsonOption, SeedOption, percent, report, span, table
from latency import large_photo
from numpy.typing import NDArray

from mnist_space.artifact import LITERT
from mnist_space.data import DataError, Split, hold_out, load_train
from mnist_space.evaluation.metrics import wilson_interval
from mnist_space.explaining.diagnosis import diagnose
from mnist_space.explaining.explanation import explain
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.reading.predictor import Predictor
from mnist_space.synthesis import redraw
from mnist_space.synthesis.supplies import LONG_HELD_OUT

PLAIN = ("clean", "dark_on_light", "alpha_layer")
FORMS = {
    "polarity": ("dark_on_light", "grey_photo", "ruled_paper", "faint_pencil"),
    "faint": ("faint_pencil", "faint_large_pencil"),
    "off_centre": ("small_in_corner",),
    "ruled": ("ruled_paper", "squared_paper"),
    "shade": ("strong_vignette", "dark_corners"),
    "turned": PLAIN,
    "several": PLAIN,
}
LIGHT_INK = ("clean", "chalkboard", "thin_pen")
Image = NDArray[np.uint8]


def main(
    data: Annotated[Path, typer.Option(help="Folder with MNIST's train files.")],
    digits: Annotated[
        int, typer.Option(min=1, max=LONG_HELD_OUT, help="Digits of each form.")
    ] = 100,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print how often each finding is made where it is true, and on plain drawings."""
    predictor = load_predictor()
    try:
        unseen = hold_out(load_train(data), LONG_HELD_OUT)[1][:digits]
    except DataError as error:
        raise typer.BadParameter(str(error)) from error
    rows = [found(predictor, unseen, kind, form, seed) for kind in FORMS for form in FORMS[kind]]
    rows += [not_said(predictor, unseen, form, seed) for form in LIGHT_INK]
    rows += [false_alarms(predictor, unseen, form, seed) for form in PLAIN]
    digest = predictor.artifact.config.sha256[LITERT][:8]
    facts: dict[str, Any] = {"model": predictor.artifact.config.name, "sha256": digest}
    facts |= {"digits": digits, "seed": seed} | times(predictor, unseen, seed)
    report(facts, rows, lines(rows), as_json)


def pictures(unseen: Split, kind: str, form: str, seed: int) -> Iterator[Image]:
    """Pictures of which `kind` is true."""
    drawn = [decode(redraw(form, digit, i, seed)) for i, digit in enumerate(unseen.images)]
    for i, picture in enumerate(drawn):
        if kind == "turned":
            yield np.ascontiguousarray(np.rot90(picture, (1, 3)[i % 2]))
        elif kind == "several":
            yield np.hstack([picture, drawn[i - 1]])
        else:
            yield picture


def found(p: Predictor, unseen: Split, kind: str, form: str, seed: int) -> dict[str, Any]:
    """How often a finding is made where it is true."""
    said = [kind in _kinds(p, picture) for picture in pictures(unseen, kind, form, seed)]
    return _row(kind, form, "found", said)


def not_said(p: Predictor, unseen: Split, form: str, seed: int) -> dict[str, Any]:
    """Light ink, which must not be called dark."""
    drawn = pictures(unseen, "polarity", form, seed)
    return _row("polarity", form, "not said", ["polarity" not in _kinds(p, each) for each in drawn])


def false_alarms(p: Predictor, unseen: Split, form: str, seed: int) -> dict[str, Any]:
    """How often something is found on plain drawings."""
    wrong = {*FORMS, "shade", "small", "thin"} - {"polarity"}
    said = [bool(_kinds(p, each) & wrong) for each in pictures(unseen, "plain", form, seed)]
    # Of MNIST's digits some have a thick pen, and that is said rightly.
    return _row("any but polarity and thick", form, "false alarm", said)


def _row(kind: str, form: str, what: str, cases: Sequence[bool]) -> dict[str, Any]:
    count = sum(cases)
    share, interval = count / len(cases), wilson_interval(count, len(cases))
    return {"kind": kind, "form": form, "what": what, "share": share, "interval": interval}


def _kinds(predictor: Predictor, picture: Image) -> set[str]:
    return {finding.kind for finding in diagnose(predictor, picture)}


def times(predictor: Predictor, unseen: Split, seed: int) -> dict[str, float]:
    """Median milliseconds of a prediction and of an explanation, and their ratio.

    Of drawings, and of a JPEG file of 12 megapixels.
    """
    drawn = list(pictures(unseen[:20], "plain", "dark_on_light", seed))
    return _beside(predictor, drawn, "") | _beside(predictor, 5 * [large_photo(seed)], "photo_")


def _beside(predictor: Predictor, sources: Sequence[ImageSource], name: str) -> dict[str, float]:
    plain = round(_median(predictor.predict, sources), 1)
    whole = round(_median(lambda source: explain(predictor, source), sources), 1)
    # Of the figures as printed, so that whoever divides them finds the same.
    return {
        f"{name}predict_ms": plain,
        f"{name}explain_ms": whole,
        f"{name}ratio": round(whole / plain, 1),
    }


def _median(function: Callable[[ImageSource], object], sources: Sequence[ImageSource]) -> float:
    function(sources[0])
    taken = []
    for source in sources:
        start = time.perf_counter()
        function(source)
        taken.append(1000 * (time.perf_counter() - start))
    return float(np.median(taken))


def lines(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The table."""
    body = [
        [row["kind"], row["form"], row["what"], percent(row["share"]), span(row["interval"])]
        for row in rows
    ]
    return table(["finding", "form", "", "%", "95%"], body)


if __name__ == "__main__":
    typer.run(main)
