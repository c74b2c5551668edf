"""Read the digits that come with scikit-learn: python benchmarks/optdigits.py.

1,797 digits of 13 people in 8x8 pixels, the test part of Optical Recognition of Handwritten Digits
(E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository, CC BY 4.0). Nothing here was
trained or tuned on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
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
from sklearn.datasets import load_digits

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
    chosen = np.arange(count) * len(digits().target) // count
    labels = digits().target[chosen]
    rows = []
    for form, picture in FORMS.items():
        rows.append({"form": form, "n": count} | scores(read(picture, chosen, both), labels))
    facts = {"model": both[1].name, "sha256": both[1].digest, "digits": count}
    report(facts, rows, lines(rows, [c.name for c in both]), as_json)


def enlarged(index: int) -> NDArray[np.uint8]:
    """One digit, enlarged, black on white with a margin: uint8 (280, 280, 3)."""
    large = cv2.resize(tiny(index), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    drawing = np.pad(255 - np.asarray(large, np.uint8), MARGIN, constant_values=255)
    return np.repeat(drawing[..., np.newaxis], 3, axis=2)


def tiny(index: int) -> NDArray[np.uint8]:
    """One digit as it is, white on black: uint8 (8, 8)."""
    return np.rint(digits().images[index] * (255 / DARKEST)).astype(np.uint8)


FORMS = {"enlarged": enlarged, "as they are, 8x8": tiny}


def lines(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[str]:
    """The table."""
    body = [[row["form"], str(row["n"]), *three_cells(row, names)] for row in rows]
    return table(["form", "n", *columns(names)], body)


@cache
def digits() -> Any:  # noqa: ANN401 - scikit-learn has no types
    """scikit-learn's own object, read once a process."""
    return load_digits()


if __name__ == "__main__":
    typer.run(main)
