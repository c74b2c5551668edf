"""The parts of serve.py: requests, the start, one prediction, an evaluation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from common import contenders, drawing, whole_test
from in_turn import Row, in_turn, row, seconds_of
from latency import keras_network, keras_way
from serving_load import App, burst, started

from mnist_space.data import to_unit
from mnist_space.evaluation.answers import answer_tensors
from mnist_space.evaluation.report import build_report
from mnist_space.synthesis import redraw

PHOTO = (440, 520)  # width and height
CLIENTS = (1, 16, 64)
CROWDS = (1, 4, 16, 64, 128)
APPS: dict[str, list[None]] = {"ours": [None, None], "plain": []}  # values beside the picture


@dataclass(frozen=True)
class Sizes:
    """How often things are measured, and how far growth is followed."""

    turns: int  # of a request of one client, and of a prediction
    rounds: int  # of a burst
    each: int  # requests of each client in a burst
    starts: int
    side: int
    batch: int
    clients: int


def pictures(seed: int) -> dict[str, bytes]:
    """A drawing of 280 x 280 as PNG and a photo of 440 x 520 as JPEG, by the names of the rows."""
    digit = whole_test().images[0]
    line = cv2.imencode(".png", drawing(digit))[1].tobytes()
    large = cv2.resize(redraw("grey_photo", digit, 0, seed), PHOTO, interpolation=cv2.INTER_AREA)
    photo = cv2.imencode(".jpg", large[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
    return {"drawing 280x280": line, "photo 440x520": photo}


def request_rows(sizes: Sizes, seed: int) -> Iterator[Row]:
    """/predict to /control in the same app, of one client and of many; and how many are served."""
    with started("ours") as app:
        for name, data in pictures(seed).items():
            file = app.upload(name.split()[0], data)
            for clients in CLIENTS:
                yield request_row(app, file, name, clients, sizes)
        yield from crowd_rows(app, sizes, seed)


def request_row(app: App, file: object, name: str, clients: int, sizes: Sizes) -> Row:
    """One of `request_rows`; one client asks each endpoint once a turn."""
    total, rounds = (1, sizes.turns) if clients == 1 else (sizes.each * clients, sizes.rounds)
    ours, control = in_turn(
        lambda: throughput(app, file, clients, total),
        lambda: throughput(app, file, clients, total, control=True),
        rounds,
    )
    if clients == 1:
        return row(f"/predict, {name}, 1 client: time to control", ours, control, "ms")
    what = f"/predict, {name}, {clients} clients: requests/s to control"
    return row(what, 1 / ours, 1 / control, "/s")


def crowd_rows(app: App, sizes: Sizes, seed: int) -> Iterator[Row]:
    """Requests a second of many clients to those of one."""
    file = app.upload("drawing.png", pictures(seed)["drawing 280x280"])
    for clients in (crowd for crowd in CROWDS if crowd <= sizes.clients):
        few = 16 * sizes.each
        own, usual = in_turn(
            partial(throughput, app, file, clients, few + 2 * clients),
            partial(throughput, app, file, 1, few),
            sizes.rounds,
        )
        what = f"{clients} client{'s' if clients > 1 else ''}: requests/s to one client"
        yield row(what, 1 / own, 1 / usual, "/s")


def throughput(app: App, file: object, clients: int, total: int, control: bool = False) -> float:
    """Seconds for each of `total` requests of so many clients."""
    endpoint, values = ("control", [file]) if control else ("predict", [file, None, None])
    times = burst(app, endpoint, values, clients, total)
    return times[0] if total == 1 else max(times) / total


def start_rows(sizes: Sizes, seed: int) -> Iterator[Row]:
    """Our app to a Gradio app of ten lines: seconds to the first answer, and memory."""
    given = np.array(
        [[first_answer(app, sizes, seed) for app in APPS] for _ in range(sizes.starts)]
    )
    seconds, memory = given[..., 0], given[..., 1]
    yield row("start to first answer, to ten lines of Gradio", *seconds.T, "s")
    yield row("peak memory, to the same", *memory.T, "MB")


def first_answer(which: str, sizes: Sizes, seed: int) -> tuple[float, float]:
    """Seconds to the first answer of an app, and its peak memory in MB after a burst of each."""
    seconds = []
    with started(which) as app:
        for name, data in pictures(seed).items():
            values = [app.upload(name.split()[0], data), *APPS[which]]
            app.run("predict", *values)
            seconds.append(time.perf_counter() - app.began)
            burst(app, "predict", values, 16, 16 * sizes.each)
        return seconds[0], app.peak_memory() / 2**20


def predict_rows(sizes: Sizes, seed: int) -> Iterator[Row]:
    """The tutorial's cv2 and Keras' model.predict to Predictor.predict, in this process."""
    tutorial, ours = contenders()
    way = keras_way(tutorial.predictor)
    for name, data in pictures(seed).items():
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        theirs, own = in_turn(
            lambda image=image: seconds_of(way, image),
            lambda image=image: seconds_of(ours.predictor.predict, image),
            sizes.turns,
        )
        yield row(f"tutorial's way to Predictor.predict, {name}", theirs, own, "ms")


def evaluate_rows(sizes: Sizes, seed: int) -> Iterator[Row]:
    """10,000 digits: LiteRT to the same network in Keras, and the whole Report, in seconds."""
    ours, tensors = contenders()[1].predictor, to_unit(whole_test().images)
    keras = keras_network(ours)
    theirs, own = in_turn(
        lambda: seconds_of(keras, tensors),
        lambda: seconds_of(answer_tensors, ours, tensors),
        min(3, sizes.rounds),
    )
    yield row("10,000 digits, Keras to ours", theirs, own, "s")
    network, whole = in_turn(
        lambda: seconds_of(answer_tensors, ours, tensors),
        lambda: seconds_of(build_report, ours),
        min(3, sizes.rounds),
    )
    yield row("the Report, with 2,000 as pictures, to its network", whole, network, "s")
