"""python -m mnist_space render: pictures for training, most of them from the robust pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from mnist_space.data import NOT_A_DIGIT, Split
from mnist_space.files import save_arrays
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.synthesis.disturbances import disturbed
from mnist_space.synthesis.negatives import negatives
from mnist_space.synthesis.random_picture import random_scene
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.styles import styled_digits

STYLED, NEGATIVE = 0.12, 0.16  # shares of the pictures; the rest are MNIST's train digits
LONGEST_SIDE = 400
UPRIGHT = 0.4  # width by height; narrower is a stroke
# The streams of a run, which its seed begins.
DISTURBED, CHOSEN, DRAWN = range(3)
# Correlation with what the pipeline makes of the digit's own ink, with nothing around it.
FOUND, LOST = 0.75, 0.45

Pictures = Annotated[NDArray[np.uint8], "(N, 28, 28), 0 = ground, 255 = ink"]


@dataclass(frozen=True)
class Drawing:
    """One picture to draw: its own ink, its label, digits for the border, the run's seed, which."""

    ink: NDArray[np.uint8]
    label: int
    neighbours: Pictures
    seed: int
    number: int


def render_pictures(
    out: Path, train: Split, count: int, plain: int, seed: int, processes: int
) -> None:
    """Draw and photograph digits and other signs; write what the pipeline makes of them to `out`.

    Args:
        out: the .npz file: images uint8 (N, 28, 28), labels uint8 (N,) with 10 = not a digit.
        train: the digits that are drawn; without those held out for validation.
        count: pictures to draw; about 8 percent are dropped, half lost by the pipeline.
        plain: digits on disturbed ground, which are not put through the pipeline.
        seed: of everything random.
        processes: that draw at the same time.
    """
    # Before an hour's work, not after it.
    out.parent.mkdir(parents=True, exist_ok=True)
    with get_context("spawn").Pool(processes, _start) as pool:
        made = pool.imap(rendered, drawings(train, count, seed), chunksize=32)
        kept = [pair for pair in tqdm(made, total=count, mininterval=10) if pair is not None]
    images, labels = (np.stack(part) for part in zip(*kept, strict=True))
    others = disturbed_digits(train, plain, seed)
    recipe = f"render --count {count} --plain {plain} --seed {seed}"
    save_arrays(
        out,
        images=np.concatenate([images, others.images]),
        labels=np.concatenate([labels, others.labels]),
        recipe=np.array(recipe),
    )
    print(f"{len(images):,} of {count:,} pictures and {plain:,} digits kept in {out}.")


def disturbed_digits(train: Split, count: int, seed: int) -> Split:
    """Choose train digits and disturb each; see `mnist_space.synthesis.disturbances`."""
    rng = stream(seed, DISTURBED)
    chosen = rng.integers(len(train), size=count)
    return Split(disturbed(train.images[chosen], rng), train.labels[chosen])


def drawings(train: Split, count: int, seed: int) -> Iterator[Drawing]:
    """Choose what to draw: train digits, digits in other styles, and what is no digit."""
    rng = stream(seed, CHOSEN)
    none = negatives(round(count * NEGATIVE), rng, train.images, train.labels)
    styled, styled_labels = styled_digits(round(count * STYLED), rng)
    plain = rng.integers(len(train), size=count - len(none) - len(styled))
    images = np.concatenate([train.images[plain], styled, none])
    labels = np.concatenate(
        [train.labels[plain], styled_labels, np.full(len(none), NOT_A_DIGIT, np.uint8)]
    )
    for number, index in enumerate(rng.permutation(count)):
        neighbours = train.images[rng.integers(len(train), size=3)]
        yield Drawing(images[index], int(labels[index]), neighbours, seed, number)


def rendered(drawing: Drawing) -> tuple[NDArray[np.uint8], np.uint8] | None:
    """Draw one picture and put it through the pipeline.

    Returns:
        uint8 (28, 28) and its label. A digit that the pipeline has lost becomes "not a digit";
        None where it is half lost, where nothing is left, or where what is left is an upright
        stroke, such as a line of squared paper: alone it reads as a 1.
    """
    pipeline = _robust()
    rng = stream(drawing.seed, DRAWN, drawing.number)
    picture, ink = random_scene(drawing.ink, rng, LONGEST_SIDE, list(drawing.neighbours))
    made = np.rint(pipeline.run(picture) * 255).astype(np.uint8)
    if not made.any():
        return None
    alone = pipeline.trace_digit(np.rint(ink * 255).astype(np.uint8))[-1].image
    alike = _correlation(made, alone)
    if drawing.label != NOT_A_DIGIT and alike >= FOUND:
        return made, np.uint8(drawing.label)
    is_lost = drawing.label == NOT_A_DIGIT or alike < LOST
    return (made, np.uint8(NOT_A_DIGIT)) if is_lost and not is_upright(made) else None


def is_upright(picture: NDArray[np.uint8]) -> bool:
    """Tell whether the ink of a picture, uint8 (28, 28), is an upright stroke, as a 1 is."""
    width, height = cv2.boundingRect(cv2.threshold(picture, 40, 1, cv2.THRESH_BINARY)[1])[2:]
    return width < UPRIGHT * height


def _correlation(first: NDArray[np.uint8], second: NDArray[np.float32]) -> float:
    if not second.any():
        return 0.0
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


def _start() -> None:
    # One thread a process: OpenCV's own would compete for the same cores.
    cv2.setNumThreads(1)
    load_steps()


def _robust() -> Pipeline:
    return load_pipeline("robust")
