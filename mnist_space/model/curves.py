"""Learning curves as a picture."""

from __future__ import annotations

import csv
from pathlib import Path

from matplotlib.figure import Figure

CURVES = "learning_curves.png"
# What CSVLogger writes where there are no validation digits.
MISSING = "NA"


def draw_curves(history: Path, picture: Path) -> None:
    """Draw loss and error of each epoch, for train and validation digits.

    Args:
        history: the CSV file that Keras' CSVLogger writes.
        picture: the PNG file to write.
    """
    with history.open(newline="") as file:
        rows = list(csv.DictReader(file))
    epochs = [int(row["epoch"]) + 1 for row in rows]
    figure = Figure(figsize=(9, 3.5), layout="constrained")
    loss, error = figure.subplots(1, 2)
    for prefix, name in (("", "train, redrawn"), ("val_", "validation")):
        if rows[0][f"{prefix}loss"] != MISSING:
            loss.plot(epochs, [float(row[f"{prefix}loss"]) for row in rows], label=name)
            errors = [100 - 100 * float(row[f"{prefix}accuracy"]) for row in rows]
            error.plot(epochs, errors, label=name)
    loss.set(xlabel="epoch", ylabel="loss")
    error.set(xlabel="epoch", ylabel="error, %", yscale="log")
    loss.legend()
    figure.savefig(picture, dpi=120)
