"""From the picture of a page to its numbers: which way up, in which reading, line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry
from mnist_space.reading.digit_lines import digit_lines, free_pieces, stray_marks
from mnist_space.reading.digit_search import Mark, find_digits
from mnist_space.reading.frames import field_width, number_ink
from mnist_space.reading.judge import BoundedJudge
from mnist_space.reading.lost import is_speckled, with_lost_digits
from mnist_space.reading.number_lines import number_reading
from mnist_space.reading.number_reading import NumberReading, surest, turned_back
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.segmentation import MAX_GROUPS, find_groups
from mnist_space.reading.table_rows import rows_and_lines
from mnist_space.reading.way_up import way_up

SPECKLED = "The page is covered with specks."
MANY = 400  # looks: a page that takes more is read once

CROWDED = "There are very many marks: only the largest were looked at."


@dataclass(frozen=True)
class NumberSearch:
    """One search for the numbers of one picture.

    Attributes:
        judge: gives the digit score of pictures.
        read: reads one mark.
        threshold: the least score of a digit.
    """

    judge: BoundedJudge
    read: Callable[[Mark], Prediction]
    threshold: float

    def read_page(
        self, image: ColorImage, chain: Pipeline, others: Sequence[tuple[Reading, Pipeline]]
    ) -> NumberReading:
        """Read the numbers of a picture.

        Args:
            image: uint8 (H, W, 3).
            chain: the pipeline of the first reading.
            others: the other readings, which are made while none is accepted.
        """
        page = chain.trace_page(image)
        degrees = way_up(find_groups(number_ink(page)[0]), self.judge)
        if degrees:
            image = np.ascontiguousarray(np.rot90(image, degrees // 90))
            page = chain.trace_page(image)
        first = self._numbers(image, page, None)
        if self.judge.looks > MANY or CROWDED in (first.reason or ""):
            others = ()
        again = (
            partial(self._again, image, page, reading, pipeline) for reading, pipeline in others
        )
        return turned_back(surest(first, again), degrees)

    def _again(
        self,
        image: ColorImage,
        page: tuple[TraceEntry, ...],
        reading: Reading,
        pipeline: Pipeline,
    ) -> NumberReading:
        return self._numbers(image, pipeline.trace_page(image, page), reading)

    def _numbers(
        self, image: ColorImage, page: tuple[TraceEntry, ...], reading: Reading | None
    ) -> NumberReading:
        ink, every, frames = number_ink(page)
        ink = with_lost_digits(ink, every, self.judge, self.threshold)
        groups = find_groups(ink)
        order = partial(rows_and_lines, frames=frames)
        found = find_digits(groups, self.judge, self.threshold, order)
        free, size = free_pieces(every, groups), (ink.shape[1], ink.shape[0])
        lines = [
            [(mark.group.box, mark.sign or self.read(mark)) for mark in line]
            for line in digit_lines(found, free, size, self.threshold)
        ]
        notes = [CROWDED] if len(groups) >= MAX_GROUPS or self.judge.is_exhausted else []
        if lines and is_speckled(every, ink):
            notes.append(SPECKLED)
        return number_reading(
            lines,
            page,
            (image.shape[1], image.shape[0]),
            notes=notes,
            reading=reading.name if reading else None,
            field=field_width(frames),
            strays=[group.box for group in stray_marks(found, size, self.threshold)],
        )
