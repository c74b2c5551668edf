"""Read the digits that come with scikit-learn, as drawings: python benchmarks/optdigits.py.

1,797 digits of 13 people in 8x8 pixels, the test part of Optical Recognition of Handwritten Digits
(E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository, CC BY 4.0). Nothing here was
trained or tuned on them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
import typer
from common import (
    JsonOption,
    ModelOption,
    PipelineOption,
    contenders,
    percent,
    read,
    report,
    scores,
    span,
    table,
)
from numpy.typing import NDArray
from sklearn.datasets import load_digits

SIDE, MARGIN = 200, 40
DARKEST = 16  # in these pictures


def main(
    model: ModelOption = "convnet", pipeline: PipelineOption = None, as_json: JsonOption = False
) -> None:
    """Print the share that is read right, its 95% interval, and the share that is accepted."""
    both = contenders(model, pipeline)
    labels = digits().target
    answers = read(picture, range(len(labels)), both)
    rows = [{"model": name} | own for name, own in scores(answers, labels).items()]
    body = [
        [row["model"], percent(row["share"]), span(row["interval"]), percent(row["accepted"])]
        for row in rows
    ]
    facts = {"model": both[1].name, "sha256": both[1].digest, "digits": len(labels)}
    report(facts, rows, table(["model", "right", "95%", "accepted"], body), as_json)


def picture(index: int) -> NDArray[np.uint8]:
    """One digit, enlarged, black on white with a margin: uint8 (280, 280, 3)."""
    levels = np.rint(digits().images[index] * (255 / DARKEST)).astype(np.uint8)
    large = cv2.resize(levels, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    drawing = np.pad(255 - np.asarray(large, np.uint8), MARGIN, constant_values=255)
    return np.repeat(drawing[..., np.newaxis], 3, axis=2)


@cache
def digits() -> Any:  # noqa: ANN401 - scikit-learn has no types
    """scikit-learn's own object, read once a process."""
    return load_digits()


if __name__ == "__main__":
    typer.run(main)
