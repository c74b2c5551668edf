"""A data set of labelled pictures as one zip: PNG files and labels.csv, and MNIST's own form."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from mnist_space.data import NOT_A_DIGIT, Digits, idx_bytes
from mnist_space.labelled.tables import COLUMNS, NO_DIGIT, TABLE

IMAGES_FILE, LABELS_FILE = "images-idx3-ubyte", "labels-idx1-ubyte"


def packed(
    pictures: Sequence[bytes],
    labels: Sequence[int],
    images: Digits,
    numbers: Sequence[str | None] | None = None,
) -> bytes:
    """Return a zip that `read_labelled` reads; the IDX files beside are as MNIST's.

    Args:
        pictures: PNG files.
        labels: of each, 0 to 9; 10 = no digit.
        images: of each, what the network is shown.
        numbers: by which each was given to a dataset, for its file's name.
    """
    ends = [f"-given-{number}" if number else "" for number in numbers or [None] * len(labels)]
    names = [
        f"{place:03}-{written(label)}{end}.png"
        for place, (label, end) in enumerate(zip(labels, ends, strict=True), 1)
    ]
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((name, written(label)) for name, label in zip(names, labels, strict=True))
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as file:
        file.writestr(TABLE, table.getvalue())
        for name, picture in zip(names, pictures, strict=True):
            file.writestr(name, picture)
        file.writestr(IMAGES_FILE, idx_bytes(images))
        file.writestr(LABELS_FILE, idx_bytes(np.array(labels, np.uint8)))
    return whole.getvalue()


def written(label: int) -> str:
    """Return a label as labels.csv has it.

    >>> written(7), written(10)
    ('7', 'none')
    """
    return NO_DIGIT if label == NOT_A_DIGIT else str(label)
