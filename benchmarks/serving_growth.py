"""How the cost of reading grows: with the picture, and with a batch."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import cv2
import numpy as np
from common import contenders, drawing, whole_test
from in_turn import Row, in_turn, row, seconds_of
from numpy.typing import NDArray
from serving_parts import Sizes

SIDES = (28, 100, 280, 1000, 2000, 4000)
BATCHES = (1, 4, 16, 64, 256, 1024)


def growth_rows(sizes: Sizes, _: int) -> Iterator[Row]:
    """How the cost grows with the side of a picture, and with a batch."""
    read, digit = contenders()[1].predictor, drawing(whole_test().images[0])
    usual_file = scaled(digit, 280)
    for side in (side for side in SIDES if side <= sizes.side):
        own, usual = in_turn(
            partial(seconds_of, read.predict, scaled(digit, side)),
            partial(seconds_of, read.predict, usual_file),
            max(5, sizes.turns // 5),
        )
        yield row(f"JPEG of {side} x {side} to one of 280", own, usual, "ms")
    for count in (count for count in BATCHES if count <= sizes.batch):
        own, usual = in_turn(
            partial(seconds_of, read.predict_batch, [digit] * count),
            partial(seconds_of, lambda n: [read.predict(digit) for _ in range(n)], count),
            max(3, min(20, 64 // count)),
        )
        yield row(f"a batch of {count}, each, to predict", own / count, usual / count, "ms")


def scaled(digit: NDArray[np.uint8], side: int) -> bytes:
    """A drawing, uint8 (H, W), as a JPEG file of side x side."""
    large = cv2.resize(digit, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", large)[1].tobytes()
