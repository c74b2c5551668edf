"""Read the digits that come with scikit-learn: python benchmarks/optdigits.py.

1,797 digits of 13 people in 8x8 pixels, the test part of Optical Recognition of Handwritten Digits
(E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository, CC BY 4.0). Nothing here was
trained or tuned on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import cv2
import numpy as np
import typer
from common import (
    JsonOption,
    ModelOption,
    PipelineOption,
    columns,
    contenders,
    read,
    report,
    scores,
    table,
    three_cells,
)
from numpy.typing import NDArray

SIDE, MARGIN = 200, 40
DARKEST = 16  # in these pictures


def main(
    count: Annotated[int, typer.Option(min=1, max=1797, help="Digits, evenly spread.")] = 1797,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the share that is read right, accepted, and both, enlarged and as they are."""
    both = contenders(model, pipeline)
    images, every = digits()
    chosen = np.arange(count) * len(every) // count
    labels = every[chosen]
    rows = []
    for form, picture in FORMS.items():
        rows.append(
            {"form": form, "n": count} | scores(read(picture, images[chosen], both), labels)
        )
    facts = {"model": both[1].name, "sha256": both[1].digest, "digits": count}
    report(facts, rows, lines(rows, [c.name for c in both]), as_json)


def enlarged(image: NDArray[np.float64]) -> NDArray[np.uint8]:
    """One digit (8, 8), enlarged, black on white with a margin: uint8 (280, 280, 3)."""
    large = cv2.resize(tiny(image), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    drawing = np.pad(255 - np.asarray(large, np.uint8), MARGIN, constant_values=255)
    return np.repeat(drawing[..., np.newaxis], 3, axis=2)


def tiny(image: NDArray[np.float64]) -> NDArray[np.uint8]:
    """One digit (8, 8) as it is, white on black: uint8 (8, 8)."""
    return np.rint(image * (255 / DARKEST)).astype(np.uint8)


FORMS = {"enlarged": enlarged, "as they are, 8x8": tiny}


def lines(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[str]:
    """The table."""
    body = [[row["form"], str(row["n"]), *three_cells(row, names)] for row in rows]
    return table(["form", "n", *columns(names)], body)


def digits() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The images (1797, 8, 8) from 0 to 16, and their labels."""
    # Its import takes 3 s, which the processes that prepare pictures need not pay.
    from sklearn.datasets import load_digits

    found = load_digits()
    return found.images, found.target


if __name__ == "__main__":
    typer.run(main)
