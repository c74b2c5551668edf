"""From the picture of a page to its numbers: which way up, in which reading, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.forms import ColorImage, GrayImage
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry
from mnist_space.reading.digit_lines import digit_lines, free_pieces, stray_marks, without_edges
from mnist_space.reading.digit_search import Mark, Order, find_digits
from mnist_space.reading.doubts import doubted, find_doubts
from mnist_space.reading.frames import Frame, field_width, number_ink
from mnist_space.reading.judge import BoundedJudge
from mnist_space.reading.lost import is_speckled, with_lost_digits
from mnist_space.reading.number_lines import number_reading
from mnist_space.reading.number_reading import NumberReading, surest, turned_back
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.segmentation import MAX_GROUPS, Group, find_groups
from mnist_space.reading.table_rows import in_other_cells, rows_and_lines
from mnist_space.reading.way_up import way_up

SPECKLED = "The page is covered with specks."
MANY = 400  # looks: a page that takes more is read once

CROWDED = "There are very many marks: only the largest were looked at."


@dataclass(frozen=True)
class PageInk:
    """What the page steps of one reading found.

    Attributes:
        reading: how the picture was read again, or None for the first reading.
        size: width and height of the picture, upright.
        trace: the page steps.
        ink: uint8 (H, W), what may be digits.
        every: uint8 (H, W), all ink but the frames.
        frames: printed boxes, combs and tables.
        groups: the ink in pieces that may be digits.
    """

    reading: str | None
    size: tuple[int, int]
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
        page, again, degrees = self.pages(image, chain, others)
        first = self.numbers(page, partial(rows_and_lines, frames=page.frames))
        readings = (partial(self._again, make) for make in again)
        return doubted(turned_back(surest(first, readings), degrees))

    def pages(
        self, image: ColorImage, chain: Pipeline, others: Sequence[tuple[Reading, Pipeline]]
    ) -> tuple[PageInk, Iterator[Callable[[], PageInk]], int]:
        """Find the ink of a picture, turned upright.

        Args:
            image, chain, others: as in `read_page`.

        Returns:
            that of the first reading; what makes that of each other one, of none where the first
            took long; and the degrees counter-clockwise by which the picture was turned.
        """
        page = self._page(image, chain.trace_page(image))
        degrees = way_up(page.groups, self.judge)
        if degrees:
            image = np.ascontiguousarray(np.rot90(image, degrees // 90))
            page = self._page(image, chain.trace_page(image))
        return page, self._others(image, page, others), degrees

    def _others(
        self, image: ColorImage, page: PageInk, others: Sequence[tuple[Reading, Pipeline]]
    ) -> Iterator[Callable[[], PageInk]]:
        # Asked for once the first reading is made, and its cost known.
        if self.judge.looks > MANY or page.is_crowded:
            return
        for reading, pipeline in others:
            yield partial(self._other, image, page.trace, reading, pipeline)

    def _other(
        self,
        image: ColorImage,
        known: tuple[TraceEntry, ...],
        reading: Reading,
        pipeline: Pipeline,
    ) -> PageInk:
        return self._page(image, pipeline.trace_page(image, known), reading.name)

    def _page(
        self, image: ColorImage, trace: tuple[TraceEntry, ...], reading: str | None = None
    ) -> PageInk:
        left, every, frames = number_ink(trace)
        ink = with_lost_digits(left, every, self.judge, self.threshold)
        size, groups = (image.shape[1], image.shape[0]), tuple(find_groups(ink))
        return PageInk(reading, size, trace, ink, every, tuple(frames), groups)

    def _again(self, make: Callable[[], PageInk]) -> NumberReading:
        page = make()
        return self.numbers(page, partial(rows_and_lines, frames=page.frames))

    def numbers(self, page: PageInk, order: Order) -> NumberReading:
        """Read the numbers of a page.

        Args:
            page: its ink.
            order: sorts groups of ink into lines, top to bottom, each from left to right.
        """
        whole = find_digits(page.groups, self.judge, self.threshold, order)
        found = without_edges(whole, page.ink.shape[::-1], self.threshold)
        kept = {id(mark) for line in found for mark in line}
        edges = [mark.group for line in whole for mark in line if id(mark) not in kept]
        free = free_pieces(page.every, page.groups)
        marks = digit_lines(found, free, self.threshold)
        lines = [
            [(mark.group.box, mark.sign or self.read(mark)) for mark in line] for line in marks
        ]
        notes = [CROWDED] if page.is_crowded or self.judge.is_exhausted else []
        if lines and is_speckled(page.every, page.ink):
            notes.append(SPECKLED)
        reading = number_reading(
            lines,
            page.trace,
            page.size,
            notes=notes,
            reading=page.reading,
            field=field_width(page.frames),
            parted=partial(in_other_cells, frames=page.frames),
            strays=[group.box for group in stray_marks(found, self.threshold)],
        )
        if not reading.accepted:
            return reading
        return replace(reading, doubts=find_doubts(marks, page.trace, page.every, edges))
