"""From the picture of a page to its numbers: which way up, in which reading, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry
from mnist_space.preprocessing.toolbox.pieces import find_pieces
from mnist_space.reading.digit_lines import digit_lines, free_pieces, stray_marks, without_edges
from mnist_space.reading.digit_search import Mark, Order, find_digits
from mnist_space.reading.doubts import doubted
from mnist_space.reading.found_numbers import FoundNumbers, PageInk
from mnist_space.reading.judge import BoundedJudge
from mnist_space.reading.lost import with_lost_digits, with_lost_dots
from mnist_space.reading.number_ink import number_ink
from mnist_space.reading.number_reading import NumberReading, surest, turned_back
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.segmentation import chosen_groups
from mnist_space.reading.table_rows import rows_and_lines
from mnist_space.reading.way_up import way_up

# Looks and marks: a page that takes more is read once. With 400 looks, three of 124 numbers fewer
# are read right on drawn photos: what lies around the paper is cut as well.
MANY = 650
MANY_MARKS = 150
FRAME = 16  # looks: what it costs to take a frame away


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
        self,
        image: ColorImage,
        chain: Pipeline,
        others: Sequence[tuple[Reading, Pipeline]],
        known: Sequence[TraceEntry] = (),
    ) -> NumberReading:
        """Read the numbers of a picture.

        Args:
            image: uint8 (H, W, 3).
            chain: the pipeline of the first reading.
            others: the other readings, which are made while none is accepted.
            known: a trace of the image's page steps, which is not made again.
        """
        page, again, degrees = self.pages(image, chain, others, known)
        first = self._found(page, partial(rows_and_lines, frames=page.frames))
        readings = (partial(self._again, make) for make in again)
        return doubted(turned_back(surest(first, readings).answer(), degrees))

    def pages(
        self,
        image: ColorImage,
        chain: Pipeline,
        others: Sequence[tuple[Reading, Pipeline]],
        known: Sequence[TraceEntry] = (),
    ) -> tuple[PageInk, Iterator[Callable[[], PageInk]], int]:
        """Find the ink of a picture, turned upright.

        Args:
            image, chain, others, known: as in `read_page`.

        Returns:
            that of the first reading; what makes that of each other one, of none where the first
            took long; and the degrees counter-clockwise by which the picture was turned.
        """
        page = self._page(image, chain.trace_page(image, known))
        degrees = way_up(page.groups, self.judge)
        if degrees:
            image = np.ascontiguousarray(np.rot90(image, degrees // 90))
            page = self._page(image, chain.trace_page(image))
        return page, self._others(image, page, others), degrees

    def _others(
        self, image: ColorImage, page: PageInk, others: Sequence[tuple[Reading, Pipeline]]
    ) -> Iterator[Callable[[], PageInk]]:
        # Asked for once the first reading is made, and its cost known.
        takes_long = self.judge.looks + FRAME * len(page.frames) > MANY
        if takes_long or len(page.groups) > MANY_MARKS or page.is_crowded:
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
        pieces = find_pieces(every)
        ink = with_lost_digits(left, every, pieces, self.judge, self.threshold)
        ink = with_lost_dots(ink, every, pieces)
        groups, is_crowded = chosen_groups(ink)
        size = image.shape[1], image.shape[0]
        return PageInk(
            reading, size, trace, ink, every, tuple(frames), pieces, tuple(groups), is_crowded
        )

    def _again(self, make: Callable[[], PageInk]) -> FoundNumbers:
        page = make()
        return self._found(page, partial(rows_and_lines, frames=page.frames))

    def numbers(self, page: PageInk, order: Order) -> NumberReading:
        """Read the numbers of a page.

        Args:
            page: its ink.
            order: sorts groups of ink into lines, top to bottom, each from left to right.
        """
        return self._found(page, order).answer()

    def _found(self, page: PageInk, order: Order) -> FoundNumbers:
        whole = find_digits(page.groups, self.judge, self.threshold, order)
        found = without_edges(whole, page.ink.shape[::-1], self.threshold)
        kept = {id(mark) for line in found for mark in line}
        marks = digit_lines(
            found, free_pieces(page.every, page.pieces, page.groups), self.threshold
        )
        return FoundNumbers(
            page,
            [[(mark, mark.sign or self.read(mark)) for mark in line] for line in marks],
            edges=[mark.group for line in whole for mark in line if id(mark) not in kept],
            strays=[group.box for group in stray_marks(found, self.threshold)],
            is_crowded=page.is_crowded or self.judge.is_exhausted,
        )
