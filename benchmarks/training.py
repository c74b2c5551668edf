"""Time to 99% of held-out digits, beside keras.io's convnet: python benchmarks/training.py DATA.

Theirs is the recipe of https://keras.io/examples/vision/mnist_convnet (34,826 parameters, batches
of 128, Adam), trained epoch by epoch until it reads 99% of the digits that are held out. Ours is
`train --recipe quick` with all that it draws, timed to its end. Both learn in this process, one
after the other, from the same digits.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from common import JsonOption, SeedOption, percent, report, table

from mnist_space.data import DataError, Split, hold_out, load_train, to_unit
from mnist_space.model.recipes import QUICK

GOAL = 0.99
Reached = tuple[float, float]  # seconds, accuracy


def main(
    data: Annotated[Path, typer.Argument(help="Folder with MNIST's train files.")],
    most: Annotated[int, typer.Option(min=1, help="Epochs of theirs at most.")] = 15,
    digits: Annotated[int | None, typer.Option(min=500, help="Train digits, of 60,000.")] = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Print the seconds that each takes, and their ratio."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    try:
        whole = load_train(data)[:digits]
    except DataError as error:
        raise typer.BadParameter(str(error)) from error
    train, held_out = hold_out(whole, min(QUICK.validation, len(whole) // 5))
    ours, theirs = quick(train, held_out, seed), keras_io(train, held_out, most, seed)
    rows: list[dict[str, Any]] = [
        {"network": name, "seconds": round(seconds, 1), "accuracy": round(accuracy, 4)}
        for name, (seconds, accuracy) in (("quicknet", ours), ("keras.io", theirs))
    ]
    facts = {"model": "quicknet", "goal": GOAL, "ratio": round(theirs[0] / ours[0], 2)}
    report(facts | {"digits": len(train), "seed": seed}, rows, lines(rows), as_json)


def quick(train: Split, held_out: Split, seed: int) -> Reached:
    """Train our small network as `train --recipe quick` does."""
    import keras

    from mnist_space.model.architectures import build_model
    from mnist_space.model.pools import build_pools
    from mnist_space.model.training import fit

    keras.utils.set_random_seed(seed)
    start = time.perf_counter()
    model = build_model("quicknet", QUICK.precision)
    assert QUICK.shares is not None
    pools = build_pools(train, [], QUICK, QUICK.shares, seed)
    with tempfile.TemporaryDirectory() as folder:
        fit(model, pools, held_out, QUICK, seed=seed, folder=Path(folder), verbose=0)
    seconds = time.perf_counter() - start
    return seconds, accuracy(model.predict(to_unit(held_out.images), verbose=0)[:, 0], held_out)


def keras_io(train: Split, held_out: Split, most: int, seed: int) -> Reached:
    """Train keras.io's network until it reaches the goal, at most for `most` epochs."""
    import keras

    keras.utils.set_random_seed(seed)
    start = time.perf_counter()
    model = keras_io_network()
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    inputs, labels = to_unit(train.images)[..., np.newaxis], np.eye(10)[train.labels]
    reached = 0.0
    for _ in range(most):
        model.fit(inputs, labels, batch_size=128, epochs=1, verbose=0)
        given = model.predict(to_unit(held_out.images)[..., np.newaxis], verbose=0)
        reached = accuracy(given, held_out)
        if reached >= GOAL:
            break
    return time.perf_counter() - start, reached


def keras_io_network() -> Any:  # noqa: ANN401 - keras has no types
    """The network of keras.io's example, line by line."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def accuracy(answers: Any, held_out: Split) -> float:  # noqa: ANN401 - float32 (N, 10)
    """The share of digits whose largest answer is the right one."""
    return float((np.argmax(answers, axis=1) == held_out.labels).mean())


def lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The table."""
    body = [[row["network"], f"{row['seconds']}", percent(row["accuracy"])] for row in rows]
    return table(["network", "seconds", "held-out digits right, %"], body)


if __name__ == "__main__":
    typer.run(main)
