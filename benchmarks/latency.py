"""Time of one prediction, beside the tutorial's, in one run: python benchmarks/latency.py.

The tutorial's way: cv2.cvtColor, cv2.resize, / 255, reshape, and Keras' model.predict. A drawing
is an array for both; of a photo both get the bytes of the file.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated, Any

import cv2
import numpy as np
import typer
from common import (
    SEED,
    JsonOption,
    ModelOption,
    PipelineOption,
    SeedOption,
    contenders,
    report,
    table,
    whole_test,
)
from numpy.typing import NDArray

from mnist_space.artifact import WEIGHTS
from mnist_space.reading.predictor import Predictor
from mnist_space.synthesis import Camera, photograph, redraw

PHOTO = (4000, 3000)
Image = NDArray[np.uint8]


def main(
    runs: Annotated[int, typer.Option(min=1, help="Of each measurement.")] = 40,
    model: ModelOption = "convnet",
    pipeline: PipelineOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print median times of one prediction in milliseconds, and their ratio."""
    tutorial, ours = contenders(model, pipeline)
    drawing = redraw("dark_on_light", whole_test().images[0], 0, seed)
    photo = large_photo(seed)
    read = partial(ours.predictor.predict, pipeline=ours.pipeline)
    rows: list[dict[str, Any]] = [
        {"picture": "280x280 drawing", ours.name: p50(lambda: read(drawing), runs)},
        {"picture": "12-megapixel JPEG", ours.name: p50(lambda: read(photo), runs)},
    ]
    # Keras comes in only now: ours is timed without it, as it is served.
    predict = keras_way(tutorial.predictor)
    rows[0]["tutorial"] = p50(lambda: predict(drawing), runs)
    rows[1]["tutorial"] = p50(lambda: predict(opened(photo)), runs)
    for row in rows:
        row["ratio"] = round(row["tutorial"]["p50"] / row[ours.name]["p50"], 2)
    facts = {"model": ours.name, "sha256": ours.digest, "seed": seed, "runs": runs}
    report(facts, rows, lines(rows, ours.name), as_json)


def large_photo(seed: int) -> bytes:
    """A JPEG file of 4000x3000 with a digit on a sheet of paper and a camera's noise."""
    small = redraw("large_photo", whole_test().images[0], 0, seed)
    picture = np.asarray(cv2.resize(small, PHOTO, interpolation=cv2.INTER_CUBIC), np.uint8)
    noisy = photograph(picture, Camera(noise=4), np.random.default_rng(seed))
    return cv2.imencode(".jpg", noisy[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def opened(photo: bytes) -> Image:
    """What cv2.imread gives for a file of these bytes: uint8 (H, W, 3) BGR."""
    return np.asarray(cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def keras_way(tutorial: Predictor) -> Callable[[Image], Image]:
    """Return what the tutorial does with a picture (H, W, 3) once its network is trained."""
    network = keras_network(tutorial)

    def predict(picture: Image) -> Image:
        gray = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (28, 28)) / 255
        return network(gray.reshape(1, 28, 28))

    return predict


def keras_network(predictor: Predictor) -> Callable[[NDArray[Any]], Image]:
    """Return Keras' model.predict of a predictor's network, for digits (N, 28, 28)."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from mnist_space.model.architectures import build_model

    network = build_model(predictor.artifact.config.architecture)
    network.load_weights(predictor.artifact.folder / WEIGHTS)
    return partial(network.predict, verbose=0)


def p50(function: Callable[[], object], runs: int) -> dict[str, float]:
    """Median and 95th percentile of the time of a call, in milliseconds, after two warm calls."""
    times = []
    for _ in range(runs + 2):
        start = time.perf_counter()
        function()
        times.append(1000 * (time.perf_counter() - start))
    middle, high = np.percentile(times[2:], [50, 95])
    return {"p50": round(float(middle), 2), "p95": round(float(high), 2)}


def lines(rows: list[dict[str, Any]], name: str) -> Iterator[str]:
    """The table."""
    head = ["ms, p50 (p95)", name, "tutorial", "tutorial / ours"]
    body = []
    for row in rows:
        times = (f"{row[who]['p50']} ({row[who]['p95']})" for who in (name, "tutorial"))
        body.append([row["picture"], *times, str(row["ratio"])])
    return table(head, body)


if __name__ == "__main__":
    typer.run(main)
