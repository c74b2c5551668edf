"""From the picture of a page to its numbers: which way up, in which reading, line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.forms import ColorImage, GrayImage
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry
from mnist_space.reading.digit_lines import digit_lines, free_pieces, stray_marks, without_edges
from mnist_space.reading.digit_search import Mark, find_digits
from mnist_space.reading.frames import Frame, field_width, number_ink
from mnist_space.reading.judge import BoundedJudge
from mnist_space.reading.lost import is_speckled, with_lost_digits
from mnist_space.reading.number_lines import number_reading
from mnist_space.reading.number_reading import NumberReading, surest, turned_back
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.segmentation import MAX_GROUPS, Group, find_groups
from mnist_space.reading.table_rows import rows_and_lines
from mnist_space.reading.way_up import way_up

SPECKLED = "The page is covered with specks."
MANY = 400  # looks: a page that takes more is read once

CROWDED = "There are very many marks: only the largest were looked at."


@dataclass(frozen=True)
class PageInk:
    """What the page steps of one reading found.

    Attributes:
        trace: the page steps.
        ink: uint8 (H, W), what may be digits.
        every: uint8 (H, W), all ink but the frames.
        frames: printed boxes, combs and tables.
        groups: the ink in pieces that may be digits.
    """

    trace: tuple[TraceEntry, ...]
    ink: GrayImage
    every: GrayImage
    frames: tuple[Frame, ...]
    groups: tuple[Group, ...]

    @property
    def is_crowded(self) -> bool:
        """Whether there may be more marks than were looked at."""
        return len(self.groups) >= MAX_GROUPS


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
        page = self._page(chain.trace_page(image))
        degrees = way_up(page.groups, self.judge)
        if degrees:
            image = np.ascontiguousarray(np.rot90(image, degrees // 90))
            page = self._page(chain.trace_page(image))
        first = self._numbers(image, page, None)
        if self.judge.looks > MANY or page.is_crowded:
            others = ()
        again = (
            partial(self._again, image, page.trace, reading, pipeline)
            for reading, pipeline in others
        )
        return turned_back(surest(first, again), degrees)

    def _again(
        self,
        image: ColorImage,
        known: tuple[TraceEntry, ...],
        reading: Reading,
        pipeline: Pipeline,
    ) -> NumberReading:
        page = self._page(pipeline.trace_page(image, known))
        return self._numbers(image, page, reading.name)

    def _page(self, trace: tuple[TraceEntry, ...]) -> PageInk:
        left, every, frames = number_ink(trace)
        ink = with_lost_digits(left, every, self.judge, self.threshold)
        return PageInk(trace, ink, every, tuple(frames), tuple(find_groups(ink)))

    def _numbers(self, image: ColorImage, page: PageInk, reading: str | None) -> NumberReading:
        order = partial(rows_and_lines, frames=page.frames)
        found = find_digits(page.groups, self.judge, self.threshold, order)
        found = without_edges(found, page.ink.shape[::-1], self.threshold)
        free = free_pieces(page.every, page.groups)
        lines = [
            [(mark.group.box, mark.sign or self.read(mark)) for mark in line]
            for line in digit_lines(found, free, self.threshold)
        ]
        notes = [CROWDED] if page.is_crowded or self.judge.is_exhausted else []
        if lines and is_speckled(page.every, page.ink):
            notes.append(SPECKLED)
        return number_reading(
            lines,
            page.trace,
            (image.shape[1], image.shape[0]),
            notes=notes,
            reading=reading,
            field=field_width(page.frames),
            strays=[group.box for group in stray_marks(found, self.threshold)],
        )
